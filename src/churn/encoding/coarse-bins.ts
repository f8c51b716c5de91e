import type { CategoryColumn, Frame, NumberColumn } from '../frame.ts';
import type { Condition } from './encoding.ts';
import { quantile, sortedKnown, tally } from './quantiles.ts';

/** A column cut into few bins, for looking at pairs of columns. */
export interface CoarseColumn {
  readonly name: string;
  /** What each bin is. */
  readonly conditions: readonly Condition[];
  /** The bin of each of the rows that were asked for. */
  readonly bins: Int32Array;
}

const MOST_OWN_VALUES = 6;
const MOST_LEVELS = 7;

/**
 * At most `most` quantile bins, or one a value where there are at most six; the seven commonest levels; unknown apart. A least value that
 * fills a bin (no balance, no page seen) is a bin of its own, and the quantiles are those of the others.
 */
export function coarseBins(frame: Frame, rows: Int32Array, most: number): readonly CoarseColumn[] {
  return frame.columns.map((column) => (column.kind === 'number' ? binNumber(column, rows, most) : binCategory(column, rows)));
}

function binNumber({ name, values }: NumberColumn, rows: Int32Array, most: number): CoarseColumn {
  const known = sortedKnown(values, rows);
  const distinct = tally(known).map(({ value }) => value);
  const edges = distinct.length <= MOST_OWN_VALUES ? distinct.slice(1) : quantileEdges(known, most);
  const limits = [null, ...edges, null];
  const between = limits.slice(1).map((below, bin): Condition => ({
    kind: 'between',
    column: name,
    from: limits[bin] ?? null,
    below,
  }));
  const bins = Int32Array.from(rows, (i) => {
    const value = values[i] ?? Number.NaN;
    return Number.isNaN(value) ? between.length : edges.filter((edge) => value >= edge).length;
  });
  return { name, conditions: [...between, { kind: 'unknown', column: name }], bins };
}

function quantileEdges(known: Float64Array, most: number): readonly number[] {
  const least = known[0] ?? Number.NaN;
  const others = known.filter((value) => value > least);
  const isApart = known.length - others.length >= known.length / most;
  const [values, bins] = isApart ? [others, most - 1] : [known, most];
  const cuts = Array.from({ length: bins - 1 }, (_, k) => quantile(values, (k + 1) / bins));
  return [...new Set([...(isApart ? [others[0] ?? least] : []), ...cuts])].filter((cut) => cut > least);
}

function binCategory({ name, levels, codes }: CategoryColumn, rows: Int32Array): CoarseColumn {
  const counts = new Float64Array(levels.length);
  for (const i of rows) {
    const code = codes[i] ?? -1;
    if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  }
  const common = levels
    .map((level, code) => ({ level, code, count: counts[code] ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1))
    .slice(0, MOST_LEVELS);
  const conditions: readonly Condition[] = [
    ...common.map(({ level }): Condition => ({ kind: 'among', column: name, levels: [level] })),
    { kind: 'others', column: name, levels: common.map(({ level }) => level) },
    { kind: 'unknown', column: name },
  ];
  const places = new Map(common.map(({ code }, place) => [code, place]));
  const bins = Int32Array.from(rows, (i) => {
    const code = codes[i] ?? -1;
    return code < 0 ? common.length + 1 : (places.get(code) ?? common.length);
  });
  return { name, conditions, bins };
}
