import type { Decision } from '../contract/decision.ts';
import type { RecordedTurn } from './recorded-turns.ts';

/** What the bot was asked in one turn: several messages as one text. */
export interface Asked {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A chat, or what lies between two persons in it, in which the bot had the customer for itself. */
export interface ChatPart {
  readonly conversationId: string;
  /** Oldest first; never empty. */
  readonly asked: readonly Asked[];
}

/** Said to a person who had the conversation, or was waited for. */
const OF_PERSONS: ReadonlySet<Decision['kind']> = new Set(['keep-for-agent', 'leave-queue', 'stay-silent']);

/** The chats of recorded turns, cut where a person was called. What was said to a person, and turns whose words are gone, are left out. */
export function splitAtPersons(turns: readonly RecordedTurn[], words: ReadonlyMap<string, string>): readonly ChatPart[] {
  const chats = new Map<string, RecordedTurn[]>();
  for (const turn of turns) {
    const chat = chats.get(turn.conversationId) ?? [];
    chats.set(turn.conversationId, chat);
    chat.push(turn);
  }
  return [...chats].flatMap(([conversationId, chat]) =>
    split(chat.sort(bySequence), words).map((asked) => ({ conversationId, asked })),
  );
}

function split(chat: readonly RecordedTurn[], words: ReadonlyMap<string, string>): readonly (readonly Asked[])[] {
  const parts: Asked[][] = [[]];
  for (const { id, kind, at } of chat) {
    const text = words.get(id);
    if (text !== undefined && !OF_PERSONS.has(kind)) parts.at(-1)?.push({ text, at });
    if (kind === 'handoff' || OF_PERSONS.has(kind)) parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

/** Two turns may have the same time. */
function bySequence(a: RecordedTurn, b: RecordedTurn): number {
  return (a.sequences[0] ?? 0) - (b.sequences[0] ?? 0);
}
