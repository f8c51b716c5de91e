import Database from 'better-sqlite3';
import { z } from 'zod';
import type { StoredConversation, StoredEntry, StoredTurn } from './check-evidence.ts';

const Conversation = z.object({
  id: z.string(),
  last_sequence: z.number(),
  unhandled_since: z.number().nullable(),
  tickets: z.number(),
});
const Entry = z.object({
  conversation_id: z.string(),
  sequence: z.number(),
  at: z.number(),
  author_kind: z.enum(['customer', 'bot', 'agent']),
  client_id: z.string().nullable(),
  body_kind: z.enum(['message', 'event', 'note']),
  body: z.string(),
  turn_id: z.string().nullable(),
});
const Turn = z.object({ id: z.string(), conversation_id: z.string(), record: z.string() });
const TurnRecord = z.object({ sequences: z.array(z.number()), decision: z.object({ kind: z.string() }) });
const Body = z.object({ text: z.string().optional() });

export interface DatabaseContents {
  readonly conversations: readonly StoredConversation[];
  readonly entries: readonly StoredEntry[];
  readonly turns: readonly StoredTurn[];
  /** What SQLite itself finds wrong with the file; empty when nothing. */
  readonly corruption: readonly string[];
}

/** The file as it lies on the disk, by SQL of its own: a mistake in the program's queries cannot hide itself here. */
export function readDatabase(file: string): DatabaseContents {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return {
      conversations: db
        .prepare(
          `select id, last_sequence, unhandled_since,
             (select count(*) from tickets where conversation_id = conversations.id) as tickets from conversations`,
        )
        .all()
        .map((row) => {
          const { id, last_sequence, unhandled_since, tickets } = Conversation.parse(row);
          return { id, lastSequence: last_sequence, isPending: unhandled_since !== null, tickets };
        }),
      entries: db.prepare('select * from entries').all().map(entryOf),
      turns: db
        .prepare('select * from turns')
        .all()
        .map((row) => {
          const { id, conversation_id, record } = Turn.parse(row);
          const { sequences, decision } = TurnRecord.parse(JSON.parse(record));
          return { id, conversationId: conversation_id, sequences, decision: decision.kind };
        }),
      corruption: db
        .prepare('pragma integrity_check')
        .all()
        .map((row) => z.object({ integrity_check: z.string() }).parse(row).integrity_check)
        .filter((finding) => finding !== 'ok'),
    };
  } finally {
    db.close();
  }
}

/** Conversations with messages that wait for their turn. */
export function countPending(file: string): number {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const row = db.prepare('select count(*) as pending from conversations where unhandled_since is not null').get();
    return z.object({ pending: z.number() }).parse(row).pending;
  } finally {
    db.close();
  }
}

function entryOf(row: unknown): StoredEntry {
  const entry = Entry.parse(row);
  return {
    conversationId: entry.conversation_id,
    sequence: entry.sequence,
    at: entry.at,
    author: entry.author_kind,
    clientId: entry.client_id,
    kind: entry.body_kind,
    text: entry.body_kind === 'event' ? null : (Body.parse(JSON.parse(entry.body)).text ?? null),
    turnId: entry.turn_id,
  };
}
