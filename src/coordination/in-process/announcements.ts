import type { Announcement, Announcements } from '../../conversation/announcements.ts';

type Listener = (announcement: Announcement) => void;

export function createInProcessAnnouncements(): Announcements {
  const everywhere = new Set<Listener>();
  const byConversation = new Map<string, Set<Listener>>();

  return {
    publish(announcement) {
      for (const listener of byConversation.get(announcement.conversationId) ?? []) listener(announcement);
      for (const listener of everywhere) listener(announcement);
    },
    subscribe(conversationId, listener) {
      if (conversationId === null) {
        everywhere.add(listener);
        return () => everywhere.delete(listener);
      }
      const listeners = byConversation.get(conversationId) ?? new Set();
      byConversation.set(conversationId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) byConversation.delete(conversationId);
      };
    },
  };
}
