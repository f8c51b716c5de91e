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
    rmSync(aside, { force: true });
    return false;
  }
}
