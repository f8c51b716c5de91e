import { useConsole } from './create-console.ts';
import { Entry } from './entry.tsx';
import { useTexts } from './language.ts';
import { PendingEntry } from './pending-entry.tsx';
import { useStore } from './store.ts';
import { useFollowing } from './use-following.ts';
import { useNow } from './use-now.ts';
import type { TicketDetail } from './wire.ts';

export function EntryList({ detail }: { readonly detail: TicketDetail }) {
  const { t } = useTexts();
  const { ticket, outbox } = useConsole();
  const { turns, typingUntil, isReadingEarlier } = useStore(ticket.state);
  const { items } = useStore(outbox.state);
  const pending = items.filter(
    ({ ticketId, act }) => ticketId === detail.ticket.id && (act.kind === 'reply' || act.kind === 'note'),
  );
  const isTyping = useNow(2_000) < typingUntil;

  const first = detail.entries[0]?.sequence ?? 1;
  const last = detail.entries.at(-1)?.sequence ?? 0;

  const { list, onScroll } = useFollowing(first, `${last} ${pending.length} ${isTyping}`);

  return (
    <div class="entries" ref={list} role="log" aria-label={t('conversation')} tabIndex={0} onScroll={onScroll}>
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
