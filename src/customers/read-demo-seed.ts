import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ORDER_STATUSES, type Order, type ShopCustomer } from '../contract/customer.ts';

const DAY_MS = 86_400_000;

const text = z.object({ en: z.string(), zh: z.string() });
const days = z.number().nullable();
const SeedFile = z.object({
  customers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      isMember: z.boolean(),
      registeredDaysAgo: days,
      lastOrderDaysAgo: days,
      orders90Days: days,
      spend90Days: days,
      spendPrevious90Days: days,
      lateParcels90Days: days,
      complaints30Days: days,
      contacts30Days: days,
      satisfaction: days,
      couponShare: days,
      yearlyValue: days,
    }),
  ),
  orders: z.array(
    z.object({
      number: z.string(),
      customerId: z.string(),
      contacts: z.array(z.string()),
      status: z.enum(ORDER_STATUSES),
      placedDaysAgo: z.number(),
      promisedDaysAgo: days,
      deliveredDaysAgo: days,
      carrier: z.string().nullable(),
      trackingNumber: z.string().nullable(),
      lastTrackingEvent: text.extend({ daysAgo: z.number() }).nullable(),
      items: z.array(z.object({ name: text, quantity: z.int().positive() })),
      total: z.object({ amount: z.number(), currency: z.string() }),
    }),
  ),
});

export interface DemoSeed {
  readonly customers: readonly ShopCustomer[];
  readonly orders: readonly (Order & { readonly contacts: readonly string[] })[];
}

/** Reads `demo/shop.json`; its "days ago" become times before `now`, so that the demo is always of today. */
export function readDemoSeed(file: string, now: number): DemoSeed {
  const seed = SeedFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ago = (daysAgo: number): number => Math.round(now - daysAgo * DAY_MS);
  const agoOrNull = (daysAgo: number | null): number | null => (daysAgo === null ? null : ago(daysAgo));
  return {
    customers: seed.customers.map(({ registeredDaysAgo, lastOrderDaysAgo, ...customer }) => ({
      ...customer,
      registeredAt: agoOrNull(registeredDaysAgo),
      lastOrderAt: agoOrNull(lastOrderDaysAgo),
    })),
    orders: seed.orders.map(({ placedDaysAgo, promisedDaysAgo, deliveredDaysAgo, lastTrackingEvent, ...order }) => ({
      ...order,
      placedAt: ago(placedDaysAgo),
      promisedAt: agoOrNull(promisedDaysAgo),
      deliveredAt: agoOrNull(deliveredDaysAgo),
      lastTrackingEvent: lastTrackingEvent && {
        en: lastTrackingEvent.en,
        zh: lastTrackingEvent.zh,
        at: ago(lastTrackingEvent.daysAgo),
      },
    })),
  };
}
