import type { CategoryColumn, Frame, NumberColumn } from '../frame.ts';
import type { Condition } from './encoding.ts';
import { quantile, sortedKnown, tally } from './quantiles.ts';

/** A column cut into ordered bins, for looking for the cut at which something changes. */
export interface FineColumn {
  readonly name: string;
  readonly size: number;
  /** The bin of each row that was asked for; -1 where it is unknown. */
  readonly bins: Int32Array;
  /** That a row lies in the bins from `first` to before `end`. */
  condition(first: number, end: number): Condition;
}

const MOST_BINS = 20;

/**
 * At most 20 bins of as many rows each, or one a value. Levels of a category stand in the order of their mean residual, among which the
 * best split into two sets is a cut (Fisher 1958), the rarest pooled.
 */
export function fineBins(frame: Frame, rows: Int32Array, residuals: Float64Array): readonly FineColumn[] {
  return frame.columns.map((column) =>
    column.kind === 'number' ? binNumber(column, rows) : binCategory(column, rows, residuals),
  );
}

function binNumber({ name, values }: NumberColumn, rows: Int32Array): FineColumn {
  const known = sortedKnown(values, rows);
  const distinct = tally(known).map(({ value }) => value);
  const cuts =
    distinct.length <= MOST_BINS
      ? distinct.slice(1)
      : Array.from({ length: MOST_BINS - 1 }, (_, k) => quantile(known, (k + 1) / MOST_BINS));
  const least = distinct[0] ?? 0;
  const above = distinct[1] ?? least;
  // Where a least value fills several bins, the next value begins a bin.
  const edges = [...new Set(cuts.map((cut) => (cut <= least ? above : cut)))].filter((cut) => cut > least);
  return {
    name,
    size: edges.length + 1,
    bins: Int32Array.from(rows, (i) => {
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value)) return -1;
      let bin = 0;
      while (bin < edges.length && value >= (edges[bin] ?? Infinity)) bin += 1;
      return bin;
    }),
    condition: (first, end) => ({
      kind: 'between',
      column: name,
      from: first === 0 ? null : (edges[first - 1] ?? null),
      below: edges[end - 1] ?? null,
    }),
  };
}

function binCategory({ name, levels, codes }: CategoryColumn, rows: Int32Array, residuals: Float64Array): FineColumn {
  const sums = levels.map((level, code) => ({ level, code, count: 0, residual: 0 }));
  for (const [m, i] of rows.entries()) {
    const sum = sums[codes[i] ?? -1];
    if (!sum) continue;
    sum.count += 1;
    sum.residual += residuals[m] ?? 0;
  }
  const ordered = sums
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_BINS)
    .sort((a, b) => a.residual / a.count - b.residual / b.count || (a.level < b.level ? -1 : 1));
  const places = new Map(ordered.map(({ code }, place) => [code, place]));
  return {
    name,
    size: ordered.length,
    bins: Int32Array.from(rows, (i) => places.get(codes[i] ?? -1) ?? -1),
    condition: (first, end) => ({ kind: 'among', column: name, levels: ordered.slice(first, end).map(({ level }) => level) }),
  };
}
