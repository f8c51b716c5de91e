import Database from 'better-sqlite3';
import { z } from 'zod';
import type { StoredConversation, StoredEntry, StoredTurn } from './check-evidence.ts';
import { entryOfRow, turnOfRow } from './stored-rows.ts';

const Conversation = z.object({
  id: z.string(),
  last_sequence: z.number(),
  unhandled_since: z.number().nullable(),
  tickets: z.number(),
});
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
      entries: db.prepare('select * from entries').all().map(entryOfRow),
      turns: db.prepare('select * from turns').all().map(turnOfRow),
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
