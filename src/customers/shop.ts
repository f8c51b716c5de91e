import type { Order, ShopAction, ShopActionResult, ShopCustomer } from '../contract/customer.ts';

/** How somebody shows that an order is theirs: signed in, or knowing the phone or e-mail that it was placed with. */
export interface OrderProof {
  readonly shopCustomerId: string | null;
  readonly contact: string | null;
}

/**
 * The shop's own system. The demo shop implements it over seeded rows, a real shop over HTTP (docs/SHOP-API.md).
 * Raises SHOP_UNAVAILABLE when the shop cannot be asked; callers carry on with poorer facts.
 */
export interface Shop {
  customer(shopCustomerId: string, signal?: AbortSignal): Promise<ShopCustomer | null>;
  /** Null for an unknown number and for a wrong proof alike, so that numbers cannot be tried out. */
  order(orderNumber: string, proof: OrderProof, signal?: AbortSignal): Promise<Order | null>;
  /** Newest first. */
  ordersOf(shopCustomerId: string, limit: number, signal?: AbortSignal): Promise<readonly Order[]>;
  /** The same `idempotencyKey` acts once and gives the first result again. */
  act(action: ShopAction, proof: OrderProof, idempotencyKey: string, signal?: AbortSignal): Promise<ShopActionResult>;
}
