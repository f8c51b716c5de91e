import { fitLogistic } from '../numerics/logistic-regression.ts';
import { fitMultinomial, type MultinomialExample, type MultinomialModel } from '../numerics/multinomial-regression.ts';
import { fitTemperature } from '../numerics/temperature.ts';
import { HASH_SIZE, type SparseVector } from './features.ts';
import {
  compare,
  DENSE_SCALE,
  judge,
  linearScores,
  outOfScopeProbability,
  type Balance,
  type Compared,
  type ExampleMatrix,
  type IntentModel,
} from './intent-model.ts';

/** Changes whenever features or training change, so that models of an older recipe are not taken from the cache. */
export const RECIPE = 'r2';

const FOLDS = 3;
/** Of so many examples, those of one fold are enough to choose the few numbers from; more cost minutes and hundreds of megabytes. */
const MANY = 20_000;
const EPOCHS = 3;
const DENSE_RATE = 0.2;
const SPARSE_RATE = 0.25;
const L2 = 2;
const SEED = 17;
/** A threshold that no probability reaches. */
const NEVER = 2;
const ROWS_BETWEEN_PAUSES = 16;
const NEIGHBOUR_WEIGHTS = [0, 4, 7, 10, 13, 17];
/** By how much the linear scores give way to the nearest examples. */
const STRETCHES = [1, 1.2, 1.4, 1.7];

export interface TrainingSet {
  readonly examples: ExampleMatrix;
  readonly words: readonly SparseVector[];
  /** Class of each row; the last class is out of scope. */
  readonly labels: Int32Array;
  readonly classes: number;
}

export interface TrainingReport {
  /** Out of fold, on the training examples. */
  readonly accuracy: number;
  readonly outOfScopeRecall: number;
  readonly falseRejection: number;
  readonly temperature: number;
  readonly balance: Balance;
}

export interface TrainingHooks {
  /** Awaited every few milliseconds of work, so that a server that trains again goes on answering. */
  readonly pause: () => Promise<void>;
  readonly onProgress: (done: number, of: number) => void;
}

const NO_HOOKS: TrainingHooks = { pause: () => Promise.resolve(), onProgress: () => undefined };

/**
 * Trains the intent model. Temperature, the weight of the nearest examples and the out-of-scope decision are chosen on scores of examples
 * that the scoring fold did not see.
 */
export async function trainIntents(
  set: TrainingSet,
  falseRejectionRate: number,
  { pause, onProgress }: TrainingHooks = NO_HOOKS,
): Promise<{ readonly model: IntentModel; readonly report: TrainingReport }> {
  const { examples, labels, classes } = set;
  const scoredFolds = labels.length > MANY ? 1 : FOLDS;
  const rows = Array.from(labels.keys()).filter((row) => row % FOLDS < scoredFolds);
  const scaled = scaledExamples(set);
  const raw: Float64Array[] = [];
  for (let fold = 0; fold < scoredFolds; fold += 1) {
    onProgress(fold, scoredFolds + 2);
    const seen = scaled.filter((_, row) => row % FOLDS !== fold);
    const linear = await fit(seen, set, pause);
    for (const [n, row] of rows.entries()) {
      if (n % ROWS_BETWEEN_PAUSES === 0) await pause();
      if (row % FOLDS === fold) raw[row] = linearScores(linear, vectorOf(examples, row), wordsOf(set, row));
    }
  }
  onProgress(scoredFolds, scoredFolds + 2);
  const inScope = rows.filter((row) => labels[row] !== classes - 1);
  const foreign = rows.filter((row) => labels[row] === classes - 1);
  const temperature = await fitTemperature(
    inScope.map((row) => (raw[row] ?? new Float64Array()).subarray(0, classes - 1)),
    inScope.map((row) => labels[row] ?? 0),
    pause,
  );
  const compared: Compared[] = [];
  for (const [n, row] of rows.entries()) {
    if (n % ROWS_BETWEEN_PAUSES === 0) await pause();
    // Its own fold is left out, so that an example does not find itself or lean on what the linear model did not see either.
    const isSkipped = (other: number): boolean => other % FOLDS === row % FOLDS;
    compared[row] = compare(raw[row] ?? new Float64Array(), vectorOf(examples, row), examples, temperature, { skip: isSkipped });
  }
  const balance = await chooseBalance(
    inScope.flatMap((row) => compared[row] ?? []),
    inScope.map((row) => labels[row] ?? 0),
    pause,
  );
  const judged = compared.map((one) => judge(one, balance));
  await pause();
  const outOfScope = fitOutOfScope(
    rows.map((row) => judged[row]?.outOfScopeFeatures ?? new Float64Array()),
    rows.map((row) => (labels[row] === classes - 1 ? 1 : 0)),
  );
  const score = (row: number): number => outOfScopeProbability(outOfScope, judged[row]?.outOfScopeFeatures ?? new Float64Array());
  const outOfScopeThreshold = foreign.length === 0 ? NEVER : thresholdOf(inScope.map(score), falseRejectionRate);
  const isRight = (row: number): boolean => argmax(judged[row]?.p ?? new Float64Array()) === labels[row];
  onProgress(scoredFolds + 1, scoredFolds + 2);
  const linear = await fit(scaled, set, pause);
  onProgress(scoredFolds + 2, scoredFolds + 2);
  return {
    model: { linear, temperature, balance, outOfScope, outOfScopeThreshold },
    report: {
      accuracy: inScope.filter(isRight).length / inScope.length,
      outOfScopeRecall: foreign.filter((row) => score(row) >= outOfScopeThreshold).length / Math.max(1, foreign.length),
      falseRejection: inScope.filter((row) => score(row) >= outOfScopeThreshold).length / inScope.length,
      temperature,
      balance,
    },
  };
}

/** The balance under which the right intents are most likely. */
async function chooseBalance(
  compared: readonly Compared[],
  labels: readonly number[],
  pause: () => Promise<void>,
): Promise<Balance> {
  let [chosen, least] = [{ stretch: 1, weight: 0 }, Infinity];
  for (const balance of NEIGHBOUR_WEIGHTS.flatMap((weight) => STRETCHES.map((stretch) => ({ stretch, weight })))) {
    let loss = 0;
    for (const [n, one] of compared.entries()) {
      if (n % (8 * ROWS_BETWEEN_PAUSES) === 0) await pause();
      loss -= Math.log(1e-9 + (judge(one, balance).p[labels[n] ?? 0] ?? 0));
    }
    if (loss < least) [chosen, least] = [balance, loss];
  }
  return chosen;
}

function scaledExamples(set: TrainingSet): readonly MultinomialExample[] {
  return Array.from(set.labels, (label, row) => ({
    dense: vectorOf(set.examples, row).map((value) => value * DENSE_SCALE),
    ...wordsOf(set, row),
    label,
  }));
}

function fit(
  examples: readonly MultinomialExample[],
  { classes, examples: { dimensions } }: TrainingSet,
  pause: () => Promise<void>,
): Promise<MultinomialModel> {
  return fitMultinomial(examples, {
    classes,
    denseSize: dimensions,
    sparseSize: HASH_SIZE,
    epochs: EPOCHS,
    denseRate: DENSE_RATE,
    sparseRate: SPARSE_RATE,
    l2: L2,
    seed: SEED,
    pause,
  });
}

/** A small logistic regression on scores out of fold. Foreign and own messages weigh the same. */
function fitOutOfScope(features: readonly Float64Array[], labels: readonly number[]): Float64Array {
  const d = features[0]?.length ?? 0;
  const x = new Float64Array(features.length * d);
  for (const [n, row] of features.entries()) x.set(row, n * d);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const weights = Float64Array.from(
    labels,
    (label) => labels.length / 2 / Math.max(1, label === 1 ? positives : labels.length - positives),
  );
  if (positives === 0) return new Float64Array(d + 1);
  const fitted = fitLogistic({ x, y: Uint8Array.from(labels), d, c: 1, weights });
  return Float64Array.from([...fitted.weights, fitted.intercept]);
}

function vectorOf({ steps, scales, dimensions }: ExampleMatrix, row: number): Float32Array {
  const scale = scales[row] ?? 0;
  return Float32Array.from(steps.subarray(row * dimensions, (row + 1) * dimensions), (step) => step * scale);
}

function wordsOf({ words }: TrainingSet, row: number): SparseVector {
  return words[row] ?? { indices: new Int32Array(), values: new Float32Array() };
}

/** The least score that at most this share of the scores reaches. */
function thresholdOf(scores: readonly number[], share: number): number {
  const sorted = [...scores].sort((a, b) => a - b);
  return sorted[Math.ceil((1 - share) * sorted.length)] ?? NEVER;
}

function argmax(values: Float64Array): number {
  return values.reduce((best, value, k) => (value > (values[best] ?? -Infinity) ? k : best), 0);
}
