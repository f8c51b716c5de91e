import { scores, type MultinomialModel } from '../numerics/multinomial-regression.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import { softmaxInPlace } from '../numerics/softmax.ts';
import type { PackedRows } from './example-vectors.ts';
import type { SparseVector } from './features.ts';

/** The vector part is of norm 1; times this, its share of the score equals that of the words (measured: 4 to 8 are alike). */
export const DENSE_SCALE = 6;
/** Intents whose examples are compared with the message, best first. */
const COMPARED = 8;
/** How much the nearest of three examples counts more than the next ones (measured: 30 is better than 10 or 20). */
const SHARPNESS = 30;

/** Examples as rows of one matrix, grouped by class, out-of-scope last. */
export interface ExampleMatrix extends PackedRows {
  readonly dimensions: number;
  /** First row of each class; one more at the end. */
  readonly starts: Int32Array;
}

/** How linear scores and nearest examples make up a class's score: score / stretch + weight × closeness. */
export interface Balance {
  readonly stretch: number;
  readonly weight: number;
}

/** Everything a classification needs, apart from names and texts. The last class is out of scope. */
export interface IntentModel {
  readonly linear: MultinomialModel;
  readonly temperature: number;
  readonly balance: Balance;
  /** Weights of OUT_OF_SCOPE_FEATURES and the intercept, last. */
  readonly outOfScope: Float64Array;
  /** A score of at least this is out of scope. */
  readonly outOfScopeThreshold: number;
}

/** A message beside the examples of its likeliest intents. */
export interface Compared {
  /** Scores of the intents after temperature. */
  readonly inScope: Float64Array;
  /** Classes that were compared, and how close the three nearest examples of each are. */
  readonly likely: readonly number[];
  readonly closeness: readonly number[];
  /** Probability of the out-of-scope class by the linear model. */
  readonly foreign: number;
  /** Best cosine among the out-of-scope examples. */
  readonly away: number;
  /** Row of the nearest example and its cosine; -1 when there are none. */
  readonly nearestRow: number;
  readonly similarity: number;
}

export interface Judgement {
  /** Probability of each intent, given that it is in scope. */
  readonly p: Float64Array;
  readonly outOfScopeFeatures: Float64Array;
}

/** The linear scores of a message. */
export function linearScores(linear: MultinomialModel, vector: Float32Array, words: SparseVector): Float64Array {
  const out = new Float64Array(linear.classes);
  scores(linear, { dense: vector.map((value) => value * DENSE_SCALE), ...words }, out);
  return out;
}

/**
 * Compares a message with the nearest examples. `skip` leaves rows out (the example itself and its fold, in training); `awayOf` is a
 * quicker search of the out-of-scope examples where none is left out.
 */
export function compare(
  raw: Float64Array,
  vector: Float32Array,
  examples: ExampleMatrix,
  temperature: number,
  {
    skip = () => false,
    awayOf,
  }: { readonly skip?: (row: number) => boolean; readonly awayOf?: (vector: Float32Array) => number } = {},
): Compared {
  const intents = raw.length - 1;
  const all = Float64Array.from(raw, (score) => score / temperature);
  const inScope = all.slice(0, intents);
  softmaxInPlace(all);
  const likely = Array.from(inScope.keys())
    .sort((a, b) => (inScope[b] ?? 0) - (inScope[a] ?? 0))
    .slice(0, COMPARED);
  const near = likely.map((k) => nearest(vector, examples, k, skip));
  const best = near.reduce((most, next) => (next.best > most.best ? next : most), { row: -1, best: 0, closeness: 0 });
  return {
    inScope,
    likely,
    closeness: near.map(({ closeness }) => closeness),
    foreign: all[intents] ?? 0,
    away: awayOf ? awayOf(vector) : nearest(vector, examples, intents, skip).best,
    nearestRow: best.row,
    similarity: best.best,
  };
}

/** Probabilities of the intents, and what the out-of-scope decision looks at. */
export function judge(compared: Compared, { stretch, weight }: Balance): Judgement {
  // The others are not compared: they get what the least alike got, so that being compared alone lifts nobody.
  const least = weight * Math.min(...compared.closeness);
  const p = compared.inScope.map((score) => score / stretch + least);
  for (const [n, k] of compared.likely.entries())
    p[k] = (compared.inScope[k] ?? 0) / stretch + weight * (compared.closeness[n] ?? 0);
  softmaxInPlace(p);
  const { foreign, similarity, away } = compared;
  const top = p.reduce((most, value) => Math.max(most, value), 0);
  return {
    p,
    outOfScopeFeatures: Float64Array.from([
      Math.log((foreign + 1e-6) / (1 - foreign + 1e-6)),
      Math.log(top + 1e-6),
      similarity,
      away,
      similarity - away,
    ]),
  };
}

export function outOfScopeProbability(weights: Float64Array, features: Float64Array): number {
  let z = weights[features.length] ?? 0;
  for (const [j, value] of features.entries()) z += value * (weights[j] ?? 0);
  return sigmoid(z);
}

/** The best cosine among a class's examples, its row, and a soft maximum of the three best. */
function nearest(
  vector: Float32Array,
  { steps, scales, dimensions, starts }: ExampleMatrix,
  k: number,
  skip: (row: number) => boolean,
): { readonly row: number; readonly best: number; readonly closeness: number } {
  let [row, first, second, third] = [-1, -1, -1, -1];
  for (let n = starts[k] ?? 0; n < (starts[k + 1] ?? 0); n += 1) {
    if (skip(n)) continue;
    const start = n * dimensions;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let j = 0; j < dimensions; j += 4) {
      a += (steps[start + j] ?? 0) * (vector[j] ?? 0);
      b += (steps[start + j + 1] ?? 0) * (vector[j + 1] ?? 0);
      c += (steps[start + j + 2] ?? 0) * (vector[j + 2] ?? 0);
      d += (steps[start + j + 3] ?? 0) * (vector[j + 3] ?? 0);
    }
    const sum = (a + b + c + d) * (scales[n] ?? 0);
    if (sum > first) [row, first, second, third] = [n, sum, first, second];
    else if (sum > second) [second, third] = [sum, second];
    else if (sum > third) third = sum;
  }
  const others = Math.exp(SHARPNESS * (second - first)) + Math.exp(SHARPNESS * (third - first));
  return { row, best: Math.max(first, 0), closeness: Math.max(first, 0) + Math.log((1 + others) / 3) / SHARPNESS };
}
