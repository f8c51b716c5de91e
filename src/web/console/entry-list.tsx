import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useConsole } from './create-console.ts';
import { Entry } from './entry.tsx';
import { useTexts } from './language.ts';
import { PendingEntry } from './pending-entry.tsx';
import { useStore } from './store.ts';
import { useNow } from './use-now.ts';
import type { TicketDetail } from './wire.ts';

/** Whoever is nearer to the end than this follows the conversation; whoever reads above is left in peace. */
const FOLLOW_PX = 120;

export function EntryList({ detail }: { readonly detail: TicketDetail }) {
  const { t } = useTexts();
  const { ticket, outbox } = useConsole();
  const { turns, typingUntil, isReadingEarlier } = useStore(ticket.state);
  const { items } = useStore(outbox.state);
  const pending = items.filter(
    ({ ticketId, act }) => ticketId === detail.ticket.id && (act.kind === 'reply' || act.kind === 'note'),
  );
  const isTyping = useNow(2_000) < typingUntil;

  const list = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const height = useRef(0);
  const first = detail.entries[0]?.sequence ?? 1;
  const last = detail.entries.at(-1)?.sequence ?? 0;

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    if (isFollowing.current) element.scrollTop = element.scrollHeight;
    height.current = element.scrollHeight;
  }, [last, pending.length, isTyping]);
  useLayoutEffect(() => {
    // Earlier messages grow the list at its top: what was being read stays where it was.
    const element = list.current;
    if (element && !isFollowing.current) element.scrollTop += element.scrollHeight - height.current;
    if (element) height.current = element.scrollHeight;
  }, [first]);
  useEffect(() => {
    const element = list.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      class="entries"
      ref={list}
      role="log"
      aria-label={t('conversation')}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isFollowing.current = scrollHeight - scrollTop - clientHeight < FOLLOW_PX;
      }}
    >
      {first > 1 && (
        <button type="button" class="button quiet small centre" disabled={isReadingEarlier} onClick={ticket.readEarlier}>
          {t(isReadingEarlier ? 'loading' : 'earlier')}
        </button>
      )}
      {detail.entries.map((entry) => (
        <Entry
          key={entry.sequence}
          entry={entry}
          path={`/tickets/${encodeURIComponent(detail.ticket.id)}`}
          customerName={detail.customer?.name ?? t('visitor')}
          turn={entry.turnId === null ? null : (turns.get(entry.turnId) ?? null)}
        />
      ))}
      {pending.map((item, n) => (
        <PendingEntry key={item.clientId} item={item} isHeld={n > 0} />
      ))}
      {isTyping && <p class="typing soft">{t('customerTyping')}</p>}
    </div>
  );
}
