import { z } from 'zod';
import { designWidth, encode } from './encoding/encode.ts';
import { quantile, tally } from './encoding/quantiles.ts';
import type { Frame, FrameColumn } from './frame.ts';
import { predictTable, type TableModel } from './table-model.ts';

const counts = z.array(z.number().int().nonnegative());

/** How one column, or the score, was spread over the rows that were learned from. Counts of the bins, then of what is unknown. */
export const Spread = z.discriminatedUnion('kind', [
  /** Bin n holds edges[n − 1] ≤ x < edges[n]. */
  z.strictObject({ kind: z.literal('number'), name: z.string(), edges: z.array(z.number()), counts }),
  /** One bin a level, then one for all other levels. */
  z.strictObject({ kind: z.literal('category'), name: z.string(), levels: z.array(z.string()), counts }),
]);
export type Spread = z.infer<typeof Spread>;

/** What a model learned from, as far as later customers are compared with it. */
export const Reference = z.strictObject({
  rows: z.number().int().positive(),
  /** Of the columns of the design. */
  means: z.array(z.number()),
  columns: z.array(Spread),
  /** Of the predicted probabilities. */
  score: Spread,
});
export type Reference = z.infer<typeof Reference>;

const BINS = 10;
const MOST_LEVELS = 12;
/** A design is wide: a stretch of rows at a time. */
const ROWS_AT_ONCE = 8_192;

export function referenceOf(model: TableModel, frame: Frame): Reference {
  return {
    rows: frame.rows,
    means: [...meansOf(model, frame)],
    columns: frame.columns.map(spreadOf),
    score: spreadOf({ kind: 'number', name: 'score', values: predictTable(model, frame) }),
  };
}

/** Ten bins of alike many rows, fewer where values repeat; the twelve commonest levels. */
export function spreadOf(column: FrameColumn): Spread {
  const { name } = column;
  if (column.kind === 'number') {
    const known = column.values.filter((value) => !Number.isNaN(value)).sort();
    const quantiles = Array.from({ length: BINS - 1 }, (_, n) => quantile(known, (n + 1) / BINS));
    const least = known[0] ?? 0;
    const edges = tally(Float64Array.from(quantiles.filter((edge) => edge > least))).map(({ value }) => value);
    const spread = { kind: 'number', name, edges } as const;
    return { ...spread, counts: [...countBins({ ...spread, counts: [] }, column.values)] };
  }
  const of = column.levels.map((level, code) => ({ level, count: column.codes.reduce((n, c) => n + (c === code ? 1 : 0), 0) }));
  const levels = of
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_LEVELS)
    .map(({ level }) => level);
  const spread = { kind: 'category', name, levels } as const;
  const values = Array.from(column.codes, (code) => column.levels[code] ?? null);
  return { ...spread, counts: [...countBins({ ...spread, counts: [] }, values)] };
}

/** How many of the values fall into each bin of a spread, unknown ones (null, NaN, another type) last. */
export function countBins(spread: Spread, values: Iterable<number | string | null>): readonly number[] {
  const bins = spread.kind === 'number' ? spread.edges.length + 1 : spread.levels.length + 1;
  const found = new Array<number>(bins + 1).fill(0);
  for (const value of values) {
    const bin = binOf(spread, value) ?? bins;
    found[bin] = (found[bin] ?? 0) + 1;
  }
  return found;
}

/** Null for what is unknown. */
function binOf(spread: Spread, value: number | string | null): number | null {
  if (spread.kind === 'category') {
    if (value === null) return null;
    const level = spread.levels.indexOf(String(value));
    return level === -1 ? spread.levels.length : level;
  }
  if (typeof value !== 'number' || Number.isNaN(value)) return null;
  const above = spread.edges.findIndex((edge) => value < edge);
  return above === -1 ? spread.edges.length : above;
}

function meansOf(model: TableModel, frame: Frame): Float64Array {
  const d = designWidth(model.encoding);
  const means = new Float64Array(d);
  for (let from = 0; from < frame.rows; from += ROWS_AT_ONCE) {
    const rows = Int32Array.from({ length: Math.min(ROWS_AT_ONCE, frame.rows - from) }, (_, n) => from + n);
    const x = encode(model.encoding, frame, rows);
    for (let at = 0; at < x.length; at += 1) means[at % d] = (means[at % d] ?? 0) + (x[at] ?? 0) / frame.rows;
  }
  return means;
}
