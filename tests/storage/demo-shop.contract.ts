import { beforeEach, describe, expect, it } from 'vitest';
import type { Order, OrderStatus } from '../../src/contract/customer.ts';
import type { DemoSeed } from '../../src/customers/read-demo-seed.ts';
import { createDemoShop } from '../../src/storage/sql/demo-shop.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-23T04:00:00Z');

/** How the demo shop answers and acts on every database. */
export function describeDemoShopContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('demo shop', database), () => {
    let shop: ReturnType<typeof createDemoShop>;
    let ids = 0;
    beforeEach(async () => {
      ids = 0;
      const opened = await database.open();
      shop = createDemoShop({ db: opened.db, now: () => NOW, newId: () => `${(ids += 1)}`.padStart(8, '0') });
      return () => opened.close();
    });

    const order = (number: string, status: OrderStatus, more: Partial<Order> = {}): DemoSeed['orders'][number] => ({
      number,
      customerId: 'mei',
      status,
      placedAt: NOW - DAY_MS,
      promisedAt: null,
      deliveredAt: null,
      carrier: null,
      trackingNumber: null,
      lastTrackingEvent: null,
      items: [{ name: { zh: '电饭煲', en: 'Rice cooker' }, quantity: 1 }],
      total: { amount: 299.5, currency: 'CNY' },
      contacts: ['mei@mail.example', '13800000000'],
      ...more,
    });
    const seed = (...orders: DemoSeed['orders']): Promise<void> =>
      shop.seed({
        customers: [
          {
            id: 'mei',
            name: 'Mei 梅',
            isMember: true,
            registeredAt: NOW - 400 * DAY_MS,
            lastOrderAt: null,
            orders90Days: 3,
            spend90Days: 512.4,
            spendPrevious90Days: null,
            lateParcels90Days: 0,
            complaints30Days: 0,
            contacts30Days: 1,
            satisfaction: 4.5,
            couponShare: 0.2,
            yearlyValue: 2_000,
          },
        ],
        orders,
      });
    const MEI = { shopCustomerId: 'mei', contact: null };
    const cancel = (orderNumber: string) => ({ kind: 'cancel-order', orderNumber }) as const;

    it('shows a customer, and an order to those who prove that it is theirs', async () => {
      await seed(order('LL2611220001', 'paid'));

      expect(await shop.customer('mei')).toMatchObject({ name: 'Mei 梅', spend90Days: 512.4, lastOrderAt: null });
      expect(await shop.customer('bo')).toBeNull();
      expect((await shop.order('ll2611220001', MEI))?.total).toEqual({ amount: 299.5, currency: 'CNY' });
      expect(await shop.order('LL2611220001', { shopCustomerId: null, contact: 'MEI@mail.example' })).not.toBeNull();
      expect(await shop.order('LL2611220001', { shopCustomerId: 'bo', contact: 'bo@mail.example' })).toBeNull();
      expect(await shop.order('LL2611229999', MEI)).toBeNull();
    });

    it('is seeded with customers without orders, and with nothing at all', async () => {
      await seed();
      await shop.seed({ customers: [], orders: [] });

      expect(await shop.customer('mei')).not.toBeNull();
      expect(await shop.ordersOf('mei', 3)).toEqual([]);
    });

    it('keeps what is there when it is seeded again', async () => {
      await seed(order('LL2611220001', 'paid'));
      await shop.act(cancel('LL2611220001'), MEI, 'k1');

      await seed(order('LL2611220001', 'paid'));

      expect((await shop.order('LL2611220001', MEI))?.status).toBe('cancelled');
    });

    it('lists orders, the newest first', async () => {
      await seed(
        order('LL2611200001', 'delivered', { placedAt: NOW - 3 * DAY_MS }),
        order('LL2611220001', 'paid', { placedAt: NOW - DAY_MS }),
        order('LL2611210001', 'shipped', { placedAt: NOW - 2 * DAY_MS }),
      );

      expect((await shop.ordersOf('mei', 2)).map(({ number }) => number)).toEqual(['LL2611220001', 'LL2611210001']);
    });

    it('acts once for one key, and gives the first result again', async () => {
      await seed(order('LL2611220001', 'paid'));
      const invoice = { kind: 'request-invoice', orderNumber: 'LL2611220001', title: 'Mei', email: 'mei@mail.example' } as const;

      const first = await shop.act(invoice, MEI, 'k1');
      const again = await shop.act(invoice, MEI, 'k1');
      const other = await shop.act(invoice, MEI, 'k2');

      expect(first).toEqual({ kind: 'done', reference: 'FP-00000001' });
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
    });

    /** Opens the pool's connections, so that what is asked at once also arrives at once. */
    const warmUp = (): Promise<unknown> => Promise.all(Array.from({ length: 20 }, () => shop.customer('mei')));

    it('acts once for one key that is sent twenty times at once', async () => {
      await seed(order('LL2611220001', 'paid'));
      await warmUp();

      const results = await Promise.all(
        Array.from({ length: 20 }, () => shop.act({ kind: 'request-callback', phone: '1', topic: 'x' }, MEI, 'k1')),
      );

      expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    });

    it('cancels an order once, whoever asks at the same time', async () => {
      await seed(order('LL2611220001', 'paid'));
      await warmUp();

      const results = await Promise.all(['k1', 'k2', 'k3'].map((key) => shop.act(cancel('LL2611220001'), MEI, key)));

      expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'refused')).toEqual([
        { kind: 'refused', why: 'already-cancelled' },
        { kind: 'refused', why: 'already-cancelled' },
      ]);
    });

    it.each([
      ['cancel-order', 'shipped', { kind: 'refused', why: 'already-shipped' }],
      ['cancel-order', 'packing', { kind: 'done', reference: null }],
      ['change-address', 'shipped', { kind: 'refused', why: 'already-shipped' }],
      ['change-address', 'paid', { kind: 'done', reference: null }],
      ['start-return', 'paid', { kind: 'refused', why: 'not-delivered' }],
      ['request-invoice', 'unpaid', { kind: 'refused', why: 'not-paid' }],
    ] as const)('answers %s on an order that is %s by the rules of the shop', async (kind, status, expected) => {
      await seed(order('LL2611220001', status));
      const action = { kind, orderNumber: 'LL2611220001', reason: 'x', address: 'x', title: 'x', email: 'x' };

      expect(await shop.act(action, MEI, 'k1')).toEqual(expected);
    });

    it('takes a return for 15 days from delivery', async () => {
      const returned = (orderNumber: string) =>
        shop.act({ kind: 'start-return', orderNumber, reason: 'too small' }, MEI, orderNumber);
      await seed(
        order('LL2611080001', 'delivered', { deliveredAt: NOW - 15 * DAY_MS }),
        order('LL2611070001', 'delivered', { deliveredAt: NOW - 15 * DAY_MS - 1 }),
      );

      expect(await returned('LL2611080001')).toMatchObject({ kind: 'done', reference: expect.stringMatching(/^RT-/) });
      expect((await shop.order('LL2611080001', MEI))?.status).toBe('returning');
      expect(await returned('LL2611070001')).toEqual({ kind: 'refused', why: 'too-late' });
    });

    it('does not act on an order of somebody else', async () => {
      await seed(order('LL2611220001', 'paid'));

      expect(await shop.act(cancel('LL2611220001'), { shopCustomerId: 'bo', contact: null }, 'k1')).toEqual({
        kind: 'order-not-found',
      });
      expect((await shop.order('LL2611220001', MEI))?.status).toBe('paid');
    });
  });
}
