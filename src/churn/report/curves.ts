import { shareOf, type Share } from '../../numerics/accuracy.ts';
import { ascending } from '../../numerics/binary-metrics.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Customers whose predictions are alike: what was predicted on average, and the share that left with its 95 % interval. */
export interface CalibrationBin {
  readonly predicted: number;
  readonly left: Share;
  readonly rows: number;
}

/** The receiver operating characteristic: share of stayers and of leavers above each threshold, from (0, 0) to (1, 1); ties are one step. */
export function rocCurve(p: Float64Array, y: Uint8Array): readonly Point[] {
  const order = ascending(p).toReversed();
  const leavers = y.reduce((sum, label) => sum + label, 0);
  const points: Point[] = [{ x: 0, y: 0 }];
  let hits = 0;
  for (const [n, row] of order.entries()) {
    hits += y[row] ?? 0;
    if (p[row] === p[order[n + 1] ?? -1]) continue;
    points.push({ x: (n + 1 - hits) / (y.length - leavers), y: hits / leavers });
  }
  return points;
}

/** Share of all leavers among the customers with the highest scores, by the share of customers taken (cumulative gains). */
export function gainsCurve(p: Float64Array, y: Uint8Array, steps = 100): readonly Point[] {
  const order = ascending(p).toReversed();
  const leavers = y.reduce((sum, label) => sum + label, 0);
  const cumulated = new Float64Array(order.length + 1);
  for (const [n, row] of order.entries()) cumulated[n + 1] = (cumulated[n] ?? 0) + (y[row] ?? 0);
  return Array.from({ length: steps + 1 }, (_, n) => ({
    x: n / steps,
    y: (cumulated[Math.round((n / steps) * order.length)] ?? leavers) / leavers,
  }));
}

/** Customers in up to ten parts of equal size by their score, each with its observed share (Wilson intervals). */
export function calibrationBins(p: Float64Array, y: Uint8Array, most = 10): readonly CalibrationBin[] {
  const order = ascending(p);
  const bins = Math.max(1, Math.min(most, Math.floor(order.length / 20)));
  return Array.from({ length: bins }, (_, bin) => {
    const rows = order.subarray(Math.floor((bin * order.length) / bins), Math.floor(((bin + 1) * order.length) / bins));
    const predicted = rows.reduce((sum, row) => sum + (p[row] ?? 0), 0) / rows.length;
    const left = rows.reduce((sum, row) => sum + (y[row] ?? 0), 0);
    return { predicted, left: shareOf(left, rows.length), rows: rows.length };
  });
}

/** How many leavers and stayers have a score in each of `bins` ranges of equal width, as shares of their class. */
export function scoreHistogram(
  p: Float64Array,
  y: Uint8Array,
  bins = 20,
): readonly { readonly left: number; readonly stayed: number }[] {
  const counts = Array.from({ length: bins }, () => [0, 0] as [number, number]);
  for (const [row, score] of p.entries()) {
    const bin = counts[Math.min(bins - 1, Math.floor(score * bins))];
    if (bin) bin[y[row] === 1 ? 1 : 0] += 1;
  }
  const leavers = y.reduce((sum, label) => sum + label, 0);
  return counts.map(([stayed, left]) => ({ left: left / leavers, stayed: stayed / (y.length - leavers) }));
}
