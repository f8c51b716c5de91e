import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a cache file whole or not at all, whichever process reads or writes it meanwhile. A cache only saves time: where it cannot be
 * written (full disk, read-only folder) the answer is `false` and the work is done again at the next start.
 */
export function writeAside(file: string, bytes: Buffer): boolean {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(aside, bytes);
    renameSync(aside, file);
    return true;
  } catch {
    discard(aside);
    return false;
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What could not be written need not be there to be removed: the folder itself may be a file.
  }
}
