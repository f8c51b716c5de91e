import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Lets `write` make a file aside and puts it in place, so that readers see the old one or the new one, never a half, whichever process
 * reads or writes meanwhile. Makes the folder. Raises what the file system or `write` raises; then the old file stands and nothing is
 * left aside.
 */
export function replaceFile(file: string, write: (aside: string) => void): void {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    write(aside);
    renameSync(aside, file);
  } catch (error) {
    remove(aside);
    throw error;
  }
}

/**
 * `replaceFile` of a cache, which only saves time: where it cannot be written (full disk, read-only folder) the answer is `false`, and the
 * work is done again at the next start.
 */
export function replaceCache(file: string, write: (aside: string) => void): boolean {
  try {
    replaceFile(file, write);
    return true;
  } catch {
    return false;
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What could not be written need not be there to be removed: the folder itself may be a file.
  }
}
