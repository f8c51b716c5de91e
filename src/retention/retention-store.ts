/** Kinds of data that are not kept for ever. */
export const KEPT_KINDS = ['conversations', 'attachments', 'turns', 'delivered', 'dead-letters', 'sessions'] as const;

export type KeptKind = (typeof KEPT_KINDS)[number];

export interface RetentionStore {
  /**
   * Deletes at most `limit` pieces of a kind that ended before this time (milliseconds since the epoch), in transactions short enough that
   * turns do not notice, and returns how many. Several replicas may do it at once. Of conversations, which end when nothing is written in
   * them, what reports count stays: numbers without words, names or ids.
   */
  deleteOlder(kind: KeptKind, before: number, limit: number): Promise<number>;
}
