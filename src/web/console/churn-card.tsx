import { useState } from 'preact/hooks';
import type { ChurnContribution, ChurnScore } from '../../contract/churn.ts';
import { CHURN_TEXTS } from './churn-texts.ts';
import { percent } from './format.ts';
import { useTexts } from './language.ts';

const SHOWN = 5;
const PATTERNS = { anonymous: 'patternAnonymous', new: 'patternNew', full: 'patternFull' } as const;

export function ChurnCard({ churn }: { readonly churn: ChurnScore | null }) {
  const { t, of } = useTexts();
  const [showsAll, setShowsAll] = useState(false);
  if (churn === null) {
    return (
      <section class="card">
        <h3>{t('churn')}</h3>
        <p class="soft">{t('noChurn')}</p>
      </section>
    );
  }
  const { probability, threshold, contributions, history } = churn;
  const isAbove = probability >= threshold;
  const values = { percent: percent(probability), threshold: percent(threshold) };
  const telling = contributions.filter(({ contribution }) => Math.abs(contribution) >= 0.005);
  const shown = showsAll ? telling : telling.slice(0, SHOWN);
  const largest = Math.max(0, ...telling.map(({ contribution }) => Math.abs(contribution)));
  return (
    <section class={`card churn ${isAbove ? 'is-above' : ''}`}>
      <h3>{t('churn')}</h3>
      <p class="churn-number">
        <strong>{percent(probability)}</strong>
        <span>{t(isAbove ? 'churnAbove' : 'churnBelow', values)}</span>
      </p>
      <div class="meter" role="img" aria-label={t('churnMeter', values)}>
        <span class="meter-fill" style={{ width: percent(probability) }} />
        <span class="meter-line" style={{ left: percent(threshold) }} />
      </div>
      <ul class="reasons">
        {shown.map((contribution) => (
          <Reason key={contribution.feature} contribution={contribution} largest={largest} />
        ))}
      </ul>
      {telling.length > SHOWN && !showsAll && (
        <button type="button" class="link" onClick={() => setShowsAll(true)}>
          {t('moreReasons', { count: telling.length })}
        </button>
      )}
      <p class="legend soft">
        <span class="swatch is-up" aria-hidden="true" /> {t('raisesLegend')} <span class="swatch is-down" aria-hidden="true" />{' '}
        {t('lowersLegend')}
      </p>
      {churn.hint !== null && <p>{of(churn.hint)}</p>}
      {history.kind === 'base-rate' && history.missing.length > 0 && (
        <p class="soft">{of(CHURN_TEXTS.notScored, { facts: history.missing.join(', ') })}</p>
      )}
      <p class="soft">
        {t(PATTERNS[churn.pattern])}
        {churn.segment !== null && ` · ${churn.segment}`}
      </p>
    </section>
  );
}

interface ReasonProps {
  readonly contribution: ChurnContribution;
  /** The strongest of all: the full length of a bar. */
  readonly largest: number;
}

function Reason({ contribution: { contribution, reason }, largest }: ReasonProps) {
  const { t, of } = useTexts();
  const isUp = contribution > 0;
  return (
    <li class={isUp ? 'is-up' : 'is-down'}>
      <span class="reason-words">
        {of(reason)}
        <span class="only-heard"> ({t(isUp ? 'raises' : 'lowers')})</span>
      </span>
      <span class="reason-number">
        {isUp ? '+' : '−'}
        {Math.abs(contribution).toFixed(2)}
      </span>
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${Math.round((Math.abs(contribution) / largest) * 50)}%` }} />
      </span>
    </li>
  );
}
