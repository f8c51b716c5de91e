import type { Ticket, TicketStatus } from '../contract/ticket.ts';

/**
 * Conversations that wait for, or are with, a person. A view: tickets change only through `ConversationLog.commit`,
 * together with the owner of their conversation, so that the two can never disagree.
 */
export interface TicketQueue {
  find(ticketId: string): Promise<Ticket | null>;
  /** The open (waiting or claimed) ticket of a conversation. */
  openOf(conversationId: string): Promise<Ticket | null>;
  /** Waiting: highest priority first, then oldest first. Claimed: oldest first. Closed: latest first. */
  list(options: {
    readonly status: TicketStatus;
    readonly limit: number;
    readonly claimedBy?: string;
  }): Promise<readonly Ticket[]>;
  count(status: TicketStatus): Promise<number>;
  /** Claimed tickets whose agent has not written since `before`, oldest first. */
  idleSince(before: number, limit: number): Promise<readonly Ticket[]>;
}
