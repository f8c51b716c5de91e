import type { Box } from './encoding.ts';
import type { CoarseColumn } from './coarse-bins.ts';

/** Two columns that act together beyond what each does alone. */
export interface Pair {
  readonly columns: readonly [string, string];
  readonly score: number;
  /** One for each cell that has rows. */
  readonly boxes: readonly Box[];
}

/** Shrinks the score of cells with few rows. */
const PRIOR_CURVATURE = 3;
/** What a cell must earn, for it earns about 1 by chance. */
const COST_OF_A_CELL = 0.8;

/**
 * Pairs of columns with a positive score, best first. `residuals` y − p and `curvatures` p(1 − p) are of an additive model on the rows of
 * the coarse columns. A cell's score (Σ residual)² / (Σ curvature + 3) is twice what one Newton step on its indicator, under a penalty,
 * would win in log-likelihood (the score test; as in gradient boosting: Chen & Guestrin 2016, eq. 6).
 */
export function screenPairs(
  columns: readonly CoarseColumn[],
  residuals: Float64Array,
  curvatures: Float64Array,
  most: number,
): readonly Pair[] {
  const scored = columns.flatMap((left, n) =>
    columns.slice(n + 1).map((right) => ({ left, right, score: scoreOf(left, right, residuals, curvatures) })),
  );
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ left, right, score }) => ({ columns: [left.name, right.name], score, boxes: boxesOf(left, right) }));
}

function scoreOf(left: CoarseColumn, right: CoarseColumn, residuals: Float64Array, curvatures: Float64Array): number {
  const width = right.conditions.length;
  const residual = new Float64Array(left.conditions.length * width);
  const curvature = new Float64Array(residual.length);
  for (let i = 0; i < residuals.length; i += 1) {
    const cell = (left.bins[i] ?? 0) * width + (right.bins[i] ?? 0);
    residual[cell] = (residual[cell] ?? 0) + (residuals[i] ?? 0);
    curvature[cell] = (curvature[cell] ?? 0) + (curvatures[i] ?? 0);
  }
  let score = 0;
  for (const [cell, sum] of residual.entries()) {
    const certainty = curvature[cell] ?? 0;
    if (certainty > 0) score += sum ** 2 / (certainty + PRIOR_CURVATURE) - COST_OF_A_CELL;
  }
  return score;
}

function boxesOf(left: CoarseColumn, right: CoarseColumn): readonly Box[] {
  const width = right.conditions.length;
  const cells = new Set<number>();
  for (const [i, bin] of left.bins.entries()) cells.add(bin * width + (right.bins[i] ?? 0));
  return [...cells]
    .sort((a, b) => a - b)
    .flatMap((cell) => {
      const [one, other] = [left.conditions[Math.floor(cell / width)], right.conditions[cell % width]];
      return one && other ? [{ conditions: [one, other] }] : [];
    });
}
