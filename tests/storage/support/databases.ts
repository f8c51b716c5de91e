import type { Kysely } from 'kysely';
import type { Schema } from '../../../src/storage/schema.ts';
import { migrate, openSqlite } from '../../../src/storage/sqlite/open-database.ts';
import { createMigratedNamespace, NO_POSTGRES } from './postgres.ts';

export interface OpenedDatabase {
  readonly db: Kysely<Schema>;
  close(): Promise<void>;
}

/** A kind of database that the contracts of the ports are held against. */
export interface TestDatabase {
  readonly name: string;
  /** Why it cannot be tested here; null when it can. */
  readonly missing: string | null;
  /** An empty database with Kefu's tables. */
  open(): Promise<OpenedDatabase>;
}

export const SQLITE: TestDatabase = {
  name: 'SQLite',
  missing: null,
  open: async () => {
    const db = openSqlite(':memory:');
    await migrate(db);
    return { db, close: () => db.destroy() };
  },
};

export const POSTGRES: TestDatabase = {
  name: 'PostgreSQL',
  missing: NO_POSTGRES,
  open: async () => {
    const namespace = await createMigratedNamespace();
    return { db: namespace.open(), close: () => namespace.drop() };
  },
};

/** `what: SQLite`, or why it is skipped. */
export function titleOf(what: string, { name, missing }: TestDatabase): string {
  return `${what}: ${name}${missing === null ? '' : ` (skipped: ${missing})`}`;
}
