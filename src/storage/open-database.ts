import type { Kysely } from 'kysely';
import { BotError } from '../contract/errors.ts';
import { hasUnfinishedMove } from './move/move-progress.ts';
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

/**
 * Opens the database with the driver for its address, which alone is loaded: PostgreSQL's takes 5 MB. Raises STORE_UNAVAILABLE; a server is
 * asked only at the first call.
 */
export async function openDatabase(address: DatabaseAddress): Promise<Database> {
  switch (address.kind) {
    case 'sqlite': {
      const db = openSqlite(address.file, address.synchronous);
      return { db, name: address.file, migrate: () => migrate(db) };
    }
    case 'postgres': {
      const { migratePostgres, openPostgres, withoutPassword } = await import('./postgres/open-database.ts');
      const db = openPostgres(address.url, address.poolSize);
      return {
        db,
        name: withoutPassword(address.url),
        async migrate() {
          const applied = await migratePostgres(address.url);
          await refuseUnfinishedMove(db);
          return applied;
        },
      };
    }
    default:
      return address satisfies never;
  }
}

async function refuseUnfinishedMove(db: Kysely<Schema>): Promise<void> {
  if (await hasUnfinishedMove(db)) {
    throw new BotError('STORE_IN_USE', 'A move into this database has not ended: run `kefu move` again until it says "Moved"');
  }
}
