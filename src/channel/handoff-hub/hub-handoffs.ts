/**
 * `offering`: the hub has not been told yet. `offered`: it has, and nobody has taken the customer. `accepted`: a person there has.
 * `ended`: over, in whichever way.
 */
export type HubState = 'offering' | 'offered' | 'accepted' | 'ended';

/** What the hub knows of one ticket. */
export interface HubHandoff {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly state: HubState;
  /** The log up to this sequence has reached the hub. */
  readonly sentSequence: number;
  /** How often it was claimed since something last reached the hub, this time included. */
  readonly attempts: number;
}

/** Kept so that nothing is forgotten when the program stops between ticket, hub and agent. Times are milliseconds since the epoch. */
export interface HubHandoffs {
  /** Notes down waiting tickets that the hub was never offered; returns how many. */
  enlist(limit: number): Promise<number>;
  /** Takes handoffs that the hub must be told something about; nobody else gets them for `leaseMs`. */
  claimDue(options: { readonly limit: number; readonly leaseMs: number }): Promise<readonly HubHandoff[]>;
  /** The handoff of a conversation that is not over, or null. */
  openOf(conversationId: string): Promise<HubHandoff | null>;
  /** False when it was in another state meanwhile. */
  move(ticketId: string, from: readonly HubState[], to: HubState): Promise<boolean>;
  /** Something has reached the hub: attempts begin anew. */
  sent(ticketId: string, sequence: number): Promise<void>;
  /** Gives the handoff back, due again at `dueAt`. */
  release(ticketId: string, dueAt: number): Promise<void>;
}
