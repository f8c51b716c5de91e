import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { secretFileOf } from '../config/secrets.ts';
import { BotError } from '../contract/errors.ts';
import { writeBackup } from '../storage/sqlite/write-backup.ts';
import { writeLine } from './lines.ts';

const USAGE = 'kefu backup FILE-OR-FOLDER';

/** `kefu backup`: one file with everything that a restore needs, taken while Kefu serves. */
export async function backup(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const [place, ...others] = positionals;
  if (place === undefined || others.length > 0) throw new BotError('BAD_REQUEST', `Where to? ${USAGE}`);
  const { database, dataDir } = loadConfig(process.env);
  if (database.kind === 'postgres') {
    throw new BotError(
      'BAD_REQUEST',
      'The data is in PostgreSQL: back it up with pg_dump (docs/OPERATIONS.md, "Backup and restore"), secrets included',
    );
  }
  const target = targetOf(place, new Date());
  const { bytes, conversations, lastAt, files } = await writeBackup({
    database: database.file,
    files: [secretFileOf(dataDir)],
    target,
  });
  const newest = lastAt === null ? 'no message yet' : `newest message of ${new Date(lastAt).toISOString()}`;
  await writeLine(
    `${target}: ${(bytes / 1_000_000).toFixed(1)} MB, ${conversations} conversations, ${newest}; read back and whole.`,
  );
  if (files.length > 0) await writeLine(`It holds ${files.join(', ')} too: keep it as safe as the data folder.`);
  return 0;
}

/** In a folder, a name that tells the time and sorts by it. */
function targetOf(place: string, now: Date): string {
  const isFolder = /[/\\]$/.test(place) || (statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false);
  return resolve(isFolder ? join(place, `kefu-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.backup`) : place);
}
