import { fitLogistic, linear } from '../numerics/logistic-regression.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import { coarseBins } from './encoding/coarse-bins.ts';
import { designWidth, encode } from './encoding/encode.ts';
import type { Box, Encoding } from './encoding/encoding.ts';
import { growRules } from './encoding/grow-rules.ts';
import { learnEncoding } from './encoding/learn-encoding.ts';
import type { Basis } from './encoding/learn-number.ts';
import { screenPairs } from './encoding/screen-pairs.ts';
import type { Frame } from './frame.ts';

/** What is decided by cross-validation; all else is learned from the training rows. */
export interface Recipe {
  readonly basis: Basis;
  /** How many pairs of columns may act together. */
  readonly pairs: number;
  /** How many rules on two to four columns are looked for; none when absent. */
  readonly rules?: number;
  /** Inverse strength of the penalty. */
  readonly c: number;
}

/** A fitted regression: the d weights and then the intercept belong to the columns of the encoding's design. */
export interface FittedRecipe {
  readonly encoding: Encoding;
  readonly beta: Float64Array;
  readonly gradient: number;
  readonly converged: boolean;
}

export interface RecipeData {
  readonly frame: Frame;
  /** Of all rows of the frame. */
  readonly y: Uint8Array;
  readonly offset?: Float64Array;
}

/** Learns the encoding from the given rows, looks in what the additive model leaves over for columns that act together, and fits. */
export function fitRecipe(
  { frame, y, offset }: RecipeData,
  rows: Int32Array,
  { basis, pairs, rules = 0, c }: Recipe,
): FittedRecipe {
  const labels = Uint8Array.from(rows, (i) => y[i] ?? 0);
  const given = offset && { offset: Float64Array.from(rows, (i) => offset[i] ?? 0) };
  const fit = (encoding: Encoding, start?: Float64Array): FittedRecipe & { readonly x: Float64Array } => {
    const x = encode(encoding, frame, rows);
    const found = fitLogistic({ x, y: labels, d: designWidth(encoding), c, ...given }, start ? { start } : {});
    const beta = Float64Array.of(...found.weights, found.intercept);
    return { encoding, beta, gradient: found.gradient, converged: found.converged, x };
  };

  const additive = fit(learnEncoding(frame, rows, basis));
  if (pairs + rules === 0) return additive;
  const d = designWidth(additive.encoding);
  const logits = Float64Array.from(labels, (_, m) => linear(additive.x, m, d, additive.beta) + (given?.offset[m] ?? 0));
  const boxes = [
    ...(pairs > 0 ? pairBoxes(frame, rows, labels, logits, pairs) : []),
    ...(rules > 0 ? growRules(frame, rows, labels, logits, rules) : []),
  ];
  const start = Float64Array.of(...additive.beta.subarray(0, d), ...new Float64Array(boxes.length), additive.beta[d] ?? 0);
  return fit({ columns: additive.encoding.columns, boxes }, start);
}

function pairBoxes(frame: Frame, rows: Int32Array, labels: Uint8Array, logits: Float64Array, most: number): readonly Box[] {
  const p = logits.map(sigmoid);
  const residuals = p.map((q, m) => (labels[m] ?? 0) - q);
  const curvatures = p.map((q) => q * (1 - q));
  return screenPairs(coarseBins(frame, rows), residuals, curvatures, most).flatMap((pair) => pair.boxes);
}
