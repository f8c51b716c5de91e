import Database from 'better-sqlite3';
import { z } from 'zod';
import type { LogEntry } from '../../src/contract/conversation.ts';

const Row = z.object({
  conversation_id: z.string(),
  language: z.enum(['zh', 'en']),
  sequence: z.number(),
  id: z.string(),
  at: z.number(),
  status: z.string().nullable(),
  done_at: z.number().nullable(),
  author_kind: z.enum(['bot', 'agent']),
  body: z.string(),
});

/** An entry that its customer should see, and what the outbox says of it: null when the outbox does not know of it. */
export interface StoredDelivery {
  readonly entry: LogEntry;
  readonly language: 'zh' | 'en';
  readonly status: string | null;
  /** When it was written down that it had arrived. */
  readonly doneAt: number | null;
}

/** Everything that bot and agents said, as it lies on the disk, in the order in which each conversation should show it. */
export function readDeliveries(file: string): readonly StoredDelivery[] {
  return query(
    file,
    `select entries.conversation_id, conversations.language, entries.sequence, entries.id, entries.at, outbox.status, outbox.done_at, author_kind, body
       from entries join conversations on conversations.id = entries.conversation_id left join outbox on outbox.id = entries.id
       where author_kind <> 'customer' and body_kind <> 'note'
       order by entries.conversation_id, entries.sequence`,
  ).map((given) => {
    const row = Row.parse(given);
    const author = row.author_kind === 'bot' ? ({ kind: 'bot' } as const) : ({ kind: 'agent', id: '', name: '' } as const);
    return {
      language: row.language,
      status: row.status,
      doneAt: row.done_at,
      entry: {
        conversationId: row.conversation_id,
        sequence: row.sequence,
        id: row.id,
        at: row.at,
        author,
        body: JSON.parse(row.body) as LogEntry['body'],
        clientId: null,
        channelData: null,
        turnId: null,
      },
    };
  });
}

/** Messages that still wait to be sent. */
export function countDue(file: string): number {
  const [row] = query(file, `select count(*) as due from outbox where status = 'due'`);
  return z.object({ due: z.number() }).parse(row).due;
}

function query(file: string, sql: string): readonly unknown[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}
