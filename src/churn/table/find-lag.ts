import type { Frame, FrameColumn } from '../frame.ts';

/** Each row n + `rows` of the table repeats row n, with the same constant added to each number. */
export interface Lag {
  readonly rows: number;
  /** Whether row n and row n + `rows` are such a pair; n is any row number. */
  isPair(row: number): boolean;
}

/** Pairs that a lag is judged by. */
const SAMPLES = 40;
/** Share of the compared cells that must differ by the same amount in one pair as in the next. */
const SURE = 0.95;
/** Share of the columns in which a pair must differ as most pairs do. */
const PAIR = 0.8;
const FEWEST_COLUMNS = 5;
const FEWEST_PAIRS = 50;
/** Below this share in the first columns a lag is not looked at further. */
const GIVEN_UP = 0.8;
/** Of longer tables only the lags of two to ten whole copies are tried. */
const MOST_ROWS_FOR_ALL_LAGS = 200_000;
const MOST_COPIES = 10;

/**
 * The lag of a table that was made longer by appending a changed copy of itself, as data sets are that were "augmented". A constant that
 * is added to a column hides the copy from a comparison of cells; it does not hide that the difference is the same in each pair. Null when
 * there is no such lag.
 */
export function findLag(frame: Frame): Lag | null {
  const { rows } = frame;
  const columns = frame.columns.map(differencesOf).filter((difference) => isVaried(difference, rows));
  if (columns.length < FEWEST_COLUMNS || rows < 2 * FEWEST_PAIRS) return null;
  let best = { lag: 0, score: 0 };
  for (const lag of lagsOf(rows)) {
    const score = agreement(columns, rows, lag);
    if (score > best.score) best = { lag, score };
  }
  if (best.score < SURE) return null;
  const usual = columns.map((difference) => mostFrequent(difference, rows, best.lag));
  return {
    rows: best.lag,
    isPair(row) {
      if (row + best.lag >= rows) return false;
      let alike = 0;
      let known = 0;
      for (const [n, difference] of columns.entries()) {
        const value = difference(row, row + best.lag);
        if (value === null) continue;
        known += 1;
        if (value === usual[n]) alike += 1;
      }
      return known >= FEWEST_COLUMNS && alike >= PAIR * known;
    },
  };
}

function lagsOf(rows: number): readonly number[] {
  return rows > MOST_ROWS_FOR_ALL_LAGS
    ? Array.from({ length: MOST_COPIES - 1 }, (_, n) => Math.round(rows / (n + 2)))
    : Array.from({ length: rows - 2 * FEWEST_PAIRS + 1 }, (_, n) => FEWEST_PAIRS + n);
}

/** How much two rows differ in a column, null where one of them is not known. Two categories differ by 0 or by 1. */
type Difference = (row: number, other: number) => number | null;

function differencesOf(column: FrameColumn): Difference {
  if (column.kind === 'category') {
    const { codes } = column;
    return (row, other) => ((codes[row] ?? -1) < 0 || (codes[other] ?? -1) < 0 ? null : codes[row] === codes[other] ? 0 : 1);
  }
  const { values } = column;
  return (row, other) => {
    const difference = (values[other] ?? Number.NaN) - (values[row] ?? Number.NaN);
    // Decimal fractions are not exact: 125.3 - 100.3 and 149.9 - 124.9 are the same 25.
    return Number.isNaN(difference) ? null : Math.round(difference * 1e6) / 1e6;
  };
}

/** Whether the differences of rows that have nothing to do with each other vary; in columns that are nearly constant they do not. */
function isVaried(difference: Difference, rows: number): boolean {
  return agreement([difference], rows, Math.max(1, Math.floor(rows * 0.381966))) < 0.7;
}

/** Share of the cells, over sampled pairs of rows at this lag, that differ by the same amount as in the pair before. */
function agreement(columns: readonly Difference[], rows: number, lag: number): number {
  const step = Math.max(1, Math.floor((rows - lag) / SAMPLES));
  let same = 0;
  let compared = 0;
  for (const [n, difference] of columns.entries()) {
    let previous: number | null = null;
    for (let row = n % step; row + lag < rows; row += step) {
      const value = difference(row, row + lag);
      if (value === null) continue;
      if (previous !== null) {
        compared += 1;
        if (value === previous) same += 1;
      }
      previous = value;
    }
    // Most lags are given up after a few columns.
    if (n >= 2 && same < GIVEN_UP * compared) return 0;
  }
  return compared < SAMPLES ? 0 : same / compared;
}

function mostFrequent(difference: Difference, rows: number, lag: number): number | null {
  const counts = new Map<number, number>();
  for (let row = 0; row + lag < rows; row += 1) {
    const value = difference(row, row + lag);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
