import { seededRandom } from './seeded-random.ts';
import { softmaxInPlace } from './softmax.ts';

/** An example: a dense block, a sparse block (indices below `sparseSize`), and its class. */
export interface MultinomialExample {
  readonly dense: Float32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
  readonly label: number;
}

export interface MultinomialModel {
  readonly classes: number;
  readonly denseSize: number;
  readonly sparseSize: number;
  /** classes × denseSize. */
  readonly dense: Float32Array;
  /** sparseSize × classes: an example touches few rows of it. */
  readonly sparse: Float32Array;
  readonly bias: Float32Array;
}

export interface MultinomialOptions {
  readonly classes: number;
  readonly denseSize: number;
  readonly sparseSize: number;
  readonly epochs: number;
  /** First step of AdaGrad. */
  readonly rate: number;
  /** L2 penalty of an example's worth on weights, not on the bias. */
  readonly l2: number;
  /** Weight of each class in the loss; one when absent. */
  readonly classWeights?: Float32Array;
  readonly seed: number;
}

/** Error of a class in an example below which its weights stay. */
const NEGLIGIBLE = 2e-3;

/**
 * Multinomial logistic regression by AdaGrad (Duchi, Hazan & Singer 2011) over seeded shuffles, with the mean of the last epochs' weights
 * (Polyak & Juditsky 1992). The objective is convex; some ten passes come within a fraction of a per cent of its optimum in seconds, where
 * a second-order method over classes × 9,000 weights takes minutes.
 */
export function fitMultinomial(examples: readonly MultinomialExample[], options: MultinomialOptions): MultinomialModel {
  const { classes, denseSize, sparseSize, epochs, rate, l2 } = options;
  const model = emptyModel(classes, denseSize, sparseSize);
  const mean = emptyModel(classes, denseSize, sparseSize);
  const [gDense, gSparse, gBias] = [model.dense, model.sparse, model.bias].map((block) =>
    new Float32Array(block.length).fill(1e-6),
  );
  if (!gDense || !gSparse || !gBias) return model;
  const random = seededRandom(options.seed);
  const order = Int32Array.from(examples, (_, n) => n);
  const p = new Float64Array(classes);
  const averagedFrom = Math.floor(epochs / 2);
  const decay = l2 / Math.max(1, examples.length);

  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const n of order) {
      const example = examples[n];
      if (!example) continue;
      scores(model, example, p);
      softmaxInPlace(p);
      p[example.label] = (p[example.label] ?? 0) - 1;
      const weight = options.classWeights?.[example.label] ?? 1;
      for (let k = 0; k < classes; k += 1) {
        const error = weight * (p[k] ?? 0);
        // A class that is nearly certain or nearly excluded teaches nearly nothing; skipping it saves most of the time.
        if (error < NEGLIGIBLE && error > -NEGLIGIBLE) continue;
        const start = k * denseSize;
        for (let j = 0; j < denseSize; j += 1) {
          const w = model.dense[start + j] ?? 0;
          const gradient = error * (example.dense[j] ?? 0) + decay * w;
          const sum = (gDense[start + j] ?? 0) + gradient * gradient;
          gDense[start + j] = sum;
          model.dense[start + j] = w - (rate * gradient) / Math.sqrt(sum);
        }
        for (let i = 0; i < example.indices.length; i += 1) {
          const at = (example.indices[i] ?? 0) * classes + k;
          const w = model.sparse[at] ?? 0;
          const gradient = error * (example.values[i] ?? 0) + decay * w;
          const sum = (gSparse[at] ?? 0) + gradient * gradient;
          gSparse[at] = sum;
          model.sparse[at] = w - (rate * gradient) / Math.sqrt(sum);
        }
        const sum = (gBias[k] ?? 0) + error * error;
        gBias[k] = sum;
        model.bias[k] = (model.bias[k] ?? 0) - (rate * error) / Math.sqrt(sum);
      }
    }
    if (epoch >= averagedFrom) accumulate(mean, model, 1 / (epochs - averagedFrom));
  }
  return mean;
}

/** Linear scores of all classes, into `out`. */
export function scores(model: MultinomialModel, example: Omit<MultinomialExample, 'label'>, out: Float64Array): void {
  const { classes, denseSize } = model;
  for (let k = 0; k < classes; k += 1) {
    let sum = model.bias[k] ?? 0;
    const start = k * denseSize;
    for (let j = 0; j < denseSize; j += 1) sum += (model.dense[start + j] ?? 0) * (example.dense[j] ?? 0);
    out[k] = sum;
  }
  for (let i = 0; i < example.indices.length; i += 1) {
    const start = (example.indices[i] ?? 0) * classes;
    const value = example.values[i] ?? 0;
    for (let k = 0; k < classes; k += 1) out[k] = (out[k] ?? 0) + value * (model.sparse[start + k] ?? 0);
  }
}

function emptyModel(classes: number, denseSize: number, sparseSize: number): MultinomialModel {
  return {
    classes,
    denseSize,
    sparseSize,
    dense: new Float32Array(classes * denseSize),
    sparse: new Float32Array(sparseSize * classes),
    bias: new Float32Array(classes),
  };
}

function accumulate(mean: MultinomialModel, model: MultinomialModel, share: number): void {
  for (const block of ['dense', 'sparse', 'bias'] as const) {
    const [into, from] = [mean[block], model[block]];
    for (let n = 0; n < into.length; n += 1) into[n] = (into[n] ?? 0) + share * (from[n] ?? 0);
  }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let n = order.length - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    const kept = order[n] ?? 0;
    order[n] = order[other] ?? 0;
    order[other] = kept;
  }
}
