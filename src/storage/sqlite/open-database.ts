import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { BotError } from '../../contract/errors.ts';
import { migrateWith } from '../migrate.ts';
import type { ColumnTypes } from '../migrations/column-types.ts';
import type { Schema } from '../schema.ts';
import { makePrivateFile, makePrivateFolder } from './keep-private.ts';
import { keepStatements } from './keep-statements.ts';

export const SQLITE_TYPES: ColumnTypes = {
  integer: 'integer',
  bytes: 'blob',
  real: 'real',
  tableEnd: 'strict',
  textAt: (column, path) => `json_extract(${column}, '$.${path.join('.')}')`,
};
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens (and makes, for its owner only) the database file; `:memory:` for tests. What was committed survives the death of the process in either mode; with
 * `full` it is flushed to the disk before the promise resolves, and survives the loss of power too (docs/decisions/0007).
 */
export function openSqlite(file: string, synchronous: 'normal' | 'full' = 'normal'): Kysely<Schema> {
  try {
    if (file !== ':memory:') {
      makePrivateFolder(dirname(file));
      makePrivateFile(file);
    }
    const database = new SQLite(file, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = wal');
    database.pragma(`synchronous = ${synchronous}`);
    database.pragma('foreign_keys = on');
    // What is deleted is overwritten, not only unlinked: erased words must not stand in the file or in a backup.
    database.pragma('secure_delete = on');
    return overConnection(database);
  } catch (error) {
    throw new BotError('STORE_UNAVAILABLE', `Cannot open the database ${file}: check that its folder exists and is writable`, {
      cause: error,
    });
  }
}

/** The database of a connection that somebody else opened and closes. */
export function overConnection(database: SQLite.Database): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: keepStatements(database) }) });
}

/** Brings the database to this program's schema; see `migrateWith` for what it returns and raises. */
export async function migrate(db: Kysely<Schema>): Promise<readonly string[]> {
  return await migrateWith(db, SQLITE_TYPES);
}
