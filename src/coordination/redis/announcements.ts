import { z } from 'zod';
import type { Announcement, Announcements } from '../../conversation/announcements.ts';
import type { InProcessAnnouncements } from '../in-process/announcements.ts';
import type { RedisLink } from './link.ts';

const Shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('log'), conversationId: z.string(), sequence: z.int() }),
  z.object({ kind: z.literal('ticket'), conversationId: z.string(), ticketId: z.string() }),
  z.object({ kind: z.literal('typing'), conversationId: z.string(), who: z.enum(['bot', 'agent', 'customer']) }),
]) satisfies z.ZodType<Announcement>;

/** Announcements to every replica over one channel. One that is lost is made up for by conversation/catch-up.ts. */
export function createRedisAnnouncements({
  link,
  local,
}: {
  readonly link: RedisLink;
  readonly local: InProcessAnnouncements;
}): Announcements {
  link.onBroadcast((text) => {
    const announcement = parse(text);
    if (announcement) local.relay(announcement);
  });
  return {
    publish(announcement) {
      local.publish(announcement);
      link.broadcast(JSON.stringify(announcement));
    },
    subscribe: (conversationId, listener) => local.subscribe(conversationId, listener),
  };
}

/** Null for what this version does not know. */
function parse(text: string): Announcement | null {
  try {
    return Shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
