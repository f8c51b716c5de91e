import Database from 'better-sqlite3';
import { z } from 'zod';
import type { LogEntry } from '../../src/contract/conversation.ts';

const Row = z.object({
  conversation_id: z.string(),
  language: z.enum(['zh', 'en']),
  sequence: z.number(),
  id: z.string(),
  at: z.number(),
  status: z.string(),
  author_kind: z.enum(['bot', 'agent']),
  body: z.string(),
});

export interface StoredDelivery {
  readonly entry: LogEntry;
  readonly language: 'zh' | 'en';
  readonly status: string;
}

/** The outbox as it lies on the disk, in the order in which each conversation's messages are sent. */
export function readOutbox(file: string): readonly StoredDelivery[] {
  return query(
    file,
    `select outbox.conversation_id, conversations.language, outbox.sequence, outbox.id, entries.at, outbox.status, author_kind, body
       from outbox join entries on entries.id = outbox.id join conversations on conversations.id = outbox.conversation_id
       order by outbox.conversation_id, outbox.sequence`,
  ).map((given) => {
    const row = Row.parse(given);
    const author = row.author_kind === 'bot' ? ({ kind: 'bot' } as const) : ({ kind: 'agent', id: '', name: '' } as const);
    return {
      language: row.language,
      status: row.status,
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
