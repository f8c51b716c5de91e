import { shareOf, type Share } from '../../numerics/accuracy.ts';
import { ascending } from '../../numerics/binary-metrics.ts';
import type { CategoryColumn } from '../frame.ts';

/** How one group of customers fares when those with the highest scores get an offer. */
export interface GroupMeasure {
  readonly level: string;
  readonly rows: number;
  /** Null where the group is too small to speak of: fewer than 100 rows or 20 leavers. */
  readonly measures: {
    /** Share that left. */
    readonly left: Share;
    readonly predicted: number;
    /** Share that gets the offer. */
    readonly selected: Share;
    /** Of those who left, the share that got it (equal opportunity: Hardt, Price & Srebro 2016). */
    readonly reached: Share;
  } | null;
}

export interface GroupComparison {
  readonly column: string;
  readonly groups: readonly GroupMeasure[];
}

/** Share of the customers that an offer is made to. */
export const SELECTED_SHARE = 0.2;
const FEWEST_ROWS = 100;
const FEWEST_LEAVERS = 20;

/** Compares the levels of a column, the largest first; rows without a value are in no group. */
export function measureGroups({ name, levels, codes }: CategoryColumn, p: Float64Array, y: Uint8Array): GroupComparison {
  const isSelected = new Uint8Array(p.length);
  for (const row of ascending(p).subarray(Math.ceil((1 - SELECTED_SHARE) * p.length))) isSelected[row] = 1;
  const groups = levels.map((level, code): GroupMeasure => {
    const rows = Array.from(codes.keys()).filter((row) => codes[row] === code);
    const leavers = rows.filter((row) => y[row] === 1);
    if (rows.length < FEWEST_ROWS || leavers.length < FEWEST_LEAVERS) return { level, rows: rows.length, measures: null };
    const selectedOf = (some: readonly number[]): number => some.filter((row) => isSelected[row] === 1).length;
    return {
      level,
      rows: rows.length,
      measures: {
        left: shareOf(leavers.length, rows.length),
        predicted: rows.reduce((sum, row) => sum + (p[row] ?? 0), 0) / rows.length,
        selected: shareOf(selectedOf(rows), rows.length),
        reached: shareOf(selectedOf(leavers), leavers.length),
      },
    };
  });
  return { column: name, groups: groups.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows) };
}
