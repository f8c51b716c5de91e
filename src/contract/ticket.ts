import type { ChurnScore } from './churn.ts';
import type { Language } from './language.ts';
import type { Entity } from './understanding.ts';

export type HandoffReason =
  | 'asked-for-human'
  | 'churn-risk'
  | 'bot-stuck'
  | 'complaint'
  /** The intent's own rule says that a person must deal with it. */
  | 'policy'
  | 'safety'
  /** Nobody asked: an agent took the conversation from the bot. */
  | 'stepped-in';

export type TicketStatus = 'waiting' | 'claimed' | 'closed';

export interface Ticket {
  readonly id: string;
  readonly conversationId: string;
  readonly status: TicketStatus;
  readonly reason: HandoffReason;
  /** Higher first; risk × value, complaint, waiting. See handoff/priority.ts. */
  readonly priority: number;
  readonly language: Language;
  /** Two or three sentences by rule from the transcript: what is wanted, what was tried. */
  readonly summary: string;
  readonly entities: readonly Entity[];
  readonly churn: ChurnScore | null;
  readonly claimedBy: string | null;
  /** How it ended; null while it is open. */
  readonly outcome: 'resolved' | 'returned-to-bot' | 'customer-left' | null;
  /** CSAT, 1 (bad) to 5 (good). */
  readonly rating: { readonly score: number; readonly comment: string | null } | null;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly claimedAt: number | null;
  readonly closedAt: number | null;
  /** When the agent last wrote; the start of the agent time-out. */
  readonly agentActiveAt: number | null;
}

export type NewTicket = Pick<Ticket, 'id' | 'reason' | 'priority' | 'language' | 'summary' | 'entities' | 'churn'>;

/** Fields that an act on a ticket changes; the store stamps `openedAt`. */
export type TicketPatch = Partial<
  Pick<Ticket, 'status' | 'claimedBy' | 'outcome' | 'rating' | 'claimedAt' | 'closedAt' | 'agentActiveAt' | 'priority'>
>;
