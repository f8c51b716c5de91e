import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { secretFileOf } from '../config/secrets.ts';
import { BotError } from '../contract/errors.ts';
import { restoreBackup } from '../storage/sqlite/restore-backup.ts';
import { writeLine } from './lines.ts';

const USAGE = 'kefu restore FILE [--force]';

/** `kefu restore`: puts a backup in place while Kefu is stopped. */
export async function restore(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { force: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new BotError('BAD_REQUEST', `Which backup? ${USAGE}`);
  const { database, dataDir } = loadConfig(process.env);
  if (database.kind === 'postgres') {
    throw new BotError(
      'BAD_REQUEST',
      'The data is in PostgreSQL: restore it with pg_restore (docs/OPERATIONS.md, "Backup and restore"), or unset KEFU_DATABASE_URL',
    );
  }
  const secretFile = secretFileOf(dataDir);
  const { conversations, lastAt, files, kept } = restoreBackup({
    backup: resolve(file),
    database: database.file,
    files: { [basename(secretFile)]: secretFile },
    isForced: values.force === true,
    now: Date.now,
  });
  const newest = lastAt === null ? 'no message yet' : `newest message of ${new Date(lastAt).toISOString()}`;
  await writeLine(`${database.file}: restored, ${conversations} conversations, ${newest}.`);
  if (!files.includes(basename(secretFile))) {
    await writeLine('The backup holds no secrets: put secrets.json beside it, or Kefu makes new ones and open chats end.');
  }
  for (const path of kept) await writeLine(`Kept what was there before as ${path}; delete it when all is well.`);
  return 0;
}
