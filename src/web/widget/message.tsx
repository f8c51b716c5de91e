import type { ComponentChildren } from 'preact';
import { timeText } from './day-text.ts';
import { FileList, LocalFileList } from './file-list.tsx';
import { initialOf } from './header.tsx';
import { LanternIcon, LineIcon } from './icons.tsx';
import { Markdown, PlainText, SafeLink } from './markdown.tsx';
import type { TextKey } from './texts.ts';
import type { Outgoing, ReceivedMessage } from './thread.ts';
import type { View } from './view.ts';

/** Where a bubble stands in a row of one sender's. */
interface Place {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export function ReceivedBubble({ message, isFirst, isLast, state, say }: View & Place & { readonly message: ReceivedMessage }) {
  const { sender, senderName, text, article } = message;
  const isOurs = sender === 'customer';
  const name = isOurs ? say('you') : sender === 'agent' ? senderName || say('agent') : say('assistantName');
  const newTab = say('newTab');
  return (
    <Row isOurs={isOurs} isFirst={isFirst} isLast={isLast} avatar={sender === 'agent' ? initialOf(name) : <LanternIcon />}>
      {isFirst && sender === 'agent' ? <p class="sender">{name}</p> : <span class="hidden">{name}: </span>}
      {(text !== '' || article) && (
        <div class="bubble">
          {message.isMarkdown ? (
            <Markdown text={text} newTab={newTab} />
          ) : (
            text !== '' && <PlainText text={text} newTab={newTab} />
          )}
          {article && (
            <p class="article">
              <LineIcon name="article" />
              <span>
                <SafeLink url={article.url} newTab={newTab}>
                  {article.title}
                </SafeLink>
              </span>
            </p>
          )}
        </div>
      )}
      <FileList files={message.files} newTab={newTab} />
      {isLast && (
        <p class="meta">
          {timeText(message.at, state.language)}
          {isOurs && (
            <>
              {' '}
              <LineIcon name="check" />
              {say('sent')}
            </>
          )}
        </p>
      )}
    </Row>
  );
}

export function OutgoingMessage({ message, isFirst, isLast, chat, state, say }: View & Place & { readonly message: Outgoing }) {
  const { text, files, status, clientId } = message;
  return (
    <Row isOurs isFirst={isFirst} isLast={isLast} avatar={null} isFailed={status === 'failed'}>
      <span class="hidden">{say('you')}: </span>
      {text !== '' && (
        <div class="bubble">
          <PlainText text={text} newTab={say('newTab')} />
        </div>
      )}
      <LocalFileList files={files} />
      {status === 'failed' ? (
        <p class="meta failed" role="alert">
          <LineIcon name="alert" />
          {say(failureKey(message))}
          <button type="button" onClick={() => chat.retry(clientId)}>
            {say('retry')}
          </button>
          <button type="button" onClick={() => chat.discard(clientId)}>
            {say('discard')}
          </button>
        </p>
      ) : (
        isLast && (
          <p class="meta">
            {status === 'sent' ? timeText(message.at, state.language) : null}{' '}
            <LineIcon name={status === 'sent' ? 'check' : 'clock'} />
            {say(status)}
          </p>
        )
      )}
    </Row>
  );
}

function Row(
  props: Place & {
    readonly isOurs: boolean;
    readonly isFailed?: boolean;
    readonly avatar: ComponentChildren;
    readonly children: ComponentChildren;
  },
) {
  const { isOurs, isFirst, isLast } = props;
  const classes = ['message', isOurs ? 'ours' : 'theirs', isFirst && 'first', isLast && 'last', props.isFailed && 'is-failed'];
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      {!isOurs && isFirst && (
        <span class="avatar" aria-hidden="true">
          {props.avatar}
        </span>
      )}
      {props.children}
    </div>
  );
}

function failureKey({ reason }: Outgoing): TextKey {
  if (reason === 'too-large') return 'failedTooLarge';
  return reason === 'refused' ? 'failedRefused' : 'failed';
}
