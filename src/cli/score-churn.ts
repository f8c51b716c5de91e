import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readKnownTable } from '../churn/table/read-table.ts';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { ascending } from '../numerics/binary-metrics.ts';
import { writeLine } from './lines.ts';
import { LIVE, readTableModel, writeWhole } from '../churn/table-model-file.ts';
import { predictTable } from '../churn/table-model.ts';
import { createProgress } from './train-churn-progress.ts';

const USAGE = 'kefu score churn TABLE.csv [--model FILE.json] [--out FILE.csv]';

/** `kefu score churn`: the customers of a table with their probability of leaving, the highest first, as CSV. */
export async function scoreChurn(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { model: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new BotError('BAD_REQUEST', `Which table? ${USAGE}`);
  const { model, columns, roles } = readTableModel(values.model ?? join(loadConfig(process.env).modelsDir, 'churn', LIVE));
  const progress = createProgress();
  try {
    const { frame, customers, customerIds, lines } = await readKnownTable(file, {
      columns,
      customer: roles.customer,
      time: roles.time,
      onProgress: (rows, of) => progress.report(of === null ? 'Counting the rows' : 'Reading the rows', rows, of),
    });
    const p = predictTable(model, frame);
    progress.end();
    const idOf = (row: number): string => (customers === null ? '' : (customerIds[customers[row] ?? 0] ?? ''));
    const rows = Array.from(
      ascending(p).toReversed(),
      (row) => `${quoted(idOf(row))},${lines[row] ?? 0},${(p[row] ?? 0).toFixed(6)}`,
    );
    const table = ['customer,line,probability', ...rows];
    if (values.out === undefined) for (const line of table) await writeLine(line);
    else {
      // A byte order mark, so that spreadsheets read Chinese ids as such.
      const written = writeWhole(dirname(values.out), basename(values.out), `\ufeff${table.join('\n')}\n`);
      await writeLine(`${rows.length} customers: ${written}`);
    }
  } finally {
    progress.end();
  }
  return 0;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
