import SQLite from 'better-sqlite3';
import { BotError } from '../../contract/errors.ts';
import { isFromNewer } from '../migrate.ts';
import { SQLITE_TYPES } from './open-database.ts';

/**
 * A backup is one SQLite database: the tables of Kefu, and in this table the other files of the data folder that a restore needs. Names
 * are file names without a folder.
 */
export const FILES_TABLE = 'backup_files';

export interface BackupContents {
  readonly conversations: number;
  /** Newest entry of the log, in milliseconds since the epoch; null when nobody has written yet. */
  readonly lastAt: number | null;
  /** Names of the files beside the database. */
  readonly files: readonly string[];
}

/**
 * Reads a backup, or a plain copy of a database, from end to end. Raises BAD_REQUEST when it is damaged or not Kefu's, STORE_NEWER when a
 * newer Kefu made it.
 */
export function checkBackup(file: string): BackupContents {
  let database: SQLite.Database | null = null;
  try {
    database = new SQLite(file, { readonly: true, fileMustExist: true });
    return contentsOf(database, file);
  } catch (error) {
    if (error instanceof BotError) throw error;
    throw new BotError('BAD_REQUEST', `${file} is no readable backup (${codeOf(error)}): take another one`, { cause: error });
  } finally {
    database?.close();
  }
}

function contentsOf(database: SQLite.Database, file: string): BackupContents {
  const damage = database.pragma('integrity_check(1)', { simple: true });
  if (damage !== 'ok') throw new BotError('BAD_REQUEST', `${file} is damaged: take another backup`);
  const tables = new Set(column(database, `select name from sqlite_master where type = 'table'`));
  if (!tables.has('kysely_migration') || !tables.has('conversations')) {
    throw new BotError('BAD_REQUEST', `${file} holds no data of Kefu: name a file that \`kefu backup\` has written`);
  }
  if (isFromNewer(column(database, 'select name from kysely_migration').map(String), SQLITE_TYPES)) {
    throw new BotError('STORE_NEWER', `${file} was made by a newer Kefu: restore it with that version`);
  }
  return {
    conversations: Number(column(database, 'select count(*) from conversations')[0]),
    lastAt: column(database, 'select max(last_at) from conversations where last_at > 0')[0] as number | null,
    files: tables.has(FILES_TABLE) ? column(database, `select name from ${FILES_TABLE}`).map(String) : [],
  };
}

function column(database: SQLite.Database, query: string): readonly unknown[] {
  return database.prepare(query).pluck().all();
}

export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
