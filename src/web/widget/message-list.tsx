import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { dayKey, dayText } from './day-text.ts';
import { EventLine } from './event-line.tsx';
import { LineIcon } from './icons.tsx';
import { OutgoingMessage, ReceivedBubble } from './message.tsx';
import { Rating } from './rating.tsx';
import { attendantOf, itemsOf, quickRepliesOf, ticketToRate, type ThreadItem } from './thread.ts';
import type { View } from './view.ts';

/** Nearer to the end than this, the list stays at the end. */
const NEAR_PX = 80;
/** Bubbles of one sender within this time stand together. */
const TOGETHER_MS = 180_000;

export function MessageList(view: View) {
  const { chat, state, say } = view;
  const { thread, newAfter, language } = state;
  const items = itemsOf(thread);
  const due = ticketToRate(thread);
  const { list, content, isAway, toEnd, onScroll } = useStickyEnd(items.length, items.at(-1)?.key, state.typing);

  return (
    <div class="list-place">
      <div
        ref={list}
        class="list"
        role="log"
        aria-live="polite"
        aria-label={say('conversation')}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content}>
          {items.map((item, n) => {
            const before = items[n - 1];
            const isNewDay = before === undefined || dayKey(before.at) !== dayKey(item.at);
            const isFirstNew = newAfter !== null && isNewAfter(item, newAfter) && !isNewAfter(before, newAfter);
            return (
              <Fragment key={item.key}>
                {isNewDay && <p class="divider day">{dayText(item.at, Date.now(), language, say)}</p>}
                {isFirstNew && <p class="divider new">{say('newMessages')}</p>}
                <Item
                  {...view}
                  item={item}
                  isFirst={isNewDay || isFirstNew || !isTogether(before, item)}
                  isLast={!isTogether(item, items[n + 1])}
                />
              </Fragment>
            );
          })}
          {due && <Rating key={due.ticketId} {...view} ticketId={due.ticketId} />}
          {state.typing && <TypingDots {...view} />}
          <QuickReplies {...view} replies={quickRepliesOf(thread)} onPick={(value) => chat.send(value)} />
        </div>
      </div>
      {isAway && (
        <button type="button" class="to-end" onClick={toEnd}>
          <LineIcon name="down" />
          {say('jumpToNew')}
        </button>
      )}
    </div>
  );
}

function Item(props: View & { readonly item: ThreadItem; readonly isFirst: boolean; readonly isLast: boolean }) {
  const { item, ...rest } = props;
  if (item.kind === 'outgoing') return <OutgoingMessage {...rest} message={item.message} />;
  if (item.entry.kind === 'event') return <EventLine {...rest} event={item.entry.event} />;
  return <ReceivedBubble {...rest} message={item.entry} />;
}

function TypingDots({ state, say }: View) {
  const attendant = attendantOf(state.thread);
  const name = attendant.kind === 'agent' ? attendant.name : say('assistantName');
  return (
    <div class="message theirs">
      <div class="bubble typing">
        <span class="hidden">{say('typing', { name })}</span>
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}

function QuickReplies(props: {
  readonly replies: readonly { readonly title: string; readonly value: string }[];
  readonly onPick: (value: string) => void;
}) {
  if (props.replies.length === 0) return null;
  return (
    <div class="quick-replies">
      {props.replies.map(({ title, value }) => (
        <button key={value} type="button" class="quick-reply" onClick={() => props.onPick(value)}>
          {title}
        </button>
      ))}
    </div>
  );
}

/** Stays at the end while the customer is there; elsewhere, says that there is more. */
function useStickyEnd(count: number, lastKey: string | undefined, typing: string | null) {
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isNear = useRef(true);
  const [isAway, setIsAway] = useState(false);
  const toEnd = (): void => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  const onScroll = (): void => {
    const element = list.current;
    if (!element) return;
    isNear.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    setIsAway(!isNear.current);
  };
  useLayoutEffect(() => {
    if (isNear.current) toEnd();
  }, [count, lastKey, typing]);
  // Pictures that arrive late, a form that unfolds and a keyboard that opens change the heights.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (isNear.current) toEnd();
    });
    for (const { current } of [list, content]) if (current) observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { list, content, isAway, toEnd, onScroll };
}

function isNewAfter(item: ThreadItem | undefined, sequence: number): boolean {
  return item?.kind === 'received' && item.entry.sequence > sequence;
}

function isTogether(before: ThreadItem | undefined, after: ThreadItem | undefined): boolean {
  const sender = senderOf(before);
  return (
    before !== undefined &&
    after !== undefined &&
    sender !== null &&
    sender === senderOf(after) &&
    after.at - before.at < TOGETHER_MS
  );
}

function senderOf(item: ThreadItem | undefined): string | null {
  if (item?.kind === 'outgoing') return 'customer';
  if (item?.entry.kind !== 'message') return null;
  return item.entry.sender === 'agent' ? `agent ${item.entry.senderName}` : item.entry.sender;
}
