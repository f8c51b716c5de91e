import { useEffect, useState } from 'preact/hooks';
import { useConsole } from './create-console.ts';
import { date } from './format.ts';
import { useTexts } from './language.ts';
import { PlainText } from './rich-text.tsx';
import type { DeadLetter } from './wire.ts';

/** Messages that a channel would not take: why, and what becomes of them. For administrators. */
export function DeadLettersCard() {
  const { t, language } = useTexts();
  const { api, session, toasts } = useConsole();
  const [letters, setLetters] = useState<readonly DeadLetter[] | null>(null);
  const isAdmin = session.agent.role === 'admin';
  const load = (): void => {
    api.get<{ readonly deadLetters: readonly DeadLetter[] }>('/dead-letters').then(
      (answer) => (answer.kind === 'ok' ? setLetters(answer.body.deadLetters) : toasts.say('bad', 'serverAway')),
      () => undefined,
    );
  };
  useEffect(() => {
    if (isAdmin) load();
  }, [api, isAdmin]);
  const act = (id: string, what: 'send-again' | 'drop'): void => {
    api.send('POST', `/dead-letters/${encodeURIComponent(id)}/${what}`, {}).then(
      (answer) => {
        if (answer.kind !== 'ok') toasts.say('bad', 'serverAway');
        load();
      },
      () => undefined,
    );
  };
  if (!isAdmin) return null;
  return (
    <section class="card" aria-labelledby="dead-letters-title">
      <h2 id="dead-letters-title">{t('deadLetters')}</h2>
      <p class="soft">{t(letters?.length === 0 ? 'noDeadLetters' : 'deadLettersHint')}</p>
      <ul class="rows">
        {(letters ?? []).map(({ id, channel, text, reason, attempts, at }) => (
          <li key={id}>
            <div class="row-words">
              {text !== null && (
                <span>
                  <PlainText text={text} />
                </span>
              )}
              <span class="soft">
                {channel} · {date(at, language, Date.now())} · {t('deadLetterWhy', { reason, count: attempts })}
              </span>
            </div>
            <div class="row-acts">
              <button type="button" class="button small" onClick={() => act(id, 'send-again')}>
                {t('sendAgain')}
              </button>
              <button
                type="button"
                class="button small"
                onClick={() => {
                  if (window.confirm(t('confirmDrop'))) act(id, 'drop');
                }}
              >
                {t('drop')}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
