import type { Kysely } from 'kysely';
import type { Order, OrderStatus, ShopAction, ShopActionResult, ShopCustomer } from '../../contract/customer.ts';
import type { DemoSeed } from '../../customers/read-demo-seed.ts';
import type { OrderProof, Shop } from '../../customers/shop.ts';
import type { Schema } from '../schema.ts';
import { transact } from './transact.ts';

export interface DemoShopDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => number;
  readonly newId: () => string;
}

/** The demo shop: rows in the same database, acting by the rules of docs/demo-shop.md. */
export function createDemoShop({ db, now, newId }: DemoShopDeps): Shop & { seed(seed: DemoSeed): Promise<void> } {
  async function ownOrder(number: string, proof: OrderProof, from: Kysely<Schema> = db): Promise<Order | null> {
    const row = await from.selectFrom('shop_orders').selectAll().where('number', '=', number.toUpperCase()).executeTakeFirst();
    if (!row) return null;
    const contacts = JSON.parse(row.contacts) as readonly string[];
    const isOwn =
      proof.shopCustomerId === row.customer_id || (proof.contact !== null && contacts.includes(proof.contact.toLowerCase()));
    return isOwn ? (JSON.parse(row.body) as Order) : null;
  }

  return {
    async seed({ customers, orders }) {
      const customerRows = customers.map((customer) => ({ id: customer.id, profile: JSON.stringify(customer) }));
      const orderRows = orders.map(({ contacts, ...order }) => ({
        number: order.number,
        customer_id: order.customerId,
        contacts: JSON.stringify(contacts),
        placed_at: order.placedAt,
        body: JSON.stringify(order),
      }));
      // SQL has no INSERT of nothing.
      await transact(db, async (trx) => {
        if (customerRows.length > 0)
          await trx
            .insertInto('shop_customers')
            .values(customerRows)
            .onConflict((conflict) => conflict.column('id').doNothing())
            .execute();
        if (orderRows.length > 0)
          await trx
            .insertInto('shop_orders')
            .values(orderRows)
            .onConflict((conflict) => conflict.column('number').doNothing())
            .execute();
      });
    },

    async customer(shopCustomerId) {
      const row = await db.selectFrom('shop_customers').selectAll().where('id', '=', shopCustomerId).executeTakeFirst();
      return row ? (JSON.parse(row.profile) as ShopCustomer) : null;
    },
    async order(orderNumber, proof) {
      return await ownOrder(orderNumber, proof);
    },
    async ordersOf(shopCustomerId, limit) {
      const rows = await db
        .selectFrom('shop_orders')
        .select('body')
        .where('customer_id', '=', shopCustomerId)
        .orderBy('placed_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ body }) => JSON.parse(body) as Order);
    },

    async act(action, proof, idempotencyKey) {
      return await transact(db, async (trx) => {
        // Whoever asks with this key at the same time waits here, and then finds the result.
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('shop_actions')
          .values({ idempotency_key: idempotencyKey, action: JSON.stringify(action), result: '', at: now() })
          .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
          .executeTakeFirstOrThrow();
        const own = trx.selectFrom('shop_actions').select('result').where('idempotency_key', '=', idempotencyKey);
        if (numInsertedOrUpdatedRows === 0n) return JSON.parse((await own.executeTakeFirstOrThrow()).result) as ShopActionResult;
        const result = await carryOut(trx, action, proof);
        await trx
          .updateTable('shop_actions')
          .set({ result: JSON.stringify(result) })
          .where('idempotency_key', '=', idempotencyKey)
          .execute();
        return result;
      });
    },
  };

  async function carryOut(trx: Kysely<Schema>, action: ShopAction, proof: OrderProof): Promise<ShopActionResult> {
    if (action.kind === 'request-callback') return { kind: 'done', reference: reference('CB') };
    await lockOrder(trx, action.orderNumber);
    const order = await ownOrder(action.orderNumber, proof, trx);
    if (!order) return { kind: 'order-not-found' };
    switch (action.kind) {
      case 'cancel-order':
        if (!NOT_SHIPPED.includes(order.status)) return { kind: 'refused', why: refusal(order.status) };
        return await change(trx, { ...order, status: 'cancelled' }, null);
      case 'change-address':
        if (!NOT_SHIPPED.includes(order.status)) return { kind: 'refused', why: refusal(order.status) };
        return await change(trx, order, null);
      case 'start-return':
        if (order.status !== 'delivered') return { kind: 'refused', why: 'not-delivered' };
        if (order.deliveredAt !== null && now() - order.deliveredAt > RETURN_WINDOW_MS)
          return { kind: 'refused', why: 'too-late' };
        return await change(trx, { ...order, status: 'returning' }, reference('RT'));
      case 'request-invoice':
        if (order.status === 'unpaid' || order.status === 'cancelled') return { kind: 'refused', why: 'not-paid' };
        return { kind: 'done', reference: reference('FP') };
      default:
        return action satisfies never;
    }
  }

  /** Another act on this order waits until this transaction ends. */
  async function lockOrder(trx: Kysely<Schema>, orderNumber: string): Promise<void> {
    const number = orderNumber.toUpperCase();
    await trx.updateTable('shop_orders').set({ number }).where('number', '=', number).execute();
  }

  async function change(trx: Kysely<Schema>, order: Order, made: string | null): Promise<ShopActionResult> {
    await trx
      .updateTable('shop_orders')
      .set({ body: JSON.stringify(order) })
      .where('number', '=', order.number)
      .execute();
    return { kind: 'done', reference: made };
  }

  function reference(prefix: string): string {
    return `${prefix}-${newId().slice(0, 8).toUpperCase()}`;
  }
}

const NOT_SHIPPED: readonly OrderStatus[] = ['unpaid', 'paid', 'packing'];
/** 15 days, as docs/demo-shop.md says. */
const RETURN_WINDOW_MS = 15 * 86_400_000;

function refusal(status: OrderStatus): string {
  return status === 'cancelled' ? 'already-cancelled' : 'already-shipped';
}
