import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Schema } from '../../../src/storage/schema.ts';
import { createSqlConversationLog } from '../../../src/storage/sql/conversation-log.ts';
import { migrate, openSqlite } from '../../../src/storage/sqlite/open-database.ts';

export const SECRETS = `${JSON.stringify({ directLine: 'd'.repeat(43), token: 't'.repeat(43), identity: 'i'.repeat(43) })}\n`;

/** A temporary folder with a data folder `data` in it. */
export interface DataFolder {
  readonly folder: string;
  readonly dataDir: string;
  readonly file: string;
  /** The database, open until `stop`, as Kefu holds it. */
  open(file?: string): Promise<Kysely<Schema>>;
  /** The same with secrets and the conversation `c1` of `dl_mei`. */
  serve(): Promise<Kysely<Schema>>;
  /** Closes what was opened. */
  stop(): Promise<void>;
  drop(): Promise<void>;
}

export function createDataFolder(): DataFolder {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-data-'));
  const dataDir = join(folder, 'data');
  const file = join(dataDir, 'kefu.sqlite');
  const opened: Kysely<Schema>[] = [];
  const open = async (at = file): Promise<Kysely<Schema>> => {
    const db = openSqlite(at);
    opened.push(db);
    await migrate(db);
    return db;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((db) => db.destroy()));
  };
  return {
    folder,
    dataDir,
    file,
    open,
    stop,
    serve: async () => {
      const db = await open();
      writeFileSync(join(dataDir, 'secrets.json'), SECRETS, { mode: 0o600 });
      await logOver(db).open({ id: 'c1', channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'zh' });
      return db;
    },
    drop: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export function logOver(db: Kysely<Schema>) {
  return createSqlConversationLog({ db, now: Date.now, newId: randomUUID });
}

/** `dl_mei` writes in `c1`; the text is the client's id too. */
export async function say(db: Kysely<Schema>, text: string): Promise<void> {
  await logOver(db).accept({
    conversationId: 'c1',
    clientId: text,
    text,
    author: { kind: 'customer', id: 'dl_mei' },
    attachments: [],
    channelData: null,
  });
}

export async function wordsIn(db: Kysely<Schema>): Promise<readonly string[]> {
  const entries = await logOver(db).read('c1', { after: 0, limit: 100_000, audience: 'agent' });
  return entries.map(({ clientId }) => clientId ?? '');
}
