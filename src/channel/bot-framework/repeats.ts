import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Heard } from './hear.ts';
import type { IncomingActivity } from './incoming-activity.ts';

/** Two presses of one button within this time are one press. */
const PRESS_WINDOW_MS = 10_000;
/** Teams gives up after seconds, and its second layer of attempts has new ids but the old timestamp. */
const RESEND_WINDOW_MS = 600_000;
const REMEMBERED = 20_000;

/**
 * The id that a message's repeats are recognised by. Most repeats have the same activity id (Slack: its `ts`). Those that
 * have a new one are recognised by content: a press of a button by what was pressed where, any other message by its text and the
 * channel's own timestamp.
 */
export function createRepeats({ now }: { readonly now: () => number }): (incoming: IncomingActivity, heard: Heard) => string {
  const seen = new LRUCache<string, { readonly clientId: string; readonly until: number }>({ max: REMEMBERED });
  return (incoming, heard) => {
    const at = now();
    const content = contentOf(incoming, heard);
    if (content === null) return heard.messageId ?? incoming.id ?? `none:${at}`;
    const known = seen.get(content);
    if (known && known.until > at) return known.clientId;
    const clientId = heard.isPress
      ? // The window's number stands in it, so that a restart in between forgets few presses.
        `press:${content}:${Math.floor(at / PRESS_WINDOW_MS)}`
      : (heard.messageId ?? incoming.id ?? `content:${content}`);
    seen.set(content, { clientId, until: at + (heard.isPress ? PRESS_WINDOW_MS : RESEND_WINDOW_MS) });
    return clientId;
  };
}

/** Null when nothing but the id tells two messages apart. */
function contentOf(
  { from, timestamp, replyToId, value }: IncomingActivity,
  { activity, isPress, reference }: Heard,
): string | null {
  if (!isPress && !timestamp) return null;
  const parts = [reference.conversationId, from.id, activity.text, isPress ? [replyToId ?? null, value ?? null] : timestamp];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
