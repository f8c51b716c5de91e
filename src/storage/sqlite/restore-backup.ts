import { copyFileSync, constants, existsSync, linkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { BotError } from '../../contract/errors.ts';
import { checkBackup, codeOf, FILES_TABLE, type BackupContents } from './backup-file.ts';
import { holdDatabase } from './hold-database.ts';
import { filesOfDatabase, makePrivateFile, makePrivateFolder } from './keep-private.ts';

export interface RestoreRequest {
  readonly backup: string;
  /** Where the database goes. */
  readonly database: string;
  /** Where each of the other files goes, by its name in the backup. Others in the backup are not written. */
  readonly files: Readonly<Record<string, string>>;
  /** Lets it take the place of a database that holds something. That one is kept beside it. */
  readonly isForced: boolean;
  readonly now: () => number;
}

export interface Restored extends BackupContents {
  /** Where the files went that were there before. */
  readonly kept: readonly string[];
}

/**
 * Puts a backup in the place of a database that nobody uses. Until its last step, one rename, the old database stays in place; it and files
 * of other content are kept under a name with the time in it.
 * Raises STORE_IN_USE, CONFLICT when the place is taken and `isForced` is false, BAD_REQUEST and STORE_NEWER as `checkBackup` says, and
 * STORE_UNAVAILABLE when writing fails.
 */
export function restoreBackup({ backup, database, files, isForced, now }: RestoreRequest): Restored {
  const contents = checkBackup(backup);
  const isTaken = existsSync(database) && statSync(database).size > 0;
  const held = isTaken ? hold(database, isForced) : null;
  try {
    if (isTaken && !isForced) {
      throw new BotError('CONFLICT', `${database} holds data already: to put the backup in its place, repeat with --force`);
    }
    const suffix = `before-restore-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`;
    const aside = `${database}.restoring`;
    try {
      const written = copyAside(backup, database, aside);
      const kept = [
        ...Object.entries(files).flatMap(([name, place]) => replaceFile(place, written.get(name), suffix)),
        ...replaceDatabase(aside, database, suffix),
      ];
      return { ...contents, kept };
    } catch (error) {
      if (error instanceof BotError) throw error;
      throw new BotError(
        'STORE_UNAVAILABLE',
        `The backup could not be put at ${database} (${codeOf(error)}): check that its folder can be written and has room`,
        { cause: error },
      );
    } finally {
      rmSync(aside, { force: true });
    }
  } finally {
    held?.close();
  }
}

/** A damaged database, the usual reason for a restore, cannot be held; with --force it is replaced as it is. */
function hold(database: string, isForced: boolean): SQLite.Database | null {
  try {
    return holdDatabase(database);
  } catch (error) {
    if (error instanceof BotError) throw error;
    if (isForced) return null;
    throw new BotError(
      'CONFLICT',
      `${database} cannot be read (${codeOf(error)}): to replace it by the backup, repeat with --force`,
      {
        cause: error,
      },
    );
  }
}

/** The backup without its own table, closed and ready; returns what that table held. */
function copyAside(backup: string, database: string, aside: string): ReadonlyMap<string, Buffer> {
  makePrivateFolder(dirname(database));
  rmSync(aside, { force: true });
  makePrivateFile(aside);
  copyFileSync(backup, aside);
  const copy = new SQLite(aside);
  try {
    const hasFiles = copy.prepare('select 1 from sqlite_master where name = ?').get(FILES_TABLE) !== undefined;
    const rows = hasFiles ? copy.prepare(`select name, bytes from ${FILES_TABLE}`).all() : [];
    copy.pragma('journal_mode = delete');
    copy.pragma('synchronous = full');
    copy.pragma('secure_delete = on');
    copy.exec(`drop table if exists ${FILES_TABLE}`);
    return new Map((rows as readonly { name: string; bytes: Buffer }[]).map(({ name, bytes }) => [name, bytes]));
  } finally {
    copy.close();
  }
}

function replaceFile(place: string, bytes: Buffer | undefined, suffix: string): readonly string[] {
  if (bytes === undefined) return [];
  makePrivateFolder(dirname(place));
  const kept = keepAside(place, suffix);
  const aside = join(dirname(place), `.${basename(place)}.restoring`);
  writeFileSync(aside, bytes, { mode: 0o600, flush: true });
  renameSync(aside, place);
  return kept;
}

/** A log that was left beside the old database must never meet the new one: SQLite would write its pages into it. */
function replaceDatabase(aside: string, database: string, suffix: string): readonly string[] {
  const [, ...beside] = filesOfDatabase(database);
  const kept = keepAside(database, suffix);
  for (const file of beside.filter((each) => existsSync(each))) renameSync(file, `${file}.${suffix}`);
  renameSync(aside, database);
  return kept;
}

/** Gives what stands there a second name, so that it never is without one. */
function keepAside(file: string, suffix: string): readonly string[] {
  if (!existsSync(file) || statSync(file).size === 0) return [];
  const kept = `${file}.${suffix}`;
  try {
    linkSync(file, kept);
  } catch {
    copyFileSync(file, kept, constants.COPYFILE_EXCL);
  }
  return [kept];
}
