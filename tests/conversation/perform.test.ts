import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/contract/customer.ts';
import type { Decision } from '../../src/contract/decision.ts';
import { BotError } from '../../src/contract/errors.ts';
import { hasFlow } from '../../src/conversation/flows.ts';
import { perform, type Outcome } from '../../src/conversation/perform.ts';
import type { Shop } from '../../src/customers/shop.ts';
import { intent } from './facts.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-27T04:00:00Z');
const words = { en: 'x', zh: 'x' };
const cancel = intent('order_cancel', {
  flow: {
    action: 'cancel-order',
    slots: [{ name: 'orderNumber', type: 'order-number', ask: words }],
    confirm: words,
    impossible: { shipped: 'already-shipped' },
    daysAfterDelivery: { most: 15, why: 'too-late' },
    refused: { 'already-shipped': words, 'too-late': words },
  },
});

const order = (more: Partial<Order>): Order => ({
  number: 'LL2611200042',
  customerId: 'CU1',
  status: 'paid',
  placedAt: 0,
  promisedAt: null,
  deliveredAt: null,
  carrier: null,
  trackingNumber: null,
  lastTrackingEvent: null,
  items: [],
  total: { amount: 1, currency: 'CNY' },
  ...more,
});

async function outcomeOf(
  decision: Decision,
  found: Order | null | Error,
  shopCustomerId: string | null = null,
  orders: readonly Order[] = [],
): Promise<{ outcome: Outcome; asked: number }> {
  let asked = 0;
  const shop = {
    order: () => {
      asked += 1;
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    },
    ordersOf: (_id, limit) => Promise.resolve(orders.slice(0, limit)),
  } as Partial<Shop> as Shop;
  const outcome = await perform(
    decision,
    { conversationId: 'c1', shopCustomerId },
    {
      shop,
      flowIntent: () => (hasFlow(cancel) ? cancel : null),
      passageOf: () => null,
      shopDeadlineMs: 1_000,
      now: () => NOW,
    },
  );
  return { outcome, asked };
}

const confirm = (slots: Readonly<Record<string, string>>): Decision => ({
  kind: 'confirm',
  flow: { intentId: 'order_cancel', slots, startedAtSequence: 1 },
});
const known = { orderNumber: 'LL2611200042', contact: 'mei@example.com' };

describe('before more is asked', () => {
  it.each<[string, Order | null | Error, Outcome]>([
    ['an act that may be', order({}), { kind: 'nothing' }],
    [
      'a status that rules it out',
      order({ status: 'shipped' }),
      { kind: 'acted', result: { kind: 'refused', why: 'already-shipped' } },
    ],
    [
      'a delivery too long ago',
      order({ status: 'delivered', deliveredAt: NOW - 16 * DAY_MS }),
      { kind: 'acted', result: { kind: 'refused', why: 'too-late' } },
    ],
    ['a delivery of last week', order({ status: 'delivered', deliveredAt: NOW - 7 * DAY_MS }), { kind: 'nothing' }],
    ['an order that is not there', null, { kind: 'acted', result: { kind: 'order-not-found' } }],
    [
      'a shop that is away, which will be asked when it has to act',
      new BotError('SHOP_UNAVAILABLE', 'away'),
      { kind: 'nothing' },
    ],
  ])('the order tells of %s', async (_what, found, expected) => {
    expect((await outcomeOf(confirm(known), found)).outcome).toEqual(expected);
  });

  it('nobody is asked for whoever has not shown that the order is theirs', async () => {
    expect(await outcomeOf(confirm({ orderNumber: 'LL2611200042' }), order({ status: 'shipped' }))).toEqual({
      outcome: { kind: 'nothing' },
      asked: 0,
    });
    expect((await outcomeOf(confirm({ orderNumber: 'LL2611200042' }), order({}), 'CU1')).asked).toBe(1);
  });

  it('a slot that is asked after the order is known waits for it, too', async () => {
    const asking: Decision = {
      kind: 'ask-slot',
      awaiting: {
        kind: 'slot',
        flow: { intentId: 'order_cancel', slots: known, startedAtSequence: 1 },
        slot: 'reason',
        tries: 0,
      },
      problem: null,
    };
    expect((await outcomeOf(asking, order({ status: 'shipped' }))).outcome).toMatchObject({ kind: 'acted' });
    expect((await outcomeOf(asking, order({}))).outcome).toEqual({ kind: 'asking', orders: [] });
  });

  it('are the latest three that the act is possible for, where the customer is asked which one', async () => {
    const asking: Decision = {
      kind: 'ask-slot',
      awaiting: {
        kind: 'slot',
        flow: { intentId: 'order_cancel', slots: {}, startedAtSequence: 1 },
        slot: 'orderNumber',
        tries: 0,
      },
      problem: null,
    };
    const orders = (['shipped', 'paid', 'shipped', 'packing', 'paid', 'paid'] as const).map((status, n) =>
      order({ number: `LL${n}`, status }),
    );

    const { outcome } = await outcomeOf(asking, null, 'CU1', orders);

    expect(outcome.kind === 'asking' && outcome.orders.map(({ number }) => number)).toEqual(['LL1', 'LL3', 'LL4']);
  });
});
