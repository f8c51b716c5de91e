import type { Order, ShopActionResult } from '../contract/customer.ts';
import type { Decision } from '../contract/decision.ts';
import { BotError } from '../contract/errors.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Shop } from '../customers/shop.ts';
import type { FlowIntent } from './flows.ts';

/** What carrying out a decision brought; the rest of what `compose` needs. */
export type Outcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'passage'; readonly passage: RankedPassage | null }
  | { readonly kind: 'orders'; readonly orders: readonly Order[] }
  /** Before a question: the customer's latest orders to choose from, and the passage that explains how it goes. */
  | { readonly kind: 'asking'; readonly orders: readonly Order[]; readonly passage: RankedPassage | null }
  | { readonly kind: 'acted'; readonly result: ShopActionResult }
  | { readonly kind: 'shop-unavailable' };

/** The shop was asked, and knows no such order of this customer. */
export function foundNothing(outcome: Outcome): boolean {
  return (
    (outcome.kind === 'orders' && outcome.orders.length === 0) ||
    (outcome.kind === 'acted' && outcome.result.kind === 'order-not-found')
  );
}

export interface PerformDeps {
  readonly shop: Shop;
  readonly flowIntent: (intentId: string) => FlowIntent | null;
  readonly passageOf: (intentId: string) => RankedPassage | null;
  readonly shopDeadlineMs: number;
}

const LATEST_ORDERS = 3;

/**
 * Asks the shop for what a decision needs, or has it act. An act carries a key made of the conversation, the flow's
 * first message and the action, so that a turn repeated after a crash does not act twice.
 */
export async function perform(
  decision: Decision,
  who: { readonly conversationId: string; readonly shopCustomerId: string | null },
  deps: PerformDeps,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(deps.shopDeadlineMs);
  try {
    switch (decision.kind) {
      case 'answer-intent':
        return { kind: 'passage', passage: deps.passageOf(decision.intentId) };
      case 'ask-slot': {
        const { flow, slot } = decision.awaiting;
        const asksOrder = deps.flowIntent(flow.intentId)?.flow.slots.find(({ name }) => name === slot)?.type === 'order-number';
        const passage = decision.explains ? deps.passageOf(flow.intentId) : null;
        const orders =
          asksOrder && who.shopCustomerId !== null ? await deps.shop.ordersOf(who.shopCustomerId, LATEST_ORDERS, signal) : [];
        return { kind: 'asking', orders, passage };
      }
      case 'show-order': {
        const proof = { shopCustomerId: who.shopCustomerId, contact: decision.contact };
        if (decision.orderNumber !== null) {
          const order = await deps.shop.order(decision.orderNumber, proof, signal);
          return { kind: 'orders', orders: order ? [order] : [] };
        }
        const orders = who.shopCustomerId === null ? [] : await deps.shop.ordersOf(who.shopCustomerId, LATEST_ORDERS, signal);
        return { kind: 'orders', orders };
      }
      case 'act': {
        const proof = { shopCustomerId: who.shopCustomerId, contact: decision.contact };
        const key = `${who.conversationId}:${decision.flow.startedAtSequence}:${decision.action.kind}`;
        return { kind: 'acted', result: await deps.shop.act(decision.action, proof, key, signal) };
      }
      default:
        return { kind: 'nothing' };
    }
  } catch (error) {
    if (error instanceof BotError && error.code === 'SHOP_UNAVAILABLE') return { kind: 'shop-unavailable' };
    if (error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError'))
      return { kind: 'shop-unavailable' };
    throw error;
  }
}
