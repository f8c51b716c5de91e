import type { LogEntry } from '../contract/conversation.ts';

/** A message on its way to a channel that must be pushed to (connectors). Direct Line reads the log itself. */
export interface Delivery {
  /** Unique a log entry; the receiver can tell a repeat by it. */
  readonly id: string;
  readonly conversationId: string;
  readonly entry: LogEntry;
  /** How often it was claimed, this time included. */
  readonly attempts: number;
  /** Names this claim. */
  readonly lease: number;
  readonly dueAt: number;
  /** An entry may be shown as several activities; those before this one have arrived. */
  readonly partsSent: number;
}

/**
 * A claim of a row. What is written under it counts for nothing once the row was claimed again, sent again or dropped: a slow holder
 * cannot settle what is another's by now.
 */
export type Claim = Pick<Delivery, 'id' | 'lease'>;

export interface OutboxFigures {
  readonly channel: string;
  /** Messages that are still to be sent. */
  readonly due: number;
  /** How long the oldest of them has waited, ms; 0 when there is none. */
  readonly oldestMs: number;
  readonly dead: number;
}

/**
 * Rows are written by `ConversationLog.commit` in the same transaction as their log entries, for every channel but Direct Line.
 * Order per conversation is kept: a conversation's later rows are not due before its earlier ones are done or dead.
 * A lane is the address of a connector; what goes wrong in one lane does not concern another. Times are milliseconds since the epoch.
 */
export interface Outbox {
  /** Lanes that hold due rows. */
  lanes(): Promise<readonly string[]>;
  /** Takes up to `limit` due rows (of one lane, or of any) for `leaseMs`; nobody else gets them meanwhile. */
  claimDue(options: { readonly limit: number; readonly leaseMs: number; readonly lane?: string }): Promise<readonly Delivery[]>;
  /** The first `partsSent` activities have arrived and are never sent again; the lease begins anew. Null when the claim is over. */
  advance(claim: Claim, partsSent: number, leaseMs: number): Promise<Claim | null>;
  done(claim: Claim): Promise<void>;
  /** Makes the row due again at `dueAt`. */
  retry(claim: Claim, dueAt: number, reason: string): Promise<void>;
  /** The same, when nothing was tried: it does not count as an attempt. */
  postpone(claim: Claim, dueAt: number): Promise<void>;
  /** Gives up: the row stays visible as a dead letter. */
  bury(claim: Claim, reason: string): Promise<void>;
  /** The oldest first. */
  deadLetters(limit: number): Promise<readonly (Delivery & { readonly reason: string })[]>;
  /** Sends a dead letter again; false when there is no such dead letter. */
  revive(deliveryId: string): Promise<boolean>;
  /** Gives a dead letter up for good; false when there is no such dead letter. */
  drop(deliveryId: string): Promise<boolean>;
  /** What each channel has in the outbox, for whoever watches the service. */
  figures(): Promise<readonly OutboxFigures[]>;
}
