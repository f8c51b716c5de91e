import type { Kysely } from 'kysely';
import { BotError } from '../contract/errors.ts';
import { hasUnfinishedMove } from './move/move-progress.ts';
import { migratePostgres, openPostgres, withoutPassword } from './postgres/open-database.ts';
import type { Schema } from './schema.ts';
import { migrate, openSqlite } from './sqlite/open-database.ts';

/** Where the database is, and what its driver must know. */
export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string; readonly synchronous: 'normal' | 'full' }
  /** `poolSize`: connections that this process takes at most. */
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize: number };

export interface Database {
  readonly db: Kysely<Schema>;
  /** The address in words, without a password. */
  readonly name: string;
  /**
   * Brings it to this program's schema and returns the names of the migrations that ran. Raises STORE_NEWER, STORE_UNAVAILABLE, and
   * STORE_IN_USE while data is being moved into it.
   */
  migrate(): Promise<readonly string[]>;
}

/** Opens the database with the driver for its address. Raises STORE_UNAVAILABLE; a server is asked only at the first call. */
export function openDatabase(address: DatabaseAddress): Database {
  switch (address.kind) {
    case 'sqlite': {
      const db = openSqlite(address.file, address.synchronous);
      return { db, name: address.file, migrate: () => migrate(db) };
    }
    case 'postgres': {
      const db = openPostgres(address.url, address.poolSize);
      return { db, name: withoutPassword(address.url), migrate: () => migrateServing(db, address.url) };
    }
    default:
      return address satisfies never;
  }
}

async function migrateServing(db: Kysely<Schema>, url: string): Promise<readonly string[]> {
  const applied = await migratePostgres(url);
  if (await hasUnfinishedMove(db)) {
    throw new BotError('STORE_IN_USE', 'A move into this database has not ended: run `kefu move` again until it says "Moved"');
  }
  return applied;
}
