import type { ChurnOutcome } from '../../contract/churn-records.ts';
import { BotError } from '../../contract/errors.ts';
import { inspectFile } from './inspect-file.ts';
import { parseYesNo, tidyCell } from './parse-cell.ts';
import { parseDate } from './parse-date.ts';
import { detectDelimiter } from './read-records.ts';
import { openSource, rowsOf } from './source.ts';

/** Names in the file's header. */
export interface OutcomeColumns {
  readonly customer: string;
  readonly left: string;
  readonly at: string;
}

const LONGEST_ID = 128;

/**
 * A CSV of what became of customers: a row each with their number, yes or no (1/0, 是/否), and the day on which that was known. Raises
 * BAD_REQUEST when it cannot be read and TRAINING_DATA_INVALID with line and value, so that a file is taken whole or not at all.
 */
export async function readOutcomes(file: string, columns: OutcomeColumns, now: number): Promise<readonly ChurnOutcome[]> {
  const facts = await inspectFile(file);
  const source = await openSource(file, { ...facts, delimiter: await detectDelimiter(file, facts.encoding) });
  const placeOf = (role: keyof OutcomeColumns): number => {
    const place = source.header.indexOf(columns[role]);
    if (place !== -1) return place;
    const what = `${file} has no column "${columns[role]}"`;
    throw new BotError('TRAINING_DATA_INVALID', `${what}: name the right one with --${role}; it has ${source.header.join(', ')}`);
  };
  const places = { customer: placeOf('customer'), left: placeOf('left'), at: placeOf('at') };
  const outcomes: ChurnOutcome[] = [];
  for await (const { cells, line } of rowsOf(source)) {
    const cell = (role: keyof OutcomeColumns): string => tidyCell(cells[places[role]] ?? '');
    const refuse = (role: keyof OutcomeColumns, what: string): never => {
      throw new BotError('TRAINING_DATA_INVALID', `${file}:${line}: "${cell(role).slice(0, 40)}" in "${columns[role]}" ${what}`);
    };
    const shopCustomerId = cell('customer');
    if (shopCustomerId === '' || shopCustomerId.length > LONGEST_ID) refuse('customer', 'is no customer number');
    const hasLeft = leftOf(cell('left')) ?? refuse('left', 'is neither yes nor no: write 1 or 0');
    const at = parseDate(cell('at'), 'ymd') ?? refuse('at', 'is no date: write it as 2026-03-31');
    if (at > now) refuse('at', 'lies in the future');
    outcomes.push({ shopCustomerId, hasLeft, at });
  }
  return outcomes;
}

function leftOf(cell: string): boolean | null {
  const answer = parseYesNo(cell) ?? (cell === '1' ? 1 : cell === '0' ? 0 : null);
  return answer === null ? null : answer === 1;
}
