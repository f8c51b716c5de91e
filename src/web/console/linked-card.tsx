import { useEffect, useState } from 'preact/hooks';
import type { LogEntry } from '../../contract/conversation.ts';
import { useConsole } from './create-console.ts';
import { date, time } from './format.ts';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { Markdown, PlainText } from './rich-text.tsx';
import type { LinkedConversation } from './wire.ts';
import { channelName } from './words.ts';

/** What the same person said on other channels, or before; nothing where there is none. */
export function LinkedCard({ ticketId }: { readonly ticketId: string }) {
  const { t, of, language } = useTexts();
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
    <section class="card linked">
      <h3>{t('linked')}</h3>
      {linked.map(({ id, channel, updatedAt, entries }) => (
        <details key={id}>
          <summary>
            {of(channelName(channel))} · {date(updatedAt, language, Date.now())}
          </summary>
          <ol>
            {entries.map((entry) => (
              <Said key={entry.sequence} entry={entry} />
            ))}
          </ol>
        </details>
      ))}
    </section>
  );
}

/** A message with the names of its files; nothing for what is no message. */
function Said({ entry: { at, author, body } }: { readonly entry: LogEntry }) {
  const { t, language } = useTexts();
  if (body.kind !== 'message') return null;
  return (
    <li>
      <p class="soft small">
        {author.kind === 'agent' ? author.name : t(author.kind === 'bot' ? 'bot' : 'visitor')} · {time(at, language, Date.now())}
      </p>
      {body.text !== '' && (
        <div class={author.kind === 'bot' ? 'is-rich' : 'is-plain'}>
          {author.kind === 'bot' ? <Markdown text={body.text} /> : <PlainText text={body.text} />}
        </div>
      )}
      {body.attachments.map(({ id, name }) => (
        <p key={id} class="linked-file">
          <Icon name="file" /> {name}
        </p>
      ))}
    </li>
  );
}
