import type { Attachment, LogEntry } from '../../contract/conversation.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import { isPicture } from '../check-files.ts';
import { useConsole } from './create-console.ts';
import { size, time } from './format.ts';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { Markdown, PlainText, SafeLink } from './rich-text.tsx';
import { eventText } from './words.ts';
import { Why } from './why.tsx';

interface EntryProps {
  readonly entry: LogEntry;
  /** Where the conversation's files are: `/tickets/…` or `/chats/…`. */
  readonly path: string;
  readonly customerName: string;
  readonly turn: TurnRecord | null;
  /** What the conversation was opened for. */
  readonly isFound?: boolean;
}

/** One line of the log: a bubble, a note or what happened. */
export function Entry({ entry, path, customerName, turn, isFound = false }: EntryProps) {
  const { t, of, language } = useTexts();
  const { session } = useConsole();
  const { author, body } = entry;
  const clock = <time dateTime={new Date(entry.at).toISOString()}>{time(entry.at, language, Date.now())}</time>;

  if (body.kind === 'event') {
    const name = author.kind === 'agent' ? author.name : author.kind === 'bot' ? t('bot') : customerName;
    return (
      <p class={`event event-${body.event.name}`}>
        <span>{of(eventText(body.event, name))}</span> {clock}
        {body.event.name === 'rated' && body.event.comment !== null && (
          <q>
            <PlainText text={body.event.comment} />
          </q>
        )}
      </p>
    );
  }
  if (body.kind === 'deleted') {
    return (
      <article class={`bubble is-${author.kind} is-deleted`}>
        <p class="bubble-head">
          {customerName} {clock}
        </p>
        <p class="bubble-text soft">{t('deletedMessage')}</p>
      </article>
    );
  }
  if (body.kind === 'note') {
    return (
      <article class={`bubble is-note ${isFound ? 'is-found' : ''}`}>
        <p class="bubble-head">
          <Icon name="note" /> {t('noteOf', { name: author.kind === 'agent' ? author.name : t('bot') })} {clock}
        </p>
        <div class="bubble-text is-plain">
          <PlainText text={body.text} />
        </div>
      </article>
    );
  }
  const isMe = author.kind === 'agent' && author.id === session.agent.id;
  const name = author.kind === 'agent' ? author.name : author.kind === 'bot' ? t('bot') : customerName;
  return (
    <article class={`bubble is-${author.kind} ${isMe ? 'is-me' : ''} ${isFound ? 'is-found' : ''}`}>
      <p class="bubble-head">
        {author.kind === 'bot' && <Icon name="bot" />} {name} {clock}
        {body.editedAt !== undefined && (
          <span class="soft"> {t('edited', { time: time(body.editedAt, language, Date.now()) })}</span>
        )}
      </p>
      {body.text !== '' && (
        <div class={`bubble-text ${author.kind === 'bot' ? 'is-rich' : 'is-plain'}`}>
          {author.kind === 'bot' ? <Markdown text={body.text} /> : <PlainText text={body.text} />}
        </div>
      )}
      {body.attachments.map((file) => (
        <FileLink key={file.id} file={file} path={path} />
      ))}
      {body.article !== null && (
        <p class="bubble-foot">
          <SafeLink url={`/help/${body.article.language}/${encodeURIComponent(body.article.articleId)}`}>
            {t('article')}: {body.article.title}
          </SafeLink>
        </p>
      )}
      {body.quickReplies.length > 0 && (
        <ul class="quick-replies">
          {body.quickReplies.map(({ title }) => (
            <li key={title}>{title}</li>
          ))}
        </ul>
      )}
      {turn !== null && <Why turn={turn} />}
    </article>
  );
}

function FileLink({ file, path }: { readonly file: Attachment; readonly path: string }) {
  const { t } = useTexts();
  const url = `/api/console${path}/attachments/${encodeURIComponent(file.id)}`;
  return (
    <a class="file" href={url} download={file.name} title={t('download', { name: file.name })}>
      {isPicture(file.contentType) ? <img class="thumbnail" src={url} alt="" loading="lazy" /> : <Icon name="file" />}
      <span class="file-name">{file.name}</span>
      <span class="soft">{size(file.sizeBytes)}</span>
    </a>
  );
}
