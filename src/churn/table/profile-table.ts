import { BotError } from '../../contract/errors.ts';
import { isMissing, tidyCell } from './parse-cell.ts';
import { profileColumn, type ColumnProfile } from './profile-column.ts';
import { labelOf } from './read-label.ts';
import { rowsOf, type Source } from './source.ts';

/** What a table looks like, from one pass over it that keeps counts and no rows. */
export interface TableProfile {
  /** Rows with a label, or all of them where no label was asked for. */
  readonly rows: number;
  readonly unlabelled: number;
  /** One a column of the header. */
  readonly columns: readonly ColumnProfile[];
  /** Forms of the label (see `labelOf`) and how often each occurs, at most 1,000 of them. */
  readonly labels: ReadonlyMap<string, number>;
}

const MOST_VALUES = 10_000;
/** Of all columns together, so that a table of many columns does not fill the memory with texts. */
const MOST_VALUES_TOGETHER = 2_000_000;
const MOST_LABELS = 1_000;

/**
 * Reads the whole table once. `label` is a column's name or null; `onRow` hears of each row. Raises TRAINING_DATA_INVALID when there is
 * nothing to read.
 */
export async function profileTable(source: Source, label: string | null, onRow: () => void): Promise<TableProfile> {
  const { header, file } = source;
  const at = label === null ? -1 : header.indexOf(label);
  const limit = Math.min(MOST_VALUES, Math.floor(MOST_VALUES_TOGETHER / header.length));
  const profilers = header.map(() => profileColumn(limit));
  const labels = new Map<string, number>();
  let rows = 0;
  let unlabelled = 0;
  for await (const { cells, line } of rowsOf(source)) {
    onRow();
    if (label !== null) {
      const form = labelOf(cells[at] ?? '');
      if (isMissing(form)) {
        unlabelled += 1;
        continue;
      }
      if (labels.has(form) || labels.size < MOST_LABELS) labels.set(form, (labels.get(form) ?? 0) + 1);
    }
    rows += 1;
    for (const [n, profiler] of profilers.entries()) profiler.add(cells[n] ?? '', line);
  }
  if (rows === 0) {
    const what = unlabelled > 0 ? `the label "${label ?? ''}" is empty in each row` : 'there is no row under the header';
    throw new BotError('TRAINING_DATA_INVALID', `${file}: ${what}: export one row a customer, with what became of them`);
  }
  return { rows, unlabelled, columns: profilers.map((profiler) => profiler.profile()), labels };
}

/** Whether a row has a label at this column's number. */
export function hasLabel(cells: readonly string[], at: number): boolean {
  return !isMissing(tidyCell(cells[at] ?? ''));
}
