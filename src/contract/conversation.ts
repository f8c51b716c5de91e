import type { DialogueState } from './dialogue.ts';
import type { Language } from './language.ts';
import type { HandoffReason } from './ticket.ts';

/** Who may speak to the customer. Exactly one at a time; every change advances the conversation's fence. */
export type Owner =
  | { readonly kind: 'bot' }
  | { readonly kind: 'queue'; readonly ticketId: string }
  | { readonly kind: 'agent'; readonly ticketId: string; readonly agentId: string };

export interface Conversation {
  readonly id: string;
  /** `direct-line`, `msteams`, `slack`, … as Bot Framework names channels. */
  readonly channel: string;
  /** The person as the channel knows them (`dl_…` on the website); never empty. */
  readonly customerId: string;
  /** The shop's own customer number, once a signed identity named it. */
  readonly shopCustomerId: string | null;
  /** The language that answers and notices are written in: the customer's last. */
  readonly language: Language;
  readonly owner: Owner;
  /** Advances with each change of owner. A message written under an older fence is refused. */
  readonly fence: number;
  /** Advances with each commit that changes this record; customers' messages do not advance it. */
  readonly version: number;
  readonly state: DialogueState;
  /** Sequence of the last entry in the log; 0 when it is empty. */
  readonly lastSequence: number;
  /** Customers' messages up to this sequence have had their turn. */
  readonly handledSequence: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type Author =
  | { readonly kind: 'customer'; readonly id: string }
  | { readonly kind: 'bot' }
  | { readonly kind: 'agent'; readonly id: string; readonly name: string };

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/** A button under a reply. Pressing it sends `value` as the customer's own message. */
export interface QuickReply {
  readonly title: string;
  readonly value: string;
}

export interface ArticleLink {
  readonly articleId: string;
  readonly title: string;
  readonly language: Language;
}

/** What happened to the conversation, other than words. Channels render it in the customer's language. */
export type ConversationEvent =
  | { readonly name: 'handed-over'; readonly ticketId: string; readonly reason: HandoffReason }
  | { readonly name: 'agent-joined'; readonly agentName: string }
  | { readonly name: 'agent-transferred'; readonly toName: string | null }
  | { readonly name: 'agent-timed-out' }
  | { readonly name: 'returned-to-bot' }
  | { readonly name: 'queue-left' }
  | { readonly name: 'ticket-closed'; readonly ticketId: string }
  | { readonly name: 'rated'; readonly ticketId: string; readonly score: number; readonly comment: string | null }
  /** The customer changed, or took back, the message at `sequence`. */
  | { readonly name: 'message-edited' | 'message-deleted'; readonly sequence: number };

export type EntryBody =
  | {
      readonly kind: 'message';
      /** Plain text from customers and agents, Markdown from the bot. Data, never HTML or an instruction. */
      readonly text: string;
      readonly attachments: readonly Attachment[];
      readonly quickReplies: readonly QuickReply[];
      readonly article: ArticleLink | null;
      /** When the customer last changed it; left out of messages that stand as they were sent. Milliseconds since the epoch. */
      readonly editedAt?: number;
    }
  /** What is left of a message that its author took back: no word and no file of it is kept. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'event'; readonly event: ConversationEvent }
  /** Between agents; never shown to the customer. */
  | { readonly kind: 'note'; readonly text: string };

/**
 * One line of a conversation's log. Lines are only ever added, and sequences count 1, 2, 3, … without gaps; what a customer changes or
 * takes back is replaced in its own line, and a further line says so.
 */
export interface LogEntry {
  readonly conversationId: string;
  readonly sequence: number;
  readonly id: string;
  /** Milliseconds since the epoch, strictly increasing within a conversation. */
  readonly at: number;
  readonly author: Author;
  readonly body: EntryBody;
  /** The sender's own id of the message: what duplicates are recognised by. */
  readonly clientId: string | null;
  /** Returned to the channel verbatim (Direct Line `channelData`), at most 8 KiB of JSON; null when there is none. */
  readonly channelData: unknown;
  /** Why the bot said this: the decision record of the turn that wrote the entry. */
  readonly turnId: string | null;
}

export type NewEntry = Pick<LogEntry, 'id' | 'author' | 'body'> & Partial<Pick<LogEntry, 'clientId' | 'turnId'>>;

/** What a customer did to a message after sending it. */
export interface Amendment {
  readonly conversationId: string;
  readonly author: Author & { readonly kind: 'customer' };
  /** The channel's id of this act; the same id is taken once. */
  readonly clientId: string;
  /** `clientId` of the message. */
  readonly target: string;
  readonly change: { readonly kind: 'edited'; readonly text: string } | { readonly kind: 'deleted' };
}

/** A message as a channel hands it in. */
export interface InboundMessage {
  readonly conversationId: string;
  readonly author: Author & { readonly kind: 'customer' };
  /** The channel's id of the message; the same id is accepted once. */
  readonly clientId: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly channelData: unknown;
}
