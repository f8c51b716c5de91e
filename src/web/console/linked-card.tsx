import { useEffect, useState } from 'preact/hooks';
import { useConsole } from './create-console.ts';
import { date, time } from './format.ts';
import { useTexts } from './language.ts';
import { PlainText } from './rich-text.tsx';
import type { LinkedConversation } from './wire.ts';

/** What the same person said on other channels, or before; nothing where there is none. */
export function LinkedCard({ ticketId }: { readonly ticketId: string }) {
  const { t, language } = useTexts();
  const { api } = useConsole();
  const [linked, setLinked] = useState<readonly LinkedConversation[]>([]);
  useEffect(() => {
    let isOpen = true;
    setLinked([]);
    api.get<{ readonly conversations: readonly LinkedConversation[] }>(`/tickets/${encodeURIComponent(ticketId)}/linked`).then(
      (answer) => {
        if (isOpen && answer.kind === 'ok') setLinked(answer.body.conversations);
      },
      () => undefined,
    );
    return () => {
      isOpen = false;
    };
  }, [api, ticketId]);
  if (linked.length === 0) return null;
  return (
    <section class="card">
      <h3>{t('linked')}</h3>
      {linked.map(({ id, channel, updatedAt, entries }) => (
        <details key={id}>
          <summary>
            {channel} · {date(updatedAt, language, Date.now())}
          </summary>
          {entries.map(({ sequence, at, author, body }) =>
            body.kind === 'message' ? (
              <p key={sequence}>
                <span class="soft">
                  {author.kind === 'agent' ? author.name : t(author.kind === 'bot' ? 'bot' : 'visitor')}{' '}
                  {time(at, language, Date.now())}
                </span>
                <br />
                <PlainText text={body.text} />
              </p>
            ) : null,
          )}
        </details>
      ))}
    </section>
  );
}
