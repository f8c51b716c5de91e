import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { readSecretFile, secretFileOf } from '../config/secrets.ts';
import { BotError } from '../contract/errors.ts';
import { moveDatabase } from '../storage/move/move-database.ts';
import { withoutPassword } from '../storage/postgres/open-database.ts';
import { writeLine } from './lines.ts';

const USAGE = 'kefu move --to postgres://USER:PASSWORD@HOST/DATABASE [--restart]';

/** `kefu move`: from SQLite to PostgreSQL, while Kefu is stopped. */
export async function move(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' }, restart: { type: 'boolean' } } });
  const { to } = values;
  if (to === undefined || !/^postgres(ql)?:\/\//.test(to) || !URL.canParse(to)) {
    throw new BotError('BAD_REQUEST', `Where to? ${USAGE}`);
  }
  const { database, dataDir } = loadConfig(process.env);
  if (database.kind === 'postgres') {
    throw new BotError(
      'BAD_REQUEST',
      'KEFU_DATABASE_URL names PostgreSQL: unset it, or let it name the SQLite file to move from',
    );
  }
  if (!existsSync(database.file)) throw new BotError('BAD_REQUEST', `${database.file} does not exist: there is nothing to move`);
  await moveDatabase({
    from: database.file,
    to,
    secrets: { ...readSecretFile(dataDir) },
    isRestart: values.restart === true,
    onTable: (table, { rows, sum }) =>
      writeLine(`${table.padEnd(22)} ${String(rows).padStart(9)} rows  ${sum.slice(0, 16)}  equal`),
  });
  await writeLine(`Moved. Start Kefu with KEFU_DATABASE_URL naming ${withoutPassword(to)}.`);
  await writeLine(`${database.file} and ${secretFileOf(dataDir)} are as they were; delete them when all is well.`);
  return 0;
}
