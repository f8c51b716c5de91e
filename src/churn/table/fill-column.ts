import { BotError } from '../../contract/errors.ts';
import type { FrameColumn } from '../frame.ts';
import { isMissing, parseNumber, parseYesNo, tidyCell } from './parse-cell.ts';
import { parseDate, type DateOrder } from './parse-date.ts';
import type { UsedColumn } from './table.ts';

/** Takes the cells of one column in the order of the rows. */
export interface ColumnFiller {
  /** Raises TRAINING_DATA_INVALID with line and value when the cell is not of the column's type. */
  add(row: number, cell: string, line: number): void;
  column(): FrameColumn;
}

/** Milliseconds since the epoch, in a column of numbers, for the types that are dates. */
export function fillColumn(file: string, { source, name, type }: UsedColumn, rows: number): ColumnFiller {
  switch (type) {
    case 'category':
      return fillCategory(name, rows);
    case 'number':
      return fillNumber(file, source, name, rows, 'number', parseNumber);
    case 'yes-no':
      return fillNumber(file, source, name, rows, 'yes or no', (cell) => parseYesNo(cell) ?? zeroOrOne(cell));
    case 'date':
      return fillNumber(file, source, name, rows, 'date', dateReader('ymd'));
    case 'date-dmy':
      return fillNumber(file, source, name, rows, 'date with the day first', dateReader('dmy'));
    case 'date-mdy':
      return fillNumber(file, source, name, rows, 'date with the month first', dateReader('mdy'));
    default:
      throw new Error(`No such type: ${String(type satisfies never)}`);
  }
}

export function fillCategory(name: string, rows: number): ColumnFiller {
  const codes = new Int32Array(rows).fill(-1);
  const known = new Map<string, number>();
  return {
    add(row, raw) {
      const cell = tidyCell(raw);
      if (isMissing(cell)) return;
      const code = known.get(cell) ?? known.size;
      known.set(cell, code);
      codes[row] = code;
    },
    column: () => ({ kind: 'category', name, levels: [...known.keys()], codes }),
  };
}

function fillNumber(
  file: string,
  source: string,
  name: string,
  rows: number,
  what: string,
  parse: (cell: string) => number | null,
): ColumnFiller {
  const values = new Float64Array(rows).fill(Number.NaN);
  return {
    add(row, raw, line) {
      const cell = tidyCell(raw);
      if (isMissing(cell)) return;
      const value = parse(cell);
      if (value === null) {
        throw new BotError(
          'TRAINING_DATA_INVALID',
          `${file}:${line}: "${cell.slice(0, 40)}" in the column "${source}" is no ${what}: correct the cell or leave it empty`,
        );
      }
      values[row] = value;
    },
    column: () => ({ kind: 'number', name, values }),
  };
}

function zeroOrOne(cell: string): number | null {
  const value = parseNumber(cell);
  return value === 0 || value === 1 ? value : null;
}

function dateReader(order: DateOrder): (cell: string) => number | null {
  return (cell) => parseDate(cell, order);
}
