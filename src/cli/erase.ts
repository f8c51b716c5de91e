import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { openDatabase } from '../storage/open-database.ts';
import { eraseCustomer } from '../storage/sql/erase-customer.ts';
import { writeLine } from './lines.ts';

const USAGE = 'kefu erase --customer ID [--dry-run] [--json]';

/** `kefu erase`: one customer, everywhere, while Kefu serves. */
export async function erase(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { customer: { type: 'string' }, 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (!values.customer) throw new BotError('BAD_REQUEST', `Which customer? ${USAGE}`);
  const isDryRun = values['dry-run'] === true;
  const config = loadConfig(process.env);
  const database = await openDatabase(config.database);
  try {
    await database.migrate();
    const request = { db: database.db, customerId: values.customer, isDryRun, now: Date.now, newId: randomUUID };
    const { rows, otherIds } = await eraseCustomer(request);
    if (values.json) {
      await writeLine(JSON.stringify({ isDryRun, rows, otherIds }));
      return 0;
    }
    const counts = Object.entries(rows);
    if (counts.length === 0) await writeLine('Nothing is kept of this customer.');
    for (const [table, count] of counts) await writeLine(`${table.padEnd(22)} ${String(count).padStart(7)}`);
    if (counts.length > 0)
      await writeLine(isDryRun ? 'Nothing was changed; without --dry-run these rows are deleted or emptied.' : 'Erased.');
    if (otherIds.length > 0) {
      await writeLine(
        `The same conversations named this person ${otherIds.join(', ')}: erase these too if they are nobody else's.`,
      );
    }
    if (counts.length > 0 && !isDryRun) await writeLine(REMAINS);
  } finally {
    await database.db.destroy();
  }
  return 0;
}

const REMAINS =
  'Not reached from here: backups made before, the shop’s own records, the channel’s (Teams, Slack, …), and words in the memory of a running Kefu, which go at its next start.';
