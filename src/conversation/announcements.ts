/** "Conversation c reached sequence n": readers then fetch from the log, so a lost notice only delays. */
export type Announcement =
  | { readonly kind: 'log'; readonly conversationId: string; readonly sequence: number }
  /** A ticket opened or changed. */
  | { readonly kind: 'ticket'; readonly ticketId: string; readonly conversationId: string }
  /** Someone is typing; never stored. */
  | { readonly kind: 'typing'; readonly conversationId: string; readonly who: 'bot' | 'agent' | 'customer' };

/** `isOwn`: this process published it. What must be done once, not once a process, is done by whoever hears its own. */
export type AnnouncementListener = (announcement: Announcement, isOwn: boolean) => void;

export interface Announcements {
  /** Tells the listeners of this process before it returns, those of others soon or not at all. */
  publish(announcement: Announcement): void;
  /** `conversationId` null hears everything. Returns the unsubscriber, which may be called twice. */
  subscribe(conversationId: string | null, listener: AnnouncementListener): () => void;
}
