import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Lets `write` make a cache file aside and puts it in place, so that readers see the old one or the new one, never a half. A cache that
 * cannot be written (full disk, read-only folder) only costs time at the next start: that is told by `false`, not raised.
 */
export function replaceFile(file: string, write: (aside: string) => void): boolean {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    write(aside);
    renameSync(aside, file);
    return true;
  } catch {
    remove(aside);
    return false;
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing was written either.
  }
}
