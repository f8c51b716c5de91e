import { LRUCache } from 'lru-cache';
import type { ShopCustomer } from '../contract/customer.ts';
import type { Shop } from './shop.ts';

const CUSTOMERS_KEPT = 5_000;

/** The same shop, whose customers are asked for at most once in `keepMs`: each turn scores churn from them. */
export function cachingShop(shop: Shop, keepMs: number): Shop {
  const customers = new LRUCache<string, { readonly customer: ShopCustomer | null }>({ max: CUSTOMERS_KEPT, ttl: keepMs });
  return {
    async customer(id, signal) {
      const kept = customers.get(id);
      if (kept) return kept.customer;
      const customer = await shop.customer(id, signal);
      customers.set(id, { customer });
      return customer;
    },
    order: (number, proof, signal) => shop.order(number, proof, signal),
    ordersOf: (id, limit, signal) => shop.ordersOf(id, limit, signal),
    act: (action, proof, key, signal) => shop.act(action, proof, key, signal),
  };
}
