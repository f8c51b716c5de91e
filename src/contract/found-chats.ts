import type { Author, Owner } from './conversation.ts';
import type { Language } from './language.ts';

/** A conversation, whoever has or had it, and the message that it was found by. */
export interface FoundChat {
  readonly conversationId: string;
  /** As Bot Framework names channels. */
  readonly channel: string;
  readonly shopCustomerId: string | null;
  readonly language: Language;
  readonly owner: Owner['kind'];
  /** The latest, where a person was ever called. */
  readonly ticketId: string | null;
  readonly message: {
    readonly author: Author['kind'];
    readonly text: string;
    readonly sequence: number;
    readonly at: number;
  };
}

export interface FoundChats {
  /** One a conversation, by the message found: newest first. */
  readonly chats: readonly FoundChat[];
  /** Given as `before`, it goes on with what is older; null where nothing is. */
  readonly next: number | null;
}
