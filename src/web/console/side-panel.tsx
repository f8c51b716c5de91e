import { ChurnCard } from './churn-card.tsx';
import { useConsole } from './create-console.ts';
import { CustomerCard } from './customer-card.tsx';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { LinkedCard } from './linked-card.tsx';
import { OrdersCard } from './orders-card.tsx';
import { useStore } from './store.ts';
import { SuggestionsCard } from './suggestions-card.tsx';
import { SummaryCard } from './summary-card.tsx';

/** What is known beside the words. A column on wide screens, a drawer or a page of its own elsewhere. */
export function SidePanel({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const { ticket, chat } = useConsole();
  const { detail, suggestions } = useStore(ticket.state);
  const read = useStore(chat.state).detail;
  return (
    <section id="side-panel" class="side-panel" aria-label={t('details')}>
      <div class="side-head">
        <h2>{t('details')}</h2>
        <button type="button" class="icon-button" aria-label={t('back')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {read !== null && (
        <>
          <ChurnCard churn={read.turns.findLast(({ churn }) => churn !== null)?.churn ?? null} />
          <CustomerCard detail={read} />
          <OrdersCard detail={read} />
        </>
      )}
      {detail !== null && (
        <>
          <SummaryCard ticket={detail.ticket} />
          <ChurnCard churn={detail.ticket.churn} />
          {detail.ticket.status !== 'closed' && <SuggestionsCard ticketId={detail.ticket.id} suggestions={suggestions} />}
          <CustomerCard detail={detail} />
          <OrdersCard detail={detail} />
          <LinkedCard ticketId={detail.ticket.id} />
        </>
      )}
    </section>
  );
}
