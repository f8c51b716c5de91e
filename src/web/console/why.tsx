import { useState } from 'preact/hooks';
import type { TurnRecord } from '../../contract/turn.ts';
import { percent } from './format.ts';
import { useTexts } from './language.ts';
import { decisionText, LANGUAGES } from './words.ts';

const SHOWN = 3;

/** "Why did the bot say this": what the turn saw and decided. */
export function Why({ turn }: { readonly turn: TurnRecord }) {
  const { t, of } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const id = `why-${turn.id}`;
  return (
    <div class="why">
      <button type="button" class="why-button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        {t('why')}
      </button>
      {isOpen && (
        <dl id={id} class="why-facts" aria-label={t('whyTitle')}>
          <dt>{t('whyDecision')}</dt>
          <dd>{of(decisionText(turn.decision))}</dd>
          <Intents turn={turn} />
          {turn.passages.length > 0 && (
            <>
              <dt>{t('whyPassages')}</dt>
              <dd>
                {turn.passages.slice(0, SHOWN).map(({ id: passageId, score }) => (
                  <span key={passageId} class="scored">
                    <code>{passageId}</code> {percent(score)}
                  </span>
                ))}
              </dd>
            </>
          )}
          <dt>{t('whyMood')}</dt>
          <dd>
            {turn.sentiment.toFixed(2)} · {of(LANGUAGES[turn.language])}
          </dd>
          {turn.degraded.length > 0 && (
            <>
              <dt>{t('whyDegraded')}</dt>
              <dd>{turn.degraded.join(', ')}</dd>
            </>
          )}
          <dt>{t('whyTook')}</dt>
          <dd>{Math.round(turn.tookMs)} ms</dd>
        </dl>
      )}
    </div>
  );
}

function Intents({ turn }: { readonly turn: TurnRecord }) {
  const { t } = useTexts();
  const { classification } = turn;
  if (classification === null) return null;
  return (
    <>
      <dt>{t('whyIntents')}</dt>
      <dd>
        {classification.intents.slice(0, SHOWN).map(({ id, p }) => (
          <span key={id} class="scored">
            <code>{id}</code> {percent(p)}
          </span>
        ))}
        <span class="scored">
          {t('whyOutOfScope')} {percent(classification.outOfScopeProbability)}
        </span>
      </dd>
      {classification.nearest !== null && (
        <>
          <dt>{t('whyNearest')}</dt>
          <dd>
            “{classification.nearest.text}” <span class="soft">({classification.nearest.intent})</span>
          </dd>
        </>
      )}
    </>
  );
}
