import type { Announcement, AnnouncementListener, Announcements } from '../../conversation/announcements.ts';

export interface InProcessAnnouncements extends Announcements {
  /** Tells the listeners here what another process published, or what nobody heard of. */
  relay(announcement: Announcement): void;
}

export function createInProcessAnnouncements(): InProcessAnnouncements {
  const everywhere = new Set<AnnouncementListener>();
  const byConversation = new Map<string, Set<AnnouncementListener>>();

  function tell(announcement: Announcement, isOwn: boolean): void {
    for (const listener of byConversation.get(announcement.conversationId) ?? []) listener(announcement, isOwn);
    for (const listener of everywhere) listener(announcement, isOwn);
  }

  return {
    publish: (announcement) => tell(announcement, true),
    relay: (announcement) => tell(announcement, false),
    subscribe(conversationId, listener) {
      if (conversationId === null) {
        everywhere.add(listener);
        return () => everywhere.delete(listener);
      }
      const listeners = byConversation.get(conversationId) ?? new Set();
      byConversation.set(conversationId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        // A later subscriber may have begun a set of its own.
        if (listeners.size === 0 && byConversation.get(conversationId) === listeners) byConversation.delete(conversationId);
      };
    },
  };
}
