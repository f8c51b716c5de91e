/**
 * One turn at a time per conversation. A lease only saves work and keeps order pleasant: correctness rests on
 * the compare-and-set of `ConversationLog.commit`.
 */
export interface TurnLeases {
  /** Runs `work` when no other holder works on the conversation; returns null without running it when one does. */
  withLease<T>(conversationId: string, work: () => Promise<T>): Promise<T | null>;
}
