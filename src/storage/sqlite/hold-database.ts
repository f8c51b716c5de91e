import SQLite from 'better-sqlite3';
import { BotError } from '../../contract/errors.ts';

/** How long a process that is just closing the database is waited for. */
const BUSY_TIMEOUT_MS = 1_000;

/**
 * Takes an existing database file for this process alone, until the connection is closed: a Kefu that starts meanwhile cannot open it. The
 * latest writes are moved into the file, so that it is whole without a `-wal` beside it. Raises STORE_IN_USE when another process has the
 * database open, and SQLite's own error when the file is damaged or no database.
 */
export function holdDatabase(file: string): SQLite.Database {
  const database = new SQLite(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    // Leaving the write-ahead log asks for the only connection; beginning so keeps it.
    database.pragma('journal_mode = delete');
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new BotError('STORE_IN_USE', `${file} is in use: stop Kefu, and every other program that has it open, then try again`, {
      cause: error,
    });
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
