import type { Conversation, LogEntry } from '../../contract/conversation.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { Order, ShopCustomer } from '../../contract/customer.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { ConsoleDeps } from './deps.ts';
import { poorer } from './poorer.ts';

/** Entries of an answer, at most. */
const PAGE = 200;
const ORDERS = 5;

/** What an agent sees of a conversation. */
export interface Transcript {
  readonly entries: readonly LogEntry[];
  /** Why the bot said what it said. */
  readonly turns: readonly TurnRecord[];
}

/** A conversation with its latest entries, and what the shop knows of its customer. */
export interface ChatDetail extends Transcript {
  readonly conversation: Conversation;
  readonly customer: ShopCustomer | null;
  readonly orders: readonly Order[];
  /** The server's clock, ms. */
  readonly now: number;
}

export async function readDetail(
  conversation: Conversation,
  { log, shop, now }: Pick<ConsoleDeps, 'log' | 'shop' | 'now'>,
): Promise<ChatDetail> {
  const { id, lastSequence, shopCustomerId } = conversation;
  const [transcript, customer, orders] = await Promise.all([
    readAfter(log, id, Math.max(0, lastSequence - PAGE)),
    poorer(shopCustomerId === null ? null : shop.customer(shopCustomerId), null),
    poorer(shopCustomerId === null ? [] : shop.ordersOf(shopCustomerId, ORDERS), []),
  ]);
  return { conversation, ...transcript, customer, orders, now: now() };
}

/** A page of entries with sequence > `after`. */
export async function readAfter(log: ConversationLog, conversationId: string, after: number): Promise<Transcript> {
  const entries = await log.read(conversationId, { after, limit: PAGE, audience: 'agent' });
  const ids = [...new Set(entries.flatMap(({ turnId }) => (turnId === null ? [] : [turnId])))];
  const turns = await Promise.all(ids.map((id) => log.turn(id)));
  return { entries, turns: turns.filter((turn) => turn !== null) };
}
