import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';

const OTHERS = 0o077;
/** Set on folders that everybody uses, such as /tmp. */
const STICKY = 0o1000;

/** Makes the folder, readable by its owner only, where it is missing. One that is there stays as it is. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Makes an empty file, readable by its owner only, where it is missing. What SQLite puts beside a database takes the database's mode. */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}

/**
 * Takes from everybody else what they may do with these files and folders, and returns the paths that this changed. Left alone are paths
 * that are missing, that belong to another user, and folders that are meant for everybody.
 */
export function keepPrivate(paths: readonly string[]): readonly string[] {
  const own = process.getuid?.();
  return paths.filter((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.uid !== own || found === undefined) return false;
    if ((found.mode & OTHERS) === 0 || (found.isDirectory() && (found.mode & STICKY) !== 0)) return false;
    chmodSync(path, found.mode & 0o7777 & ~OTHERS);
    return true;
  });
}

/** The files of a SQLite database: the file itself, its log, and the log's index. */
export function filesOfDatabase(file: string): readonly [string, string, string] {
  return [file, `${file}-wal`, `${file}-shm`];
}
