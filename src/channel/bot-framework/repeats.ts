import { createHash } from 'node:crypto';
import type { Heard } from './hear.ts';
import type { IncomingActivity } from './incoming-activity.ts';
import type { SeenContents } from './seen-contents.ts';

/** Two presses of one button within this time are one press. */
const PRESS_WINDOW_MS = 10_000;
/** Teams gives up after seconds, and its second layer of attempts has new ids but the old timestamp. */
const RESEND_WINDOW_MS = 600_000;

/**
 * The id that a message's repeats are recognised by. Most repeats have the same activity id (Slack: its `ts`). Those that
 * have a new one are recognised by content: a press of a button by what was pressed where, any other message by its text and the
 * channel's own timestamp.
 */
export function createRepeats({
  contents,
  now,
}: {
  readonly contents: Pick<SeenContents, 'firstId'>;
  readonly now: () => number;
}): (incoming: IncomingActivity, heard: Heard) => Promise<string> {
  return async (incoming, heard) => {
    const at = now();
    const content = contentOf(incoming, heard);
    if (content === null) return heard.messageId ?? incoming.id ?? `none:${at}`;
    const clientId = heard.isPress
      ? // When it was pressed stands in it: the same press is welcome again later.
        `press:${content}:${at}`
      : (heard.messageId ?? incoming.id ?? `content:${content}`);
    return await contents.firstId(content, clientId, at + (heard.isPress ? PRESS_WINDOW_MS : RESEND_WINDOW_MS));
  };
}

/** Null when nothing but the id tells two messages apart. */
function contentOf({ from, timestamp, replyToId }: IncomingActivity, { activity, isPress, reference }: Heard): string | null {
  if (!isPress && !timestamp) return null;
  const parts = [
    reference.conversationId,
    from.id,
    activity.text,
    isPress ? [replyToId ?? null, activity.value ?? null] : timestamp,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
