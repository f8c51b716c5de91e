import type { QuickReply } from '../contract/conversation.ts';
import type { Order } from '../contract/customer.ts';
import type { Language } from '../contract/language.ts';
import type { ComposeContext, Reply } from './compose.ts';
import type { Outcome } from './perform.ts';
import { fill, ORDER_STATUS_TEXTS, TEXTS } from './texts.ts';

/** Orders in words: where each is, when it comes, and an apology when it is late. */
export function composeOrders(outcome: Outcome, context: ComposeContext, human: QuickReply): readonly Reply[] {
  const orders = outcome.kind === 'orders' ? outcome.orders : [];
  if (orders.length === 0) {
    return [{ text: TEXTS.orderNotFound[context.language], quickReplies: [human], article: null }];
  }
  const isLate = orders.some((order) => late(order, context.now));
  return [
    {
      text: orders.map((order) => describe(order, context)).join('\n\n'),
      quickReplies: isLate ? [human] : [],
      article: null,
    },
  ];
}

function describe(order: Order, context: ComposeContext): string {
  const { language } = context;
  const line = (text: keyof typeof TEXTS, values: Readonly<Record<string, string>>): string =>
    fill(TEXTS[text][language], values);
  const items = order.items.map(({ name, quantity }) => (quantity > 1 ? `${name[language]} × ${quantity}` : name[language]));
  const event = order.lastTrackingEvent;
  return [
    `**${line('orderLine', { number: order.number, status: ORDER_STATUS_TEXTS[order.status][language] })}**`,
    line('orderItems', { items: items.join(language === 'zh' ? '、' : ', ') }),
    order.trackingNumber === null
      ? null
      : line('orderTracking', { carrier: order.carrier ?? '', tracking: order.trackingNumber }),
    event === null ? null : line('orderLastEvent', { event: event[language], when: dayAndTime(event.at, context) }),
    late(order, context.now) ? line('orderLate', {}) : null,
    order.status === 'shipped' && order.promisedAt !== null && !late(order, context.now)
      ? line('orderPromised', { when: day(order.promisedAt, context) })
      : null,
  ]
    .filter((part) => part !== null)
    .map((part, n) => (n === 0 ? part : `- ${part}`))
    .join('\n');
}

function late(order: Order, now: number): boolean {
  return order.promisedAt !== null && order.promisedAt < now && ['paid', 'packing', 'shipped'].includes(order.status);
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

function day(at: number, { language, timeZone }: ComposeContext): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone, month: 'short', day: 'numeric' }).format(at);
}

/** `27 Nov, 09:00` or `11月27日 09:00` in the shop's time zone. */
export function dayAndTime(at: number, { language, timeZone }: Pick<ComposeContext, 'language' | 'timeZone'>): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}
