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
  type Compared,
  type ExampleMatrix,
  type IntentModel,
} from './intent-model.ts';

const FOLDS = 3;
const EPOCHS = 8;
const FOLD_EPOCHS = 5;
const RATE = 0.25;
const L2 = 2;
const SEED = 17;
const NEIGHBOUR_WEIGHTS = [0, 2, 4, 6, 8, 12, 16];

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
  readonly neighbourWeight: number;
}

/**
 * Trains the intent model. Temperature, the weight of the nearest examples and the out-of-scope decision are chosen on scores of examples
 * that the scoring fold did not see. `pause` is awaited between the passes, so that a server that retrains goes on answering.
 */
export async function trainIntents(
  set: TrainingSet,
  falseRejectionRate: number,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<{ readonly model: IntentModel; readonly report: TrainingReport }> {
  const { examples, labels, classes } = set;
  const rows = Array.from(labels.keys());
  const foldOf = (row: number): number => (row * 2_654_435_761) % FOLDS;
  const raw: Float64Array[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    await pause();
    const linear = fit(
      set,
      rows.filter((row) => foldOf(row) !== fold),
      FOLD_EPOCHS,
    );
    for (const row of rows) if (foldOf(row) === fold) raw[row] = linearScores(linear, vectorOf(examples, row), wordsOf(set, row));
  }
  await pause();

  const inScope = rows.filter((row) => labels[row] !== classes - 1);
  const foreign = rows.filter((row) => labels[row] === classes - 1);
  const temperature = fitTemperature(
    inScope.map((row) => (raw[row] ?? new Float64Array()).subarray(0, classes - 1)),
    inScope.map((row) => labels[row] ?? 0),
  );
  const compared = rows.map((row) =>
    compare(
      raw[row] ?? new Float64Array(),
      vectorOf(examples, row),
      examples,
      temperature,
      (other) => foldOf(other) === foldOf(row),
    ),
  );
  await pause();
  const neighbourWeight = chooseNeighbourWeight(
    inScope.flatMap((row) => compared[row] ?? []),
    inScope.map((row) => labels[row] ?? 0),
  );
  const judged = compared.map((one) => judge(one, neighbourWeight));
  const outOfScope = fitOutOfScope(
    rows.map((row) => judged[row]?.outOfScopeFeatures ?? new Float64Array()),
    rows.map((row) => (labels[row] === classes - 1 ? 1 : 0)),
  );
  const score = (row: number): number => outOfScopeProbability(outOfScope, judged[row]?.outOfScopeFeatures ?? new Float64Array());
  const outOfScopeThreshold = quantile(inScope.map(score), 1 - falseRejectionRate);
  const isRight = (row: number): boolean => argmax(judged[row]?.p ?? new Float64Array()) === labels[row];
  await pause();
  return {
    model: { linear: fit(set, rows, EPOCHS), temperature, neighbourWeight, outOfScope, outOfScopeThreshold },
    report: {
      accuracy: inScope.filter(isRight).length / inScope.length,
      outOfScopeRecall: foreign.filter((row) => score(row) >= outOfScopeThreshold).length / Math.max(1, foreign.length),
      falseRejection: inScope.filter((row) => score(row) >= outOfScopeThreshold).length / inScope.length,
      temperature,
      neighbourWeight,
    },
  };
}

/** The weight under which the right intents are most likely. */
function chooseNeighbourWeight(compared: readonly Compared[], labels: readonly number[]): number {
  const losses = NEIGHBOUR_WEIGHTS.map((weight) =>
    compared.reduce((sum, one, n) => sum - Math.log(1e-9 + (judge(one, weight).p[labels[n] ?? 0] ?? 0)), 0),
  );
  return NEIGHBOUR_WEIGHTS[losses.indexOf(Math.min(...losses))] ?? 0;
}

function fit(set: TrainingSet, rows: readonly number[], epochs: number): MultinomialModel {
  const scaled = rows.map((row): MultinomialExample => ({
    dense: vectorOf(set.examples, row).map((value) => value * DENSE_SCALE),
    ...wordsOf(set, row),
    label: set.labels[row] ?? 0,
  }));
  return fitMultinomial(scaled, {
    classes: set.classes,
    denseSize: set.examples.dimensions,
    sparseSize: HASH_SIZE,
    epochs,
    rate: RATE,
    l2: L2,
    seed: SEED,
  });
}

/** A small logistic regression over five features, on scores out of fold. Foreign and own messages weigh the same. */
function fitOutOfScope(features: readonly Float64Array[], labels: readonly number[]): Float64Array {
  const d = features[0]?.length ?? 0;
  const x = new Float64Array(features.length * d);
  for (const [n, row] of features.entries()) x.set(row, n * d);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const weights = Float64Array.from(
    labels,
    (label) => labels.length / 2 / Math.max(1, label === 1 ? positives : labels.length - positives),
  );
  const fitted = fitLogistic({ x, y: Uint8Array.from(labels), d, c: 1, weights });
  return Float64Array.from([...fitted.weights, fitted.intercept]);
}

function vectorOf({ vectors, dimensions }: ExampleMatrix, row: number): Float32Array {
  return vectors.subarray(row * dimensions, (row + 1) * dimensions);
}

function wordsOf({ words }: TrainingSet, row: number): SparseVector {
  return words[row] ?? { indices: new Int32Array(), values: new Float32Array() };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 1;
}

function argmax(values: Float64Array): number {
  return values.reduce((best, value, k) => (value > (values[best] ?? -Infinity) ? k : best), 0);
}
