import { areaUnderCurve } from '../../numerics/binary-metrics.ts';
import type { Frame, FrameColumn } from '../frame.ts';

/** A column that by itself tells the classes apart, as only what is written down after a customer has left does. */
export interface Leak {
  /** The column's name in the frame. */
  readonly column: string;
  /** Its values, or whether it has one. */
  readonly by: 'value' | 'missing';
  /** Area under the curve of this column alone, at least .5. */
  readonly auc: number;
}

export const LEAK_AUC = 0.99;
/** Of each class; the area under the curve does not depend on the share of the classes. */
const MOST_ROWS_OF_A_CLASS = 20_000;
/** A column known of fewer rows of a class says nothing about that class by its values. */
const FEWEST_OF_A_CLASS = 10;
/** A number of up to this many different values may separate without a direction: 3 left, 1 and 5 stayed. */
const FEW_VALUES = 50;

/** The columns whose values, or whose gaps, separate who left (y = 1) from who stayed with an area under the curve above .99. */
export function findLeaks(frame: Frame, y: Uint8Array): readonly Leak[] {
  const rows = [...sampleOf(y, 0), ...sampleOf(y, 1)];
  return frame.columns.flatMap((column): readonly Leak[] => {
    const isKnown = (row: number): boolean =>
      column.kind === 'number' ? !Number.isNaN(column.values[row]) : (column.codes[row] ?? -1) >= 0;
    const gaps = separation(rows, y, (row) => (isKnown(row) ? 0 : 1));
    if (gaps > LEAK_AUC) return [{ column: column.name, by: 'missing', auc: gaps }];
    const values = separationByValue(column, rows.filter(isKnown), y);
    return values > LEAK_AUC ? [{ column: column.name, by: 'value', auc: values }] : [];
  });
}

function sampleOf(y: Uint8Array, label: 0 | 1): readonly number[] {
  const count = y.reduce((sum, value) => sum + (value === label ? 1 : 0), 0);
  const step = Math.max(1, Math.ceil(count / MOST_ROWS_OF_A_CLASS));
  const rows: number[] = [];
  let seen = 0;
  for (const [row, value] of y.entries()) {
    if (value !== label) continue;
    if (seen % step === 0) rows.push(row);
    seen += 1;
  }
  return rows;
}

function separationByValue(column: FrameColumn, rows: readonly number[], y: Uint8Array): number {
  const events = rows.reduce((sum, row) => sum + (y[row] ?? 0), 0);
  if (Math.min(events, rows.length - events) < FEWEST_OF_A_CLASS) return 0.5;
  const { kind } = column;
  const values = kind === 'number' ? column.values : column.codes;
  const byOrder = kind === 'number' ? separation(rows, y, (row) => values[row] ?? 0) : 0.5;
  const isFew = kind === 'category' || new Set(rows.map((row) => values[row])).size <= FEW_VALUES;
  return isFew ? Math.max(byOrder, separationByShare(values, rows, y)) : byOrder;
}

/** Each half of the rows is scored by the share of leavers that the other half has at the same value, so that rare values do not flatter. */
function separationByShare(values: ArrayLike<number>, rows: readonly number[], y: Uint8Array): number {
  const counts = [new Map<number, { left: number; all: number }>(), new Map<number, { left: number; all: number }>()] as const;
  for (const [n, row] of rows.entries()) {
    const half = n % 2 === 0 ? counts[0] : counts[1];
    const count = half.get(values[row] ?? 0) ?? { left: 0, all: 0 };
    half.set(values[row] ?? 0, { left: count.left + (y[row] ?? 0), all: count.all + 1 });
  }
  const rate = rows.reduce((sum, row) => sum + (y[row] ?? 0), 0) / rows.length;
  const scores = new Map<number, number>();
  for (const [n, row] of rows.entries()) {
    const other = (n % 2 === 0 ? counts[1] : counts[0]).get(values[row] ?? 0) ?? { left: 0, all: 0 };
    scores.set(row, (other.left + rate) / (other.all + 1));
  }
  return separation(rows, y, (row) => scores.get(row) ?? rate);
}

function separation(rows: readonly number[], y: Uint8Array, score: (row: number) => number): number {
  const auc = areaUnderCurve(
    Float64Array.from(rows, score),
    Uint8Array.from(rows, (row) => y[row] ?? 0),
  );
  return Math.max(auc, 1 - auc);
}
