import { fitLogistic, linear } from '../numerics/logistic-regression.ts';
import { sampleRows } from '../numerics/sample-rows.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import { coarseBins } from './encoding/coarse-bins.ts';
import { designWidth, encode } from './encoding/encode.ts';
import type { Box, Encoding } from './encoding/encoding.ts';
import { growRules } from './encoding/grow-rules.ts';
import { learnEncoding } from './encoding/learn-encoding.ts';
import type { Basis } from './encoding/learn-number.ts';
import { screenPairs } from './encoding/screen-pairs.ts';
import type { Frame } from './frame.ts';
import { priorOf } from './history-prior.ts';
import type { LinearModel } from './scoring/compile-logit.ts';

/** What is decided by cross-validation; all else is learned from the training rows. */
export interface Recipe {
  readonly basis: Basis;
  /** How many pairs of columns may act together, and into how many bins a number is cut for it; none when absent. */
  readonly pairs?: { readonly most: number; readonly bins: number };
  /** How many rules on two to four columns are looked for; none when absent. */
  readonly rules?: number;
  /** Whether the penalty pulls to what is known of churn elsewhere (history-prior.ts) instead of to zero. */
  readonly hasPrior?: true;
  /** Inverse strength of the penalty. */
  readonly c: number;
}

export interface FittedRecipe extends LinearModel {
  readonly converged: boolean;
}

export interface RecipeData {
  readonly frame: Frame;
  /** Of all rows of the frame. */
  readonly y: Uint8Array;
}

/** Fits recipes to the same rows. */
export type FitRecipe = (recipe: Recipe) => FittedRecipe;

/** Pairs and rules are looked for in so many rows at most, so that time and memory of the search do not grow with the table. */
const MOST_ROWS_TO_SEARCH = 20_000;

/** The regression without boxes, which recipes of the same basis and penalty share. */
interface Additive {
  readonly fitted: FittedRecipe;
  /** Of the rows in which boxes are looked for. */
  readonly logits: Float64Array;
}

/**
 * Learns the encoding from the given rows, looks in what the additive model leaves over for columns that act together, and fits. What
 * recipes share is fitted once.
 */
export function createFitRecipe({ frame, y }: RecipeData, rows: Int32Array): FitRecipe {
  const labels = Uint8Array.from(rows, (i) => y[i] ?? 0);
  const places = sampleRows(rows.length, Math.min(rows.length, MOST_ROWS_TO_SEARCH));
  const searched = places.map((m) => rows[m] ?? 0);
  const searchedLabels = Uint8Array.from(searched, (i) => y[i] ?? 0);
  const additives = new Map<string, Additive>();

  const fit = (encoding: Encoding, x: Float64Array, { c, hasPrior }: Recipe, start?: Float64Array): FittedRecipe => {
    const problem = { x, y: labels, d: designWidth(encoding), c, ...(hasPrior && { prior: priorOf(encoding) }) };
    const { weights, intercept, converged } = fitLogistic(problem, start ? { start } : {});
    return { encoding, weights: [...weights], intercept, converged };
  };

  const fitAdditive = (recipe: Recipe): Additive => {
    const { basis, c, hasPrior } = recipe;
    const key = JSON.stringify([basis, c, hasPrior]);
    const known = additives.get(key);
    if (known) return known;
    const encoding = learnEncoding(frame, rows, basis);
    const x = encode(encoding, frame, rows);
    const fitted = fit(encoding, x, recipe);
    const beta = Float64Array.of(...fitted.weights, fitted.intercept);
    const logits = Float64Array.from(places, (m) => linear(x, m, fitted.weights.length, beta));
    const additive = { fitted, logits };
    additives.set(key, additive);
    return additive;
  };

  return (recipe) => {
    const { fitted, logits } = fitAdditive(recipe);
    const { pairs, rules } = recipe;
    const boxes = [
      ...(pairs ? pairBoxes(frame, searched, searchedLabels, logits, pairs) : []),
      ...(rules ? growRules(frame, searched, searchedLabels, logits, rules) : []),
    ];
    if (boxes.length === 0) return fitted;
    const encoding = { columns: fitted.encoding.columns, boxes };
    const start = Float64Array.of(...fitted.weights, ...new Float64Array(boxes.length), fitted.intercept);
    return fit(encoding, encode(encoding, frame, rows), recipe, start);
  };
}

function pairBoxes(
  frame: Frame,
  rows: Int32Array,
  labels: Uint8Array,
  logits: Float64Array,
  { most, bins }: NonNullable<Recipe['pairs']>,
): readonly Box[] {
  const p = logits.map(sigmoid);
  const residuals = p.map((q, m) => (labels[m] ?? 0) - q);
  const curvatures = p.map((q) => q * (1 - q));
  return screenPairs(coarseBins(frame, rows, bins), residuals, curvatures, most).flatMap((pair) => pair.boxes);
}
