/** "Conversation c reached sequence n": readers then fetch from the log, so a lost notice only delays. */
export type Announcement =
  | { readonly kind: 'log'; readonly conversationId: string; readonly sequence: number }
  /** A ticket opened or changed. */
  | { readonly kind: 'ticket'; readonly ticketId: string; readonly conversationId: string }
  /** Someone is typing; never stored. */
  | { readonly kind: 'typing'; readonly conversationId: string; readonly who: 'bot' | 'agent' | 'customer' };

export interface Announcements {
  publish(announcement: Announcement): void;
  /** `conversationId` null hears everything. Returns the unsubscriber, which may be called twice. */
  subscribe(conversationId: string | null, listener: (announcement: Announcement) => void): () => void;
}
