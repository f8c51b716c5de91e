import { isMissing, parseNumber, parseYesNo, tidyCell } from './parse-cell.ts';
import { parseDate, type DateOrder } from './parse-date.ts';

export const DATE_ORDERS = ['ymd', 'dmy', 'mdy'] as const satisfies readonly DateOrder[];

const ENOUGH_NUMBERS = 50;

export interface Oddity {
  readonly line: number;
  readonly cell: string;
}

/** What the cells of one column look like; counts are of cells that are not missing. */
export interface ColumnProfile {
  readonly filled: number;
  readonly numbers: number;
  readonly integers: number;
  /** Yes and no in words, and 0 and 1. */
  readonly yesNos: number;
  readonly dates: Readonly<Record<DateOrder, number>>;
  /** Different values, numbers as such, up to the limit. */
  readonly values: ReadonlySet<string | number>;
  readonly isOverLimit: boolean;
  /** No value came twice before the limit. */
  readonly isAllDistinct: boolean;
  /** Each number is the one before plus a constant, as in a column of row numbers. */
  readonly isSequence: boolean;
  readonly firstNoNumber: Oddity | null;
  readonly firstNoDate: Oddity | null;
}

export interface ColumnProfiler {
  add(cell: string, line: number): void;
  profile(): ColumnProfile;
}

/** Looks at cells one by one and keeps counts, at most `limit` different values, and no cell. */
export function profileColumn(limit: number): ColumnProfiler {
  let filled = 0;
  let numbers = 0;
  let integers = 0;
  let yesNos = 0;
  let isOverLimit = false;
  let isAllDistinct = true;
  let isSequence = true;
  let previous = Number.NaN;
  let step = Number.NaN;
  let firstNoNumber: Oddity | null = null;
  let firstNoDate: Oddity | null = null;
  const dates = { ymd: 0, dmy: 0, mdy: 0 };
  const values = new Set<string | number>();

  function addValue(cell: string | number): void {
    // In a column of numbers nothing more is asked of the values; keeping thousands of them takes a third of the time.
    const isAnswered = numbers === filled - 1 && !isAllDistinct && values.size > ENOUGH_NUMBERS;
    if (isOverLimit || isAnswered) return;
    const before = values.size;
    values.add(cell);
    if (values.size === before) isAllDistinct = false;
    else if (before === limit) {
      values.delete(cell);
      isOverLimit = true;
    }
  }

  function addNumber(value: number): void {
    numbers += 1;
    if (Number.isInteger(value)) integers += 1;
    if (value === 0 || value === 1) yesNos += 1;
    if (Number.isNaN(step)) step = value - previous;
    else if (value - previous !== step) isSequence = false;
    previous = value;
  }

  function addDate(cell: string): boolean {
    let isDate = false;
    for (const order of DATE_ORDERS) {
      if (parseDate(cell, order) === null) continue;
      isDate = true;
      dates[order] += 1;
    }
    return isDate;
  }

  return {
    add(raw, line) {
      const cell = tidyCell(raw);
      if (isMissing(cell)) return;
      filled += 1;
      const value = parseNumber(cell);
      addValue(value ?? cell);
      if (value !== null) addNumber(value);
      else {
        firstNoNumber ??= { line, cell };
        if (parseYesNo(cell) !== null) yesNos += 1;
      }
      if (!addDate(cell)) firstNoDate ??= { line, cell };
    },
    profile: () => ({
      filled,
      numbers,
      integers,
      yesNos,
      dates,
      values,
      isOverLimit,
      isAllDistinct,
      isSequence: isSequence && numbers > 2 && step !== 0,
      firstNoNumber,
      firstNoDate,
    }),
  };
}
