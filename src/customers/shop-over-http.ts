import { z } from 'zod';
import { ORDER_STATUSES } from '../contract/customer.ts';
import { BotError } from '../contract/errors.ts';
import type { OrderProof, Shop } from './shop.ts';

const time = z.number().int().nullable();
const amount = z.number().nullable();
const localised = z.object({ en: z.string(), zh: z.string() });

const CustomerAnswer = z.object({
  id: z.string(),
  name: z.string(),
  isMember: z.boolean(),
  registeredAt: time,
  lastOrderAt: time,
  orders90Days: amount,
  spend90Days: amount,
  spendPrevious90Days: amount,
  lateParcels90Days: amount,
  complaints30Days: amount,
  contacts30Days: amount,
  satisfaction: amount,
  couponShare: amount,
  yearlyValue: amount,
  attributes: z.record(z.string().max(200), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])).default({}),
});

const OrderAnswer = z.object({
  number: z.string(),
  customerId: z.string(),
  status: z.enum(ORDER_STATUSES),
  placedAt: z.number().int(),
  promisedAt: time,
  deliveredAt: time,
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  lastTrackingEvent: localised.extend({ at: z.number().int() }).nullable(),
  items: z.array(z.object({ name: localised, quantity: z.number() })),
  total: z.object({ amount: z.number(), currency: z.string() }),
});

const ActionAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), reference: z.string().nullable() }),
  z.object({ kind: z.literal('refused'), why: z.string() }),
  z.object({ kind: z.literal('order-not-found') }),
]);

/**
 * A real shop behind docs/SHOP-API.md. Every answer is checked; an answer of another shape, a refusal, silence or a network
 * failure is SHOP_UNAVAILABLE, so that the conversation goes on with poorer facts.
 */
export function createShopOverHttp(options: {
  readonly url: string;
  readonly token: string | null;
  readonly deadlineMs: number;
}): Shop {
  const base = options.url.replace(/\/$/, '');

  async function ask<T>(
    path: string,
    schema: z.ZodType<T>,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> },
    signal: AbortSignal | undefined,
  ): Promise<T | null> {
    const deadline = AbortSignal.timeout(options.deadlineMs);
    try {
      const response = await fetch(base + path, {
        ...init,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        headers: {
          accept: 'application/json',
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }),
          ...init.headers,
        },
      });
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`status ${response.status}`);
      return schema.parse(await response.json());
    } catch (error) {
      throw new BotError(
        'SHOP_UNAVAILABLE',
        `The shop did not answer ${path.split('/').slice(0, 2).join('/')} as docs/SHOP-API.md says`,
        { cause: error },
      );
    }
  }

  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  });
  const proofOf = (proof: OrderProof) => ({ customerId: proof.shopCustomerId, contact: proof.contact });

  return {
    async customer(id, signal) {
      return isAddressable(id) ? await ask(`/customers/${encodeURIComponent(id)}`, CustomerAnswer, {}, signal) : null;
    },
    order: (number, proof, signal) => ask('/orders/find', OrderAnswer, post({ number, proof: proofOf(proof) }), signal),
    async ordersOf(id, limit, signal) {
      if (!isAddressable(id)) return [];
      return (await ask(`/customers/${encodeURIComponent(id)}/orders?limit=${limit}`, z.array(OrderAnswer), {}, signal)) ?? [];
    },
    async act(action, proof, idempotencyKey, signal) {
      const body = post({ action, proof: proofOf(proof) }, { 'idempotency-key': idempotencyKey });
      return (await ask('/actions', ActionAnswer, body, signal)) ?? { kind: 'order-not-found' };
    },
  };
}

/** Nothing, `.` and `..` are no segment of an address, however they are written: the request would go to another one. */
function isAddressable(id: string): boolean {
  return !['', '.', '..'].includes(id);
}
