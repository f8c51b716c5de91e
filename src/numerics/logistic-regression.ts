import { cholesky, solveCholesky } from './cholesky.ts';
import { sigmoid, softplus } from './sigmoid.ts';

export interface LogisticProblem {
  /** n × d, row-major; standardise the columns first. */
  readonly x: Float64Array;
  /** n labels, 0 or 1. */
  readonly y: Uint8Array | Float64Array;
  readonly d: number;
  /** Inverse strength of the penalty, as scikit-learn's C: minimises ½‖w − prior‖² + C·Σ loss. */
  readonly c: number;
  /** Where the penalty pulls the weights to (d); zero when absent. A Gaussian prior of a shop without history. */
  readonly prior?: Float64Array;
  /** Weight of each row (n); one when absent. */
  readonly weights?: Float64Array;
}

export interface LogisticFit {
  readonly weights: Float64Array;
  readonly intercept: number;
  /** From the inverse of the penalised Hessian; the intercept's is last. */
  readonly standardErrors: Float64Array;
  /** Largest absolute entry of the gradient, divided by C·n, at the end. A fit is published only when `converged`. */
  readonly gradient: number;
  readonly iterations: number;
  readonly converged: boolean;
}

const MOST_ITERATIONS = 100;
const TOLERANCE = 1e-8;
const MOST_HALVINGS = 30;

/**
 * Binary logistic regression by Newton's method (iteratively reweighted least squares: Hastie, Tibshirani & Friedman, The
 * Elements of Statistical Learning, 4.4.1), with step halving, which guards separable data, and a growing ridge where the
 * Hessian is not positive definite. The intercept is not penalised and starts at the log-odds of the base rate.
 */
export function fitLogistic({ x, y, d, c, prior, weights: rowWeights }: LogisticProblem): LogisticFit {
  const n = y.length;
  const size = d + 1;
  const mean = weightedMean(y, rowWeights);
  const beta = new Float64Array(size);
  if (prior) beta.set(prior);
  beta[d] = Math.log(Math.max(mean, 1e-12) / Math.max(1 - mean, 1e-12));

  const objective = (b: Float64Array): number => {
    let value = 0;
    for (let j = 0; j < d; j += 1) value += 0.5 * ((b[j] ?? 0) - (prior?.[j] ?? 0)) ** 2;
    for (let i = 0; i < n; i += 1) {
      const z = linear(x, i, d, b);
      value += c * (rowWeights?.[i] ?? 1) * (softplus(z) - (y[i] ?? 0) * z);
    }
    return value;
  };

  let value = objective(beta);
  let state = derivatives(x, y, d, c, beta, prior, rowWeights);
  let iterations = 0;
  while (maxAbs(state.gradient) > TOLERANCE * c * n && iterations < MOST_ITERATIONS) {
    iterations += 1;
    const step = newtonStep(state.hessian, state.gradient, size);
    let scale = 1;
    let next = moved(beta, step, scale);
    let nextValue = objective(next);
    for (let halving = 0; !(nextValue <= value) && halving < MOST_HALVINGS; halving += 1) {
      scale /= 2;
      next = moved(beta, step, scale);
      nextValue = objective(next);
    }
    if (!(nextValue <= value)) break;
    const isStill = value - nextValue <= 1e-14 * Math.abs(value);
    beta.set(next);
    value = nextValue;
    state = derivatives(x, y, d, c, beta, prior, rowWeights);
    if (isStill) break;
  }
  const gradient = maxAbs(state.gradient) / (c * n);
  return {
    weights: beta.slice(0, d),
    intercept: beta[d] ?? 0,
    standardErrors: standardErrors(state.hessian, size, c),
    gradient,
    iterations,
    converged: gradient <= 1e-6,
  };
}

/** The linear predictor of row i. */
export function linear(x: Float64Array, i: number, d: number, beta: Float64Array): number {
  let z = beta[d] ?? 0;
  const start = i * d;
  for (let j = 0; j < d; j += 1) z += (x[start + j] ?? 0) * (beta[j] ?? 0);
  return z;
}

function derivatives(
  x: Float64Array,
  y: LogisticProblem['y'],
  d: number,
  c: number,
  beta: Float64Array,
  prior: Float64Array | undefined,
  rowWeights: Float64Array | undefined,
): { readonly gradient: Float64Array; readonly hessian: Float64Array } {
  const size = d + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  for (let i = 0; i < y.length; i += 1) {
    const p = sigmoid(linear(x, i, d, beta));
    const s = c * (rowWeights?.[i] ?? 1);
    const residual = s * (p - (y[i] ?? 0));
    const w = s * p * (1 - p);
    const start = i * d;
    for (let j = 0; j < d; j += 1) {
      const xj = x[start + j] ?? 0;
      if (xj === 0) continue;
      gradient[j] = (gradient[j] ?? 0) + residual * xj;
      const wx = w * xj;
      const row = j * size;
      for (let k = 0; k <= j; k += 1) hessian[row + k] = (hessian[row + k] ?? 0) + wx * (x[start + k] ?? 0);
      hessian[d * size + j] = (hessian[d * size + j] ?? 0) + wx;
    }
    gradient[d] = (gradient[d] ?? 0) + residual;
    hessian[d * size + d] = (hessian[d * size + d] ?? 0) + w;
  }
  for (let j = 0; j < d; j += 1) {
    gradient[j] = (gradient[j] ?? 0) + (beta[j] ?? 0) - (prior?.[j] ?? 0);
    hessian[j * size + j] = (hessian[j * size + j] ?? 0) + 1;
  }
  for (let j = 0; j < size; j += 1) for (let k = 0; k < j; k += 1) hessian[k * size + j] = hessian[j * size + k] ?? 0;
  return { gradient, hessian };
}

function factor(hessian: Float64Array, size: number): Float64Array {
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-10 : ridge * 10) {
    const padded = Float64Array.from(hessian);
    for (let j = 0; j < size; j += 1) padded[j * size + j] = (padded[j * size + j] ?? 0) + ridge;
    const lower = cholesky(padded, size);
    if (lower) return lower;
  }
}

function newtonStep(hessian: Float64Array, gradient: Float64Array, size: number): Float64Array {
  return solveCholesky(factor(hessian, size), size, gradient);
}

/** The Hessian is that of C times the likelihood; the covariance is in units of the likelihood. */
function standardErrors(hessian: Float64Array, size: number, c: number): Float64Array {
  const lower = factor(hessian, size);
  return Float64Array.from({ length: size }, (_, j) => {
    const unit = new Float64Array(size);
    unit[j] = 1;
    return Math.sqrt(c * (solveCholesky(lower, size, unit)[j] ?? 0));
  });
}

function moved(beta: Float64Array, step: Float64Array, scale: number): Float64Array {
  return beta.map((value, j) => value - scale * (step[j] ?? 0));
}

function maxAbs(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function weightedMean(y: LogisticProblem['y'], weights: Float64Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i += 1) {
    const w = weights?.[i] ?? 1;
    sum += w * (y[i] ?? 0);
    total += w;
  }
  return sum / total;
}
