import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { BotError } from '../../contract/errors.ts';
import { checkBackup, codeOf, FILES_TABLE, type BackupContents } from './backup-file.ts';

export interface BackupRequest {
  /** The database file; Kefu may be serving from it. */
  readonly database: string;
  /** Files beside it that a restore needs; those that are missing are left out. */
  readonly files: readonly string[];
  /** Where the backup goes; nothing may stand there. */
  readonly target: string;
}

export interface WrittenBackup extends BackupContents {
  readonly bytes: number;
}

/** All pages in one step: between two steps a writer would make SQLite begin again. Readers and writers do not wait for it. */
const ALL_PAGES = 0x7fff_ffff;

/**
 * Copies the database as it is at one moment, with the files, into one new file that only its owner can read. The copy is written aside,
 * read from end to end, flushed to the disk, and only then put in place: a file of this name is always a whole backup.
 * Raises CONFLICT when something stands at the target, STORE_NEWER when a newer Kefu made the database, STORE_UNAVAILABLE when it is
 * damaged, or reading or writing fails.
 */
export async function writeBackup({ database, files, target }: BackupRequest): Promise<WrittenBackup> {
  if (existsSync(target)) throw new BotError('CONFLICT', `${target} exists: name a file that does not, or a folder`);
  const aside = `${target}.${process.pid}.part`;
  try {
    closeSync(openSync(aside, 'wx', 0o600));
    await copyDatabase(database, aside);
    addFiles(aside, files);
    const contents = checkBackup(aside);
    flush(aside);
    putInPlace(aside, target);
    flush(dirname(target));
    return { ...contents, bytes: statSync(target).size };
  } catch (error) {
    if (error instanceof BotError && error.code !== 'BAD_REQUEST') throw error;
    if (error instanceof BotError) {
      throw new BotError(
        'STORE_UNAVAILABLE',
        `${database} is damaged, or not Kefu's: keep it, and restore the last good backup`,
        {
          cause: error,
        },
      );
    }
    throw new BotError(
      'STORE_UNAVAILABLE',
      `The backup ${target} could not be written (${codeOf(error)}): check that its folder exists, can be written and has room`,
      { cause: error },
    );
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(aside + end, { force: true });
  }
}

async function copyDatabase(file: string, target: string): Promise<void> {
  const source = new SQLite(file, { fileMustExist: true, timeout: 5_000 });
  try {
    await source.backup(target, { progress: () => ALL_PAGES });
  } finally {
    source.close();
  }
}

function addFiles(backup: string, files: readonly string[]): void {
  const database = new SQLite(backup);
  try {
    // Without a write-ahead log it is one file, whatever happens.
    database.pragma('journal_mode = delete');
    database.exec(`create table ${FILES_TABLE} (name text primary key, bytes blob not null) strict`);
    const add = database.prepare(`insert into ${FILES_TABLE} values (?, ?)`);
    for (const file of files.filter((each) => existsSync(each))) add.run(basename(file), readFileSync(file));
  } finally {
    database.close();
  }
}

/** Never over a file that came there meanwhile; where the file system knows no links, over none that was there at the start. */
function putInPlace(aside: string, target: string): void {
  try {
    linkSync(aside, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new BotError('CONFLICT', `${target} exists: name a file that does not`, { cause: error });
    renameSync(aside, target);
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
