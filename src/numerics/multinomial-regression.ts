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
  /** First step on the weights of the dense and of the sparse block. */
  readonly denseRate: number;
  readonly sparseRate: number;
  /** L2 penalty of an example's worth on weights, not on the bias. */
  readonly l2: number;
  readonly seed: number;
  /** Awaited every few milliseconds of work, so that a server that trains goes on answering. */
  readonly pause?: () => Promise<void>;
}

/** Error of a class in an example below which its weights stay. */
const NEGLIGIBLE = 5e-3;
/** Where sums of squares start, so that none divides by zero. */
const SMALL = 1e-6;
const EXAMPLES_BETWEEN_PAUSES = 32;

/** Sums of squared gradients: by class for the dense block and the bias, by weight for the sparse block. */
interface Squares {
  readonly classes: Float32Array;
  readonly sparse: Float32Array;
}

/**
 * Multinomial logistic regression by AdaGrad (Duchi, Hazan & Singer 2011) over seeded shuffles, with the mean of the later epochs' weights
 * (Polyak & Juditsky 1992). Sparse weights have a step size each, because n-grams are common or rare; the dense weights of a class share
 * one, because their columns are alike. A few passes generalise as well as the optimum (measured: 3 passes 80.2 %, 8 passes 79.2 % out of
 * fold on 13,000 examples) and take seconds, where L-BFGS over classes × 9,000 weights takes minutes.
 */
export async function fitMultinomial(
  examples: readonly MultinomialExample[],
  options: MultinomialOptions,
): Promise<MultinomialModel> {
  const { classes, denseSize, sparseSize, epochs, l2 } = options;
  const model = emptyModel(classes, denseSize, sparseSize);
  const mean = emptyModel(classes, denseSize, sparseSize);
  const squares = {
    classes: new Float32Array(classes).fill(SMALL),
    sparse: new Float32Array(model.sparse.length).fill(SMALL),
  };
  const random = seededRandom(options.seed);
  const order = Int32Array.from(examples, (_, n) => n);
  const errors = new Float64Array(classes);
  const active = new Int32Array(classes);
  const averagedFrom = Math.floor(epochs / 2);
  const decay = l2 / Math.max(1, examples.length);

  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const [n, row] of order.entries()) {
      if (n % EXAMPLES_BETWEEN_PAUSES === 0) await options.pause?.();
      const example = examples[row];
      if (!example) continue;
      scores(model, example, errors);
      softmaxInPlace(errors);
      errors[example.label] = (errors[example.label] ?? 0) - 1;
      // A class that is nearly certain or nearly excluded teaches nearly nothing; skipping it saves most of the time.
      let length = 0;
      for (let k = 0; k < classes; k += 1) if (Math.abs(errors[k] ?? 0) >= NEGLIGIBLE) active[length++] = k;
      step(model, squares, example, errors, active.subarray(0, length), { ...options, decay });
    }
    if (epoch >= averagedFrom) accumulate(mean, model, 1 / (epochs - averagedFrom));
  }
  return mean;
}

/** Linear scores of all classes, into `out`. */
export function scores(model: MultinomialModel, example: Omit<MultinomialExample, 'label'>, out: Float64Array): void {
  const { classes, denseSize, dense, sparse } = model;
  const x = example.dense;
  for (let k = 0; k < classes; k += 1) {
    const start = k * denseSize;
    // Four sums: one alone would wait for itself at each addition.
    let [a, b, c, d] = [0, 0, 0, 0];
    let j = 0;
    for (; j + 3 < denseSize; j += 4) {
      a += (dense[start + j] ?? 0) * (x[j] ?? 0);
      b += (dense[start + j + 1] ?? 0) * (x[j + 1] ?? 0);
      c += (dense[start + j + 2] ?? 0) * (x[j + 2] ?? 0);
      d += (dense[start + j + 3] ?? 0) * (x[j + 3] ?? 0);
    }
    for (; j < denseSize; j += 1) a += (dense[start + j] ?? 0) * (x[j] ?? 0);
    out[k] = (model.bias[k] ?? 0) + a + b + c + d;
  }
  for (let i = 0; i < example.indices.length; i += 1) {
    const start = (example.indices[i] ?? 0) * classes;
    const value = example.values[i] ?? 0;
    for (let k = 0; k < classes; k += 1) out[k] = (out[k] ?? 0) + value * (sparse[start + k] ?? 0);
  }
}

/** One example's step on the weights of the classes that it teaches. */
function step(
  model: MultinomialModel,
  squares: Squares,
  { dense, indices, values }: MultinomialExample,
  errors: Float64Array,
  active: Int32Array,
  { denseRate, sparseRate, decay }: { readonly denseRate: number; readonly sparseRate: number; readonly decay: number },
): void {
  const { classes, denseSize } = model;
  for (let m = 0; m < active.length; m += 1) {
    const k = active[m] ?? 0;
    const error = errors[k] ?? 0;
    const sum = (squares.classes[k] ?? 0) + error * error;
    squares.classes[k] = sum;
    const rate = denseRate / Math.sqrt(sum);
    const shrink = 1 - rate * decay;
    const along = rate * error;
    const start = k * denseSize;
    for (let j = 0; j < denseSize; j += 1)
      model.dense[start + j] = shrink * (model.dense[start + j] ?? 0) - along * (dense[j] ?? 0);
    model.bias[k] = (model.bias[k] ?? 0) - along;
  }
  for (let i = 0; i < indices.length; i += 1) {
    const value = values[i] ?? 0;
    const start = (indices[i] ?? 0) * classes;
    for (let m = 0; m < active.length; m += 1) {
      const k = active[m] ?? 0;
      const at = start + k;
      const w = model.sparse[at] ?? 0;
      const gradient = (errors[k] ?? 0) * value + decay * w;
      const sum = (squares.sparse[at] ?? 0) + gradient * gradient;
      squares.sparse[at] = sum;
      model.sparse[at] = w - (sparseRate * gradient) / Math.sqrt(sum);
    }
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
