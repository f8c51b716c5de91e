import type { LogEntry } from '../../contract/conversation.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { TurnRecord } from '../../contract/turn.ts';

/** Entries of an answer, at most. */
export const ENTRIES_A_PAGE = 200;

/** What an agent sees of a conversation. */
export interface Transcript {
  readonly entries: readonly LogEntry[];
  /** Why the bot said what it said. */
  readonly turns: readonly TurnRecord[];
}

/** The latest entries of a conversation whose log ends at `lastSequence`. */
export async function readLatest(log: ConversationLog, conversationId: string, lastSequence: number): Promise<Transcript> {
  return await readAfter(log, conversationId, Math.max(0, lastSequence - ENTRIES_A_PAGE));
}

/** A page of entries with sequence > `after`. */
export async function readAfter(log: ConversationLog, conversationId: string, after: number): Promise<Transcript> {
  const entries = await log.read(conversationId, { after, limit: ENTRIES_A_PAGE, audience: 'agent' });
  const ids = [...new Set(entries.flatMap(({ turnId }) => (turnId === null ? [] : [turnId])))];
  const turns = await Promise.all(ids.map((id) => log.turn(id)));
  return { entries, turns: turns.filter((turn) => turn !== null) };
}
