import type { Order } from '../../contract/customer.ts';
import { date, money } from './format.ts';
import { useTexts } from './language.ts';
import type { ChatDetail } from './wire.ts';
import { ORDER_STATUSES } from './words.ts';

export function OrdersCard({ detail }: { readonly detail: ChatDetail }) {
  const { t } = useTexts();
  if (detail.customer === null) return null;
  return (
    <section class="card">
      <h3>{t('orders')}</h3>
      {detail.orders.length === 0 && <p class="soft">{t('noOrders')}</p>}
      <ul class="orders">
        {detail.orders.map((order) => (
          <OrderItem key={order.number} order={order} now={detail.now} />
        ))}
      </ul>
    </section>
  );
}

function OrderItem({ order, now }: { readonly order: Order; readonly now: number }) {
  const { t, of, language } = useTexts();
  const { promisedAt, deliveredAt, lastTrackingEvent } = order;
  const isLate = promisedAt !== null && promisedAt < (deliveredAt ?? now) && !['cancelled', 'refunded'].includes(order.status);
  return (
    <li>
      <p class="order-line">
        <code>{order.number}</code>
        <span class={`tag status-${order.status}`}>{of(ORDER_STATUSES[order.status])}</span>
      </p>
      <p>
        {order.items
          .map(({ name, quantity }) => `${of(name)}${quantity > 1 ? ` ×${quantity}` : ''}`)
          .join(language === 'zh' ? '、' : ', ')}
      </p>
      <p class="soft">
        {date(order.placedAt, language, now)} · {money(order.total.amount, order.total.currency, language)}
        {promisedAt !== null && (
          <>
            {' '}
            · <span class={isLate ? 'is-late' : ''}>{t('promised', { date: date(promisedAt, language, now) })}</span>
          </>
        )}
      </p>
      {lastTrackingEvent !== null && <p class="soft">{lastTrackingEvent[language]}</p>}
    </li>
  );
}
