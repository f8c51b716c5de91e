/** The last entry of a conversation that was written to. */
export interface RecentWrite {
  readonly conversationId: string;
  readonly sequence: number;
}

/** What was written lately, whichever process wrote it. */
export interface RecentWrites {
  /** Conversations with entries whose time is `since` (ms) or later, each once, with their highest sequence. */
  since(since: number): Promise<readonly RecentWrite[]>;
}
