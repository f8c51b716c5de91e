import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { BotError } from '../../contract/errors.ts';
import { migrations, type ColumnTypes } from '../migrations.ts';
import type { Schema } from '../schema.ts';

const SQLITE_TYPES: ColumnTypes = { integer: 'integer', bytes: 'blob', tableEnd: 'strict' };
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens (and makes) the database file; `:memory:` for tests. What was committed survives the death of the process in either mode; with
 * `full` it is flushed to the disk before the promise resolves, and survives the loss of power too (docs/decisions/0007).
 */
export function openSqlite(file: string, synchronous: 'normal' | 'full' = 'normal'): Kysely<Schema> {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const database = new SQLite(file, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = wal');
    database.pragma(`synchronous = ${synchronous}`);
    database.pragma('foreign_keys = on');
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  } catch (error) {
    throw new BotError('STORE_UNAVAILABLE', `Cannot open the database ${file}: check that its folder exists and is writable`, {
      cause: error,
    });
  }
}

/**
 * Brings the database to this program's schema and returns the names of the migrations that ran.
 * Raises STORE_NEWER when a newer program has already changed it: an old program must not write to it.
 */
export async function migrate(db: Kysely<Schema>, types: ColumnTypes = SQLITE_TYPES): Promise<readonly string[]> {
  const known = migrations(types);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(known) } });
  const applied = (await migrator.getMigrations().catch(() => [])).filter(({ executedAt }) => executedAt !== undefined);
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return (results ?? []).map(({ migrationName }) => migrationName);
  if (applied.length > Object.keys(known).length || isMissingMigration(error)) {
    throw new BotError('STORE_NEWER', 'The database was made by a newer Kefu: start that version, or restore a backup', {
      cause: error,
    });
  }
  throw new BotError('STORE_UNAVAILABLE', 'The database could not be brought to the current schema', { cause: error });
}

/** Kysely has no code for it: a migration in the database that this program does not know. */
function isMissingMigration(error: unknown): boolean {
  return error instanceof Error && error.message.includes('corrupted migrations');
}
