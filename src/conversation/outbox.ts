import type { LogEntry } from '../contract/conversation.ts';

/** A message on its way to a channel that must be pushed to (connectors). Direct Line reads the log itself. */
export interface Delivery {
  /** Unique a log entry; the receiver can tell a repeat by it. */
  readonly id: string;
  readonly conversationId: string;
  readonly entry: LogEntry;
  readonly attempts: number;
  readonly dueAt: number;
}

/**
 * Rows are written by `ConversationLog.commit` in the same transaction as their log entries, for every channel but Direct Line.
 * Order per conversation is kept: a conversation's later rows are not due before its earlier ones are done or dead.
 */
export interface Outbox {
  /** Takes up to `limit` due rows for `leaseMs`; nobody else gets them meanwhile. */
  claimDue(options: { readonly limit: number; readonly leaseMs: number }): Promise<readonly Delivery[]>;
  done(deliveryId: string): Promise<void>;
  /** Makes the row due again at `dueAt`. */
  retry(deliveryId: string, dueAt: number, reason: string): Promise<void>;
  /** Gives up: the row stays visible as a dead letter. */
  bury(deliveryId: string, reason: string): Promise<void>;
  deadLetters(limit: number): Promise<readonly (Delivery & { readonly reason: string })[]>;
  /** Sends a dead letter again. */
  revive(deliveryId: string): Promise<void>;
}
