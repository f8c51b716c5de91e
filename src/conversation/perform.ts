import type { Order, ShopActionResult } from '../contract/customer.ts';
import type { FlowDefinition } from '../contract/content.ts';
import type { Decision } from '../contract/decision.ts';
import type { FlowProgress } from '../contract/dialogue.ts';
import { BotError } from '../contract/errors.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Shop } from '../customers/shop.ts';
import type { FlowIntent } from './flows.ts';

/** What carrying out a decision brought; the rest of what `compose` needs. */
export type Outcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'passage'; readonly passage: RankedPassage | null }
  | { readonly kind: 'orders'; readonly orders: readonly Order[] }
  /** Before a question: the customer's latest orders to choose from. */
  | { readonly kind: 'asking'; readonly orders: readonly Order[] }
  /** What the shop said to an act, or what it would surely say to the one that a flow leads to. */
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
  readonly now: () => number;
}

const LATEST_ORDERS = 3;
/** Orders that those offered are chosen from. */
const LOOKED_AT = 20;

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
      case 'explain-flow':
        return { kind: 'passage', passage: deps.passageOf(decision.intentId) };
      case 'ask-slot': {
        const { flow, slot } = decision.awaiting;
        const refusal = await foresee(flow, who, deps, signal);
        if (refusal) return { kind: 'acted', result: refusal };
        const asksOrder = deps.flowIntent(flow.intentId)?.flow.slots.find(({ name }) => name === slot)?.type === 'order-number';
        const orders =
          asksOrder && who.shopCustomerId !== null ? await deps.shop.ordersOf(who.shopCustomerId, LOOKED_AT, signal) : [];
        // Nobody is asked whether to cancel what is cancelled.
        const possible = orders.filter((order) => whyNot(order, deps.flowIntent(flow.intentId)?.flow, deps.now()) === null);
        return { kind: 'asking', orders: possible.slice(0, LATEST_ORDERS) };
      }
      case 'confirm': {
        const refusal = await foresee(decision.flow, who, deps, signal);
        return refusal ? { kind: 'acted', result: refusal } : { kind: 'nothing' };
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
    if (isUnavailable(error)) return { kind: 'shop-unavailable' };
    throw error;
  }
}

/**
 * Why the act that a flow leads to cannot be, as far as the order's record tells, before the customer is asked for more; null where it
 * may be. A shop that cannot be asked now is asked when it has to act.
 */
async function foresee(
  flow: FlowProgress,
  who: { readonly shopCustomerId: string | null },
  deps: PerformDeps,
  signal: AbortSignal,
): Promise<ShopActionResult | null> {
  const { orderNumber, contact = null } = flow.slots;
  const words = deps.flowIntent(flow.intentId)?.flow;
  if (!words || orderNumber === undefined || (who.shopCustomerId === null && contact === null)) return null;
  try {
    const order = await deps.shop.order(orderNumber, { shopCustomerId: who.shopCustomerId, contact }, signal);
    if (!order) return { kind: 'order-not-found' };
    const why = whyNot(order, words, deps.now());
    return why === null ? null : { kind: 'refused', why };
  } catch (error) {
    if (isUnavailable(error)) return null;
    throw error;
  }
}

const DAY_MS = 86_400_000;

/** The reason that rules an act on an order out, or null. */
function whyNot(order: Order, flow: FlowDefinition | undefined, now: number): string | null {
  return flow ? (flow.impossible?.[order.status] ?? tooLate(order, flow, now)) : null;
}

function tooLate({ deliveredAt }: Order, { daysAfterDelivery }: FlowDefinition, now: number): string | null {
  if (!daysAfterDelivery || deliveredAt === null) return null;
  return now - deliveredAt > daysAfterDelivery.most * DAY_MS ? daysAfterDelivery.why : null;
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof BotError) return error.code === 'SHOP_UNAVAILABLE';
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
