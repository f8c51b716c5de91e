import { BotError } from '../../contract/errors.ts';
import type { CategoryColumn, FrameColumn, NumberColumn } from '../frame.ts';
import { fillCategory, fillColumn } from './fill-column.ts';
import { isMissing, tidyCell } from './parse-cell.ts';
import type { ColumnPlan } from './plan-columns.ts';
import { hasLabel } from './profile-table.ts';
import { labelOf } from './read-label.ts';
import { rowsOf, type Source } from './source.ts';
import type { Table, TableRoles } from './table.ts';

const DAY_MS = 86_400_000;
/** 1.6 GB of numbers. */
const MOST_CELLS = 200_000_000;

export interface FillOptions {
  readonly plan: ColumnPlan;
  readonly roles: TableRoles;
  /** As counted before: the arrays are made for this many rows. */
  readonly rows: number;
  /** The form of the label (see `labelOf`) that means "left"; null without a label. */
  readonly positive: string | null;
  readonly onRow: () => void;
}

/** Reads the rows into typed columns. Raises TRAINING_DATA_INVALID with line and value where a cell is not of its column's type. */
export async function fillTable(source: Source, options: FillOptions): Promise<Omit<Table, 'unlabelled'>> {
  const { plan, roles, rows, positive, onRow } = options;
  const { file, header } = source;
  if (rows * plan.used.length > MOST_CELLS) {
    const what = `${file} has ${rows} rows of ${plan.used.length} columns, and ${MOST_CELLS} cells are read`;
    throw new BotError('TRAINING_DATA_INVALID', `${what}: export fewer columns, or a sample of the customers`);
  }
  const at = (name: string | null): number => (name === null ? -1 : header.indexOf(name));
  const label = at(roles.label);
  const customer = at(roles.customer);
  const when = at(roles.time);
  const fillers = [
    ...plan.used.map((column) => ({ n: at(column.source), filler: fillColumn(file, column, rows) })),
    ...roles.groups.map((name) => ({ n: at(name), filler: fillCategory(name, rows) })),
  ];
  const time =
    plan.timeType === null
      ? null
      : fillColumn(file, { source: roles.time ?? '', name: roles.time ?? '', type: plan.timeType }, rows);
  const y = new Uint8Array(rows);
  const lines = new Uint32Array(rows);
  const customers = customerCodes(rows);
  let row = 0;
  for await (const { cells, line } of rowsOf(source)) {
    onRow();
    if (label >= 0 && !hasLabel(cells, label)) continue;
    if (row === rows) break;
    lines[row] = line;
    if (label >= 0) y[row] = labelOf(cells[label] ?? '') === positive ? 1 : 0;
    for (const { n, filler } of fillers) filler.add(row, cells[n] ?? '', line);
    if (customer >= 0) customers.add(row, cells[customer] ?? '', line);
    time?.add(row, cells[when] ?? '', line);
    row += 1;
  }
  if (row < rows) throw new BotError('TRAINING_DATA_INVALID', `${file} changed while it was read: try again`);
  const columns = fillers.map(({ filler }) => filler.column());
  const times = time === null ? null : timesOf(file, roles.time ?? '', lines, time.column());
  return {
    file: source.facts,
    frame: { rows, columns: withDays(columns.slice(0, plan.used.length), plan, times) },
    used: plan.used,
    ignored: plan.ignored,
    y,
    lines,
    customers: roles.customer === null ? null : customers.codes,
    customerIds: customers.ids,
    times,
    groups: columns.slice(plan.used.length).filter((column): column is CategoryColumn => column.kind === 'category'),
  };
}

function customerCodes(rows: number) {
  const codes = new Int32Array(rows);
  const ids: string[] = [];
  const known = new Map<string, number>();
  return {
    codes,
    ids,
    add(row: number, cell: string, line: number): void {
      const id = tidyCell(cell);
      const isNameless = isMissing(id);
      const code = (isNameless ? undefined : known.get(id)) ?? ids.length;
      if (code === ids.length) {
        ids.push(isNameless ? `line ${line}` : id);
        if (!isNameless) known.set(id, code);
      }
      codes[row] = code;
    },
  };
}

function timesOf(file: string, name: string, lines: Uint32Array, column: FrameColumn): Float64Array | null {
  if (column.kind !== 'number') return null;
  const { values } = column;
  const empty = values.findIndex((value) => Number.isNaN(value));
  if (empty >= 0) {
    const what = `${file}:${lines[empty] ?? 0}: the time column "${name}" is empty`;
    throw new BotError(
      'TRAINING_DATA_INVALID',
      `${what}: give each row the day on which its facts were known, or leave --time out`,
    );
  }
  return values;
}

/** Instants become days before the row's time, or before the newest date of the table. */
function withDays(columns: readonly FrameColumn[], { used }: ColumnPlan, times: Float64Array | null): readonly FrameColumn[] {
  const dates = columns.filter(
    (column, n): column is NumberColumn => column.kind === 'number' && used[n]?.type.startsWith('date') === true,
  );
  let newest = Number.NEGATIVE_INFINITY;
  for (const { values } of dates) for (const value of values) if (value > newest) newest = value;
  for (const { values } of dates) {
    for (let row = 0; row < values.length; row += 1) values[row] = ((times?.[row] ?? newest) - (values[row] ?? 0)) / DAY_MS;
  }
  return columns;
}
