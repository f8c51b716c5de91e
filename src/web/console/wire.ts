import type { Agent } from '../../contract/agent.ts';
import type { Conversation, LogEntry } from '../../contract/conversation.ts';
import type { Order, ShopCustomer } from '../../contract/customer.ts';
import type { FoundChats } from '../../contract/found-chats.ts';
import type { LocalisedText } from '../../contract/language.ts';
import type { HandoffReason, Ticket } from '../../contract/ticket.ts';
import type { TurnRecord } from '../../contract/turn.ts';

/*
 * What /api/console answers, as docs/openapi.json describes it.
 */

export interface Session {
  readonly agent: Agent;
  readonly shop: { readonly name: LocalisedText; readonly currency: string; readonly timeZone: string };
  readonly available: readonly string[];
  /** The largest file that the server takes. */
  readonly uploadMaxBytes: number;
}

export interface TicketList {
  readonly tickets: readonly Ticket[];
  readonly counts: { readonly waiting: number; readonly claimed: number };
  /** The server's clock, ms: ages are counted against it, not against the agent's machine. */
  readonly now: number;
}

/** A conversation and what the shop knows of its customer. */
export interface ChatDetail {
  readonly conversation: Conversation;
  readonly entries: readonly LogEntry[];
  readonly turns: readonly TurnRecord[];
  readonly customer: ShopCustomer | null;
  readonly orders: readonly Order[];
  readonly now: number;
}

export interface TicketDetail extends ChatDetail {
  readonly ticket: Ticket;
}

export interface EntryPage {
  readonly entries: readonly LogEntry[];
  readonly turns: readonly TurnRecord[];
  readonly ticket: Ticket;
}

/** What was looked for, in lower case, and some of what has it. */
export interface Found extends FoundChats {
  readonly words: readonly string[];
}

export interface SuggestedReply {
  readonly articleId: string;
  readonly title: string;
  readonly text: string;
  readonly score: number;
}

export interface LinkedConversation {
  readonly id: string;
  readonly channel: string;
  readonly updatedAt: number;
  readonly entries: readonly LogEntry[];
}

export interface DeadLetter {
  readonly id: string;
  readonly conversationId: string;
  readonly channel: string;
  readonly text: string | null;
  readonly attempts: number;
  readonly reason: string;
  readonly at: number;
}

export interface AgentList {
  readonly agents: readonly Agent[];
  readonly available: readonly string[];
}

export interface Report {
  readonly conversations: number;
  readonly botOnly: number;
  readonly turns: number;
  readonly unanswered: number;
  readonly handoffs: Readonly<Partial<Record<HandoffReason, number>>>;
  readonly medianWaitMs: number | null;
  readonly ratings: { readonly count: number; readonly mean: number | null };
}

export type Notice =
  | { readonly kind: 'log'; readonly conversationId: string; readonly sequence: number }
  | { readonly kind: 'ticket'; readonly ticketId: string; readonly conversationId: string }
  | { readonly kind: 'typing'; readonly conversationId: string; readonly who: 'bot' | 'agent' | 'customer' };
