import type { Conversation, LogEntry } from '../../contract/conversation.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { Rating } from './card-value.ts';
import type { Heard } from './hear.ts';

/** Channels whose buttons carry values of ours; on all others a button says its words as if they were typed. */
const WITH_VALUES = ['msteams', 'slack'];
/** A grade and nothing else: as it is written, or as the button reads. */
const GRADE = /^([1-5])\s*[★星分]?$/u;
const DAY_MS = 86_400_000;
/** How far back the close may lie, in lines of the log: answers to what came in with it, and thanks. */
const LINES = 20;

/**
 * The rating that a bare grade is on a channel whose buttons only say words, or that has none; null for messages as all others. It must be
 * the first that the customer says within a day of the close, while the bot waits for no answer of its own. A further grade right after
 * counts as one too, so that a message that the channel repeats, or a second press, is no question to the bot.
 */
export function createReadGrade(deps: {
  readonly log: Pick<ConversationLog, 'find' | 'read'>;
  readonly now: () => number;
}): (heard: Heard) => Promise<Rating | null> {
  return async ({ activity, files, reference }) => {
    if (activity.type !== 'message' || files.length > 0 || WITH_VALUES.includes(reference.channel)) return null;
    const [, grade] = GRADE.exec((activity.text ?? '').normalize('NFKC').trim()) ?? [];
    if (grade === undefined) return null;
    const conversation = await deps.log.find(reference.conversationId);
    if (conversation?.owner.kind !== 'bot' || conversation.state.awaiting !== null) return null;
    const ticketId = closedLast(await lastLines(conversation), deps.now() - DAY_MS);
    return ticketId === null ? null : { ticketId, score: Number(grade) };
  };

  async function lastLines({ id, lastSequence }: Conversation): Promise<readonly LogEntry[]> {
    return await deps.log.read(id, { after: Math.max(0, lastSequence - LINES), limit: LINES, audience: 'customer' });
  }
}

/** The ticket that was closed since the customer last said something, and after `since`. */
function closedLast(entries: readonly LogEntry[], since: number): string | null {
  for (const { at, author, body } of entries.toReversed()) {
    if (body.kind === 'event' && body.event.name === 'ticket-closed') return at > since ? body.event.ticketId : null;
    if (body.kind === 'event' && body.event.name === 'handed-over') return null;
    if (author.kind === 'customer' && body.kind !== 'event') return null;
  }
  return null;
}
