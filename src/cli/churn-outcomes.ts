import { parseArgs } from 'node:util';
import { readOutcomes } from '../churn/table/read-outcomes.ts';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createSqlChurnRecords } from '../storage/sql/churn-records.ts';
import { writeLine } from './lines.ts';

const USAGE = 'kefu churn outcomes TABLE.csv [--customer COLUMN] [--left COLUMN] [--at COLUMN]';

/** `kefu churn outcomes`: what became of customers, from a table, beside their scores. All rows or none. */
export async function churnOutcomes(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      customer: { type: 'string', default: 'customer' },
      left: { type: 'string', default: 'left' },
      at: { type: 'string', default: 'at' },
    },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new BotError('BAD_REQUEST', `Which table? ${USAGE}`);
  const outcomes = await readOutcomes(file, values, Date.now());
  const database = await openDatabase(loadConfig(process.env).database);
  try {
    await database.migrate();
    await createSqlChurnRecords({ db: database.db, now: Date.now }).saveOutcomes(outcomes);
  } finally {
    await database.db.destroy();
  }
  const left = outcomes.filter(({ hasLeft }) => hasLeft).length;
  await writeLine(`${outcomes.length} outcomes taken: ${left} left, ${outcomes.length - left} stayed.`);
  return 0;
}
