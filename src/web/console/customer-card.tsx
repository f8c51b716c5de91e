import { useConsole } from './create-console.ts';
import { date, money } from './format.ts';
import { useTexts } from './language.ts';
import type { ChatDetail } from './wire.ts';

export function CustomerCard({ detail }: { readonly detail: ChatDetail }) {
  const { t, language } = useTexts();
  const { session } = useConsole();
  const { customer, conversation } = detail;
  if (customer === null) {
    return (
      <section class="card">
        <h3>{t('profile')}</h3>
        <p class="soft">{t(conversation.shopCustomerId === null ? 'notSignedIn' : 'shopAway')}</p>
      </section>
    );
  }
  const { currency } = session.shop;
  const amount = (value: number | null): string | null => (value === null ? null : money(value, currency, language));
  const day = (at: number | null): string | null => (at === null ? null : date(at, language, detail.now));
  const count = (value: number | null): string | null => (value === null ? null : String(value));
  const facts = [
    [t('since'), day(customer.registeredAt)],
    [t('lastOrder'), day(customer.lastOrderAt)],
    [t('orders90'), count(customer.orders90Days)],
    [t('spend90'), amount(customer.spend90Days)],
    [t('late90'), count(customer.lateParcels90Days)],
    [t('complaints30'), count(customer.complaints30Days)],
    [t('satisfaction'), customer.satisfaction === null ? null : `${customer.satisfaction.toFixed(1)} / 5`],
    [t('yearlyValue'), amount(customer.yearlyValue)],
  ] as const;
  return (
    <section class="card">
      <h3>{t('profile')}</h3>
      <p class="customer-name">
        <strong>{customer.name}</strong> <span class="soft">{customer.id}</span>
        {customer.isMember && <span class="tag is-member">{t('member')}</span>}
      </p>
      <dl class="facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}
