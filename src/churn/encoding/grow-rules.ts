import { sigmoid } from '../../numerics/sigmoid.ts';
import type { Box } from './encoding.ts';
import { fineBins, type FineColumn } from './fine-bins.ts';
import type { Frame } from '../frame.ts';

/** Shrinks the score of small boxes. */
const PRIOR_CURVATURE = 3;
/** How much of a rule's Newton step is taken before the next rule is looked for; all weights are fitted together afterwards. */
const STEP = 0.5;
/** What a further condition must add to the score. */
const COST_OF_A_CONDITION = 4;
const MOST_CONDITIONS = 4;
const FEWEST_ROWS = 10;

interface Range {
  readonly column: FineColumn;
  readonly first: number;
  readonly end: number;
}

interface Candidate {
  readonly ranges: readonly Range[];
  readonly score: number;
}

/**
 * Conditions on two to four columns where the additive model errs, one after the other: the best corner of any pair of columns (FAST: Lou
 * et al. 2013), then further conditions as long as they pay, then a step of the model, as rules are grown in boosting (Friedman & Popescu
 * 2008). `logits` are the additive model's on the rows, `y` their labels. Deterministic.
 */
export function growRules(frame: Frame, rows: Int32Array, y: Uint8Array, logits: Float64Array, most: number): readonly Box[] {
  const z = Float64Array.from(logits);
  const residuals = new Float64Array(z.length);
  const curvatures = new Float64Array(z.length);
  const update = (): void => {
    for (let m = 0; m < z.length; m += 1) {
      const p = sigmoid(z[m] ?? 0);
      residuals[m] = (y[m] ?? 0) - p;
      curvatures[m] = p * (1 - p);
    }
  };
  update();
  const columns = fineBins(frame, rows, residuals).filter(({ size }) => size > 1);
  const boxes = new Map<string, Box>();
  for (let round = 0; round < most; round += 1) {
    const ranges = grow(columns, residuals, curvatures);
    if (!ranges) break;
    const members = membersOf(ranges, z.length);
    let [residual, curvature] = [0, PRIOR_CURVATURE];
    for (const m of members) {
      residual += residuals[m] ?? 0;
      curvature += curvatures[m] ?? 0;
    }
    for (const m of members) z[m] = (z[m] ?? 0) + (STEP * residual) / curvature;
    update();
    const box = { conditions: ranges.map(({ column, first, end }) => column.condition(first, end)) };
    boxes.set(JSON.stringify(box), box);
  }
  return [...boxes.values()];
}

function grow(columns: readonly FineColumn[], residuals: Float64Array, curvatures: Float64Array): readonly Range[] | null {
  let best: Candidate = { ranges: [], score: COST_OF_A_CONDITION };
  for (const [n, left] of columns.entries()) {
    for (const right of columns.slice(n + 1)) {
      const found = bestCorner(left, right, residuals, curvatures);
      if (found.score > best.score) best = found;
    }
  }
  if (best.ranges.length === 0) return null;
  while (best.ranges.length < MOST_CONDITIONS) {
    const members = membersOf(best.ranges, residuals.length);
    const used = new Set(best.ranges.map(({ column }) => column));
    let better = best;
    for (const column of columns) {
      if (used.has(column)) continue;
      const { range, score } = bestCut(column, members, residuals, curvatures);
      if (range && score > better.score && score > best.score + COST_OF_A_CONDITION)
        better = { ranges: [...best.ranges, range], score };
    }
    if (better === best) break;
    best = better;
  }
  return best.ranges;
}

/** Sums over all cells up to (a, b), and from them the four corners at each cut. */
function bestCorner(left: FineColumn, right: FineColumn, residuals: Float64Array, curvatures: Float64Array): Candidate {
  const width = right.size + 1;
  const residual = new Float64Array((left.size + 1) * width);
  const curvature = new Float64Array(residual.length);
  const [leftBins, rightBins] = [left.bins, right.bins];
  for (let m = 0; m < residuals.length; m += 1) {
    const [a, b] = [leftBins[m] ?? -1, rightBins[m] ?? -1];
    if (a < 0 || b < 0) continue;
    const cell = (a + 1) * width + b + 1;
    residual[cell] = (residual[cell] ?? 0) + (residuals[m] ?? 0);
    curvature[cell] = (curvature[cell] ?? 0) + (curvatures[m] ?? 0);
  }
  for (const sums of [residual, curvature]) {
    for (let a = 1; a <= left.size; a += 1) {
      for (let b = 1; b <= right.size; b += 1) {
        const at = a * width + b;
        sums[at] = (sums[at] ?? 0) + (sums[at - 1] ?? 0) + (sums[at - width] ?? 0) - (sums[at - width - 1] ?? 0);
      }
    }
  }
  const within = (sums: Float64Array, a0: number, a1: number, b0: number, b1: number): number =>
    (sums[a1 * width + b1] ?? 0) - (sums[a0 * width + b1] ?? 0) - (sums[a1 * width + b0] ?? 0) + (sums[a0 * width + b0] ?? 0);

  let score = 0;
  let corner: readonly [number, number, number, number] = [0, 0, 0, 0];
  for (let a = 1; a < left.size; a += 1) {
    for (let b = 1; b < right.size; b += 1) {
      for (let side = 0; side < 4; side += 1) {
        const [a0, a1] = side < 2 ? [0, a] : [a, left.size];
        const [b0, b1] = side % 2 === 0 ? [0, b] : [b, right.size];
        const gain = scoreOf(within(residual, a0, a1, b0, b1), within(curvature, a0, a1, b0, b1));
        if (gain > score) [score, corner] = [gain, [a0, a1, b0, b1]];
      }
    }
  }
  const [a0, a1, b0, b1] = corner;
  return {
    ranges: [
      { column: left, first: a0, end: a1 },
      { column: right, first: b0, end: b1 },
    ],
    score,
  };
}

/** The best prefix or suffix of a column's bins within the members. */
function bestCut(
  column: FineColumn,
  members: Int32Array,
  residuals: Float64Array,
  curvatures: Float64Array,
): { readonly range: Range | null; readonly score: number } {
  const residual = new Float64Array(column.size);
  const curvature = new Float64Array(column.size);
  const counts = new Float64Array(column.size);
  for (const m of members) {
    const bin = column.bins[m] ?? -1;
    if (bin < 0) continue;
    residual[bin] = (residual[bin] ?? 0) + (residuals[m] ?? 0);
    curvature[bin] = (curvature[bin] ?? 0) + (curvatures[m] ?? 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let best: { readonly range: Range | null; readonly score: number } = { range: null, score: 0 };
  for (const isSuffix of [false, true]) {
    let [sum, certainty, count] = [0, 0, 0];
    for (let step = 0; step < column.size - 1; step += 1) {
      const bin = isSuffix ? column.size - 1 - step : step;
      sum += residual[bin] ?? 0;
      certainty += curvature[bin] ?? 0;
      count += counts[bin] ?? 0;
      const score = scoreOf(sum, certainty);
      if (count >= FEWEST_ROWS && score > best.score)
        best = { range: { column, first: isSuffix ? bin : 0, end: isSuffix ? column.size : bin + 1 }, score };
    }
  }
  return best;
}

const scoreOf = (residual: number, curvature: number): number => (residual * residual) / (curvature + PRIOR_CURVATURE);

function membersOf(ranges: readonly Range[], n: number): Int32Array {
  const found: number[] = [];
  for (let m = 0; m < n; m += 1) {
    if (ranges.every(({ column, first, end }) => (column.bins[m] ?? -1) >= first && (column.bins[m] ?? -1) < end)) found.push(m);
  }
  return Int32Array.from(found);
}
