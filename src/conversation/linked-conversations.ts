import type { Conversation } from '../contract/conversation.ts';

/** Other conversations of the same person: those that were linked, and those of the same customer number. */
export interface LinkedConversations {
  /** Latest first. */
  linkedTo(conversationId: string, limit: number): Promise<readonly Conversation[]>;
}
