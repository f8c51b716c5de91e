import { useRef, useState } from 'preact/hooks';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useConsole } from './create-console.ts';
import { date } from './format.ts';
import { useTexts } from './language.ts';
import { refusal } from './refusals.ts';
import { PlainText } from './rich-text.tsx';
import { Awaited, useAnswer } from './use-answer.tsx';
import type { DeadLetter } from './wire.ts';
import { channelName } from './words.ts';

/** Messages that a channel would not take: why, and what becomes of them. For administrators. */
export function DeadLettersCard() {
  const { session } = useConsole();
  return session.agent.role === 'admin' ? <DeadLetters /> : null;
}

function DeadLetters() {
  const { t, of, language } = useTexts();
  const { api, toasts } = useConsole();
  const answer = useAnswer<{ readonly deadLetters: readonly DeadLetter[] }>('/dead-letters');
  const letters = answer.body?.deadLetters ?? [];
  const [dropped, setDropped] = useState<DeadLetter | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const act = (id: string, what: 'send-again' | 'drop'): void => {
    setDropped(null);
    api.send('POST', `/dead-letters/${encodeURIComponent(id)}/${what}`, {}).then(
      ({ kind }) => {
        if (kind !== 'ok') toasts.say('bad', 'serverAway');
        // The button that had the focus goes with its row.
        title.current?.focus();
        answer.load();
      },
      () => undefined,
    );
  };
  return (
    <section class="card" aria-labelledby="dead-letters-title">
      <h2 id="dead-letters-title" ref={title} tabIndex={-1}>
        {t('deadLetters')}
      </h2>
      <Awaited {...answer} />
      {answer.body !== null && <p class="soft">{t(letters.length === 0 ? 'noDeadLetters' : 'deadLettersHint')}</p>}
      <ul class="rows">
        {letters.map((letter) => (
          <li key={letter.id}>
            <div class="row-words">
              {letter.text ? (
                <span>
                  <PlainText text={letter.text} />
                </span>
              ) : (
                <em>{t('noWords')}</em>
              )}
              <span class="soft">
                {of(channelName(letter.channel))} · {date(letter.at, language, Date.now())} ·{' '}
                {t('deadLetterWhy', { reason: of(refusal(letter.reason)), count: letter.attempts })}
              </span>
            </div>
            <div class="row-acts">
              <button type="button" class="button small" onClick={() => act(letter.id, 'send-again')}>
                {t('sendAgain')}
              </button>
              <button type="button" class="button small" onClick={() => setDropped(letter)}>
                {t('drop')}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {dropped !== null && (
        <ConfirmDialog
          title={t('confirmDrop')}
          hint={t('confirmDropHint')}
          verb={t('drop')}
          onConfirm={() => act(dropped.id, 'drop')}
          onCancel={() => setDropped(null)}
        />
      )}
    </section>
  );
}
