import type { Amendment, Conversation, InboundMessage, LogEntry, NewEntry, Owner } from './conversation.ts';
import type { DialogueState } from './dialogue.ts';
import type { Language } from './language.ts';
import type { NewTicket, TicketPatch } from './ticket.ts';
import type { TurnRecord } from './turn.ts';

export type NewConversation = Pick<Conversation, 'id' | 'channel' | 'customerId' | 'shopCustomerId' | 'language'>;

export type Accepted =
  | { readonly kind: 'accepted'; readonly entry: LogEntry }
  /** This client id was accepted before; `entry` is the first one. */
  | { readonly kind: 'duplicate'; readonly entry: LogEntry };

export type Amended =
  /** `entry` says in the log what was done; `isUnanswered`: the message waits for its turn, which sees it as it is now. */
  | { readonly kind: 'amended'; readonly entry: LogEntry; readonly isUnanswered: boolean }
  /** Nothing changed: the act was taken before, or the words are the same. */
  | { readonly kind: 'unchanged' }
  /** There is no such message: it was never sent, or the act has overtaken it. */
  | { readonly kind: 'unknown' };

/**
 * Everything that one act changes, written in one transaction or not at all: a turn of the bot, a claim, an agent's
 * reply, a time-out. There is no other way to write to a conversation, apart from `accept` and `amend`.
 */
export interface ConversationCommit {
  readonly conversationId: string;
  /**
   * `version`: nothing but customers' messages (new ones: a change of one that is unanswered counts) may have been written since the record was read (turns, changes of owner).
   * `fence`: the owner must not have changed (agents' replies and notes).
   */
  readonly expect: { readonly version: number } | { readonly fence: number };
  readonly entries: readonly NewEntry[];
  readonly owner?: Owner;
  readonly state?: DialogueState;
  readonly language?: Language;
  readonly handledSequence?: number;
  readonly ticket?:
    /** `patch`: what it is from the first; without it, it waits. */
    | { readonly kind: 'open'; readonly ticket: NewTicket; readonly patch?: TicketPatch }
    | { readonly kind: 'update'; readonly ticketId: string; readonly patch: TicketPatch };
  /** The decision, kept for "why did the bot say this" and for replay. */
  readonly turn?: TurnRecord;
}

export type Committed =
  | { readonly kind: 'committed'; readonly entries: readonly LogEntry[]; readonly conversation: Conversation }
  /** An entry's client id was written before by the same author: nothing was changed, `entries` are the first ones. */
  | { readonly kind: 'duplicate'; readonly entries: readonly LogEntry[] }
  /** The expectation failed: nothing was written. Read again and decide again. */
  | { readonly kind: 'stale' };

/**
 * The system of record of conversations. Methods are atomic and durable when their promise resolves.
 * Raises STORE_UNAVAILABLE when the store cannot write (disk full, server away); nothing is half-written then.
 */
export interface ConversationLog {
  /** Creates the conversation, or returns the existing one unchanged. */
  open(conversation: NewConversation): Promise<Conversation>;
  find(conversationId: string): Promise<Conversation | null>;
  /** Newest first. */
  ofCustomer(channel: string, customerId: string, limit: number): Promise<readonly Conversation[]>;
  /** Ties the conversation to the shop's customer, from a signed identity. */
  identify(conversationId: string, shopCustomerId: string): Promise<void>;
  /** Appends a customer's message once. Raises CONVERSATION_NOT_FOUND. */
  accept(message: InboundMessage): Promise<Accepted>;
  /**
   * Replaces the words of a customer's message, or takes them away for good, files and quotes in tickets included. A turn that was
   * decided on the old words becomes `stale`. A message of a known conversation that is taken back before it came leaves the line that it
   * would have left after: when it comes, it is a duplicate.
   */
  amend(amendment: Amendment): Promise<Amended>;
  commit(commit: ConversationCommit): Promise<Committed>;
  /**
   * Entries with sequence > `after`, oldest first, at most `limit`.
   * `audience: 'customer'` leaves notes out.
   */
  read(
    conversationId: string,
    options: { readonly after: number; readonly limit: number; readonly audience: 'customer' | 'agent' },
  ): Promise<readonly LogEntry[]>;
  /** Customers' messages with sequence > handledSequence, oldest first. */
  unhandled(conversationId: string): Promise<readonly LogEntry[]>;
  /**
   * Ids of conversations that hold unhandled messages, longest waiting first: what a restart must pick up. With `before` (ms), only those
   * that have waited since then.
   */
  pending(limit: number, before?: number): Promise<readonly string[]>;
  /** The record of one turn, or null. */
  turn(turnId: string): Promise<TurnRecord | null>;
}
