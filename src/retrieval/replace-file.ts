import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a cache file so that readers see the old one or the new one, never a half. A cache that cannot be written (full disk, read-only
 * folder) only costs time at the next start: that is told by `false`, not raised.
 */
export function writeWhole(file: string, bytes: Buffer | string): boolean {
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
