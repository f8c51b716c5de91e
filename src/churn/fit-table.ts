import { designWidth, encode } from './encoding/encode.ts';
import { fitRecipe, type Recipe, type RecipeData } from './fit-recipe.ts';
import { BotError } from '../contract/errors.ts';
import { fitCalibration } from '../numerics/calibration.ts';
import { linear } from '../numerics/logistic-regression.ts';
import { sampleRows } from '../numerics/sample-rows.ts';
import { seededRandom } from '../numerics/seeded-random.ts';
import { softplus } from '../numerics/sigmoid.ts';
import type { TableModel } from './table-model.ts';

const FOLDS = 3;
/** Recipes are compared on so many rows at most; the chosen one is fitted on all. */
const MOST_ROWS_TO_CHOOSE = 20_000;
/** By their richness; each must beat the one in force by one standard error of the paired difference in log loss. */
const RECIPES = [
  { basis: { kind: 'linear' }, pairs: 0, rules: 0, c: 0.1 },
  { basis: { kind: 'linear' }, pairs: 0, rules: 0, c: 1 },
  { basis: { kind: 'hinge', knots: 5 }, pairs: 0, rules: 0, c: 0.3 },
  { basis: { kind: 'spline', knots: 5 }, pairs: 0, rules: 0, c: 0.1 },
  { basis: { kind: 'hinge', knots: 5 }, pairs: 4, rules: 0, c: 0.1 },
  { basis: { kind: 'spline', knots: 5 }, pairs: 8, rules: 0, c: 0.1 },
  { basis: { kind: 'hinge', knots: 5 }, pairs: 0, rules: 15, c: 0.3 },
  { basis: { kind: 'hinge', knots: 5 }, pairs: 8, rules: 30, c: 0.1 },
  { basis: { kind: 'hinge', knots: 5 }, pairs: 0, rules: 60, c: 0.3 },
] as const satisfies readonly Recipe[];

/**
 * Fits the richest recipe that cross-validation says pays, and its calibration; rows of one group (a number a row) never part. `onStep`
 * hears how far it is. Raises TRAINING_DATA_INVALID when the fit did not converge: such a model is never written.
 */
export function fitTable(data: RecipeData, groups: Int32Array, onStep: (done: number, of: number) => void): TableModel {
  const { frame, y } = data;
  const rows = sampleRows(frame.rows, Math.min(frame.rows, MOST_ROWS_TO_CHOOSE));
  const labels = Uint8Array.from(rows, (row) => y[row] ?? 0);
  const folds = foldsOf(groups);
  const steps = RECIPES.length + 1;
  let recipe: Recipe = RECIPES[0];
  let logits = outOfFold(data, rows, folds, recipe);
  onStep(1, steps);
  for (const [n, richer] of RECIPES.slice(1).entries()) {
    const others = outOfFold(data, rows, folds, richer);
    onStep(n + 2, steps);
    if (!isClearlyLess(lossesOf(others, labels), lossesOf(logits, labels))) continue;
    recipe = richer;
    logits = others;
  }
  const { encoding, beta, converged } = fitRecipe(
    data,
    Int32Array.from({ length: frame.rows }, (_, row) => row),
    recipe,
  );
  if (!converged) {
    throw new BotError(
      'TRAINING_DATA_INVALID',
      'The fit did not converge, so nothing was written: leave out columns that say the same as another, or cells of absurd size',
    );
  }
  const d = designWidth(encoding);
  onStep(steps, steps);
  return {
    encoding,
    weights: [...beta.subarray(0, d)],
    intercept: beta[d] ?? 0,
    c: recipe.c,
    calibration: fitCalibration(logits, labels),
  };
}

/** Logits of the rows, each from a fit that did not see its group. */
function outOfFold(data: RecipeData, rows: Int32Array, folds: Int32Array, recipe: Recipe): Float64Array {
  const logits = new Float64Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const held = rows.filter((row) => folds[row] === fold);
    const { encoding, beta } = fitRecipe(
      data,
      rows.filter((row) => folds[row] !== fold),
      recipe,
    );
    const x = encode(encoding, data.frame, held);
    const found = Float64Array.from(held, (_, n) => linear(x, n, designWidth(encoding), beta));
    let next = 0;
    for (const [n, row] of rows.entries()) {
      if (folds[row] !== fold) continue;
      logits[n] = found[next] ?? 0;
      next += 1;
    }
  }
  return logits;
}

function foldsOf(groups: Int32Array): Int32Array {
  const random = seededRandom(2);
  const folds = new Map<number, number>();
  return groups.map((group) => {
    const fold = folds.get(group) ?? Math.floor(random() * FOLDS);
    folds.set(group, fold);
    return fold;
  });
}

function lossesOf(logits: Float64Array, y: Uint8Array): Float64Array {
  return logits.map((z, n) => softplus(z) - (y[n] ?? 0) * z);
}

function isClearlyLess(losses: Float64Array, others: Float64Array): boolean {
  const n = losses.length;
  const gains = losses.map((loss, i) => (others[i] ?? 0) - loss);
  const gain = gains.reduce((sum, value) => sum + value, 0) / n;
  const variance = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / n;
  return gain > Math.sqrt(variance / n);
}
