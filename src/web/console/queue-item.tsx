import type { Ticket } from '../../contract/ticket.ts';
import { age, percent } from './format.ts';
import { useTexts } from './language.ts';
import { hrefOf } from './route.ts';
import { LANGUAGES, OUTCOMES, REASONS } from './words.ts';

interface QueueItemProps {
  readonly ticket: Ticket;
  readonly isOpen: boolean;
  readonly isUnread: boolean;
  /** The colleague who has it, when it is not in the agent's own list. */
  readonly holder: string | null;
  /** The server's clock, ms. */
  readonly now: number;
}

/** Customers who wait longer than this are shown as late. */
const LATE_MS = 5 * 60_000;

export function QueueItem({ ticket, isOpen, isUnread, holder, now }: QueueItemProps) {
  const { t, of } = useTexts();
  const { churn } = ticket;
  const isAtRisk = churn !== null && churn.probability >= churn.threshold;
  return (
    <li>
      <a
        class={`ticket reason-${ticket.reason} ${isUnread ? 'is-unread' : ''}`}
        href={hrefOf({ kind: 'ticket', ticketId: ticket.id })}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span class="ticket-line">
          <span class="reason">{of(REASONS[ticket.reason])}</span>
          <Age ticket={ticket} now={now} />
        </span>
        <span class="ticket-summary">{gist(ticket.summary)}</span>
        <span class="ticket-line small">
          <span class="tag" title={of(LANGUAGES[ticket.language])}>
            {ticket.language === 'zh' ? '中' : 'EN'}
          </span>
          {churn !== null && (
            <span class={`tag ${isAtRisk ? 'is-risk' : ''}`}>{t('churnBadge', { percent: percent(churn.probability) })}</span>
          )}
          {ticket.status === 'waiting' && <span class="soft">{t('priority', { value: Math.round(ticket.priority) })}</span>}
          {holder !== null && <span class="soft">{t('with', { name: holder })}</span>}
          {ticket.outcome !== null && <span class="soft">{of(OUTCOMES[ticket.outcome])}</span>}
          {ticket.rating !== null && <span class="soft">{'★'.repeat(ticket.rating.score)}</span>}
          {isUnread && <span class="unread-dot" role="img" aria-label={t('unread')} />}
        </span>
      </a>
    </li>
  );
}

function Age({ ticket, now }: { readonly ticket: Ticket; readonly now: number }) {
  const { t, language } = useTexts();
  if (ticket.status === 'closed')
    return <span class="age">{t('closedAgo', { age: age(now - (ticket.closedAt ?? now), language) })}</span>;
  if (ticket.status === 'claimed') {
    return <span class="age">{t('claimedFor', { age: age(now - (ticket.claimedAt ?? now), language) })}</span>;
  }
  const waitedMs = now - ticket.openedAt;
  return <span class={`age ${waitedMs > LATE_MS ? 'is-late' : ''}`}>{t('waited', { age: age(waitedMs, language) })}</span>;
}

/** The customer's own words, where the summary quotes them. */
function gist(summary: string): string {
  return /“([^”]+)”/.exec(summary)?.[1] ?? summary;
}
