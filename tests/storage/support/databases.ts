import type { Kysely } from 'kysely';
import type { ColumnTypes } from '../../../src/storage/migrations/column-types.ts';
import { POSTGRES_TYPES } from '../../../src/storage/postgres/open-database.ts';
import type { Schema } from '../../../src/storage/schema.ts';
import { migrate, openSqlite, SQLITE_TYPES } from '../../../src/storage/sqlite/open-database.ts';
import { createMigratedNamespace, createNamespace, NO_POSTGRES, type PostgresNamespace } from './postgres.ts';
import { IS_RECORDING, keepTranscript } from './transcripts.ts';

export interface OpenedDatabase {
  readonly db: Kysely<Schema>;
  close(): Promise<void>;
}

/** A kind of database that the contracts of the ports are held against. */
export interface TestDatabase {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Why it cannot be tested here; null when it can. */
  readonly missing: string | null;
  readonly types: ColumnTypes;
  /** An empty database with Kefu's tables. */
  open(): Promise<OpenedDatabase>;
  /** One without tables. */
  openBare(): Promise<OpenedDatabase>;
}

export const SQLITE: TestDatabase = {
  name: 'SQLite',
  missing: null,
  types: SQLITE_TYPES,
  open: async () => {
    const opened = await SQLITE.openBare();
    await migrate(opened.db);
    return keepTranscript('SQLite', opened);
  },
  openBare: () => {
    const db = openSqlite(':memory:');
    return Promise.resolve({ db, close: () => db.destroy() });
  },
};

export const POSTGRES: TestDatabase = {
  name: 'PostgreSQL',
  missing: NO_POSTGRES,
  types: POSTGRES_TYPES,
  open: async () => keepTranscript('PostgreSQL', openIn(await createMigratedNamespace())),
  openBare: async () => openIn(await createNamespace({ synchronous_commit: 'off' })),
};

function openIn(namespace: PostgresNamespace): OpenedDatabase {
  return { db: namespace.open(undefined, IS_RECORDING ? 1 : undefined), close: () => namespace.drop() };
}

/** `what: SQLite`, or why it is skipped. */
export function titleOf(what: string, { name, missing }: TestDatabase): string {
  return `${what}: ${name}${missing === null ? '' : ` (skipped: ${missing})`}`;
}
