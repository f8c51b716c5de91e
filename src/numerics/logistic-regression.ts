import { inverseDiagonal, solveCholesky } from './cholesky.ts';
import { minimiseByLbfgs, type Minimum } from './lbfgs.ts';
import { createLogisticObjective, type LogisticObjective, type LogisticProblem } from './logistic-objective.ts';
import { factorHessian, minimiseByNewton } from './newton.ts';
import { sampleRows } from './sample-rows.ts';

export type { LogisticProblem } from './logistic-objective.ts';

export interface LogisticFit {
  readonly weights: Float64Array;
  readonly intercept: number;
  /** Largest absolute entry of the gradient, divided by C·n, at the end. A fit is published only when `converged`. */
  readonly gradient: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface LogisticOptions {
  /** Weights and then intercept of a fit that is near, such as that of another C. */
  readonly start?: Float64Array;
  /** Chosen by the problem's size when absent; both have the same answer. */
  readonly method?: 'newton' | 'lbfgs';
  /** Of the gradient divided by C·n, where L-BFGS ends. Newton ends far below. */
  readonly tolerance?: number;
}

/** As scikit-learn's default, but of the mean loss, so that it does not depend on the number of rows. */
const TOLERANCE = 1e-6;
/** Up to so many columns each of Newton's steps is cheap. */
const NARROW = 30;
/** Above so many columns even one Hessian costs more than the iterations that it saves. */
const WIDE = 1_000;
const MOST_ITERATIONS = 1_000;
/** A sample of 100 rows a column, or of a fiftieth, knows the Hessian to a tenth; it pays where it is a small part of all rows. */
const SAMPLE_ROWS_A_COLUMN = 100;
const SAMPLE_SHARE = 1 / 50;
const LEAST_SAMPLES = 5;
/** So many rows a column tell the Hessian well enough to steer by, where the minimum is not known. */
const METRIC_ROWS_A_COLUMN = 10;
const MOST_METRIC_ROWS = 4_000;
const FEWEST_EVENTS_IN_SAMPLE = 20;

/**
 * Binary logistic regression with an L2 penalty and an unpenalised intercept (Hastie, Tibshirani & Friedman, The Elements of Statistical
 * Learning, 4.4), exact: Newton's method for narrow problems; else L-BFGS, where every row gives value and gradient and a sample of the
 * rows gives the metric (subsampled Hessian: Byrd et al. 2011) and, where rows are many, the start; very wide ones have a diagonal metric.
 */
export function fitLogistic(problem: LogisticProblem, options: LogisticOptions = {}): LogisticFit {
  const objective = createLogisticObjective(problem);
  const scale = problem.c * problem.y.length;
  const found = minimise(problem, objective, (options.tolerance ?? TOLERANCE) * scale, options);
  const gradient = found.steepness / scale;
  return {
    weights: found.point.slice(0, problem.d),
    intercept: found.point[problem.d] ?? 0,
    gradient,
    iterations: found.iterations,
    converged: gradient <= TOLERANCE,
  };
}

/**
 * Standard errors of the d weights and then of the intercept, in their own units: from the inverse of the penalised Hessian, in units of
 * the likelihood (Hastie et al., 4.4.2). With the indicators of all levels of a category, look at contrasts instead.
 */
export function logisticStandardErrors(problem: LogisticProblem, { weights, intercept }: LogisticFit): Float64Array {
  const objective = createLogisticObjective(problem);
  const lower = factorHessian(objective.hessian(Float64Array.of(...weights, intercept)), objective.size);
  return inverseDiagonal(lower, objective.size).map((variance) => Math.sqrt(problem.c * variance));
}

/** The linear predictor of row i; `beta` holds the d weights and then the intercept. */
export function linear(x: Float64Array, i: number, d: number, beta: Float64Array): number {
  let z = beta[d] ?? 0;
  const start = i * d;
  for (let j = 0; j < d; j += 1) z += (x[start + j] ?? 0) * (beta[j] ?? 0);
  return z;
}

function minimise(problem: LogisticProblem, objective: LogisticObjective, tolerance: number, options: LogisticOptions): Minimum {
  const start = options.start ?? startOf(problem);
  if (options.method === 'newton' || (options.method === undefined && problem.d <= NARROW && !isLong(problem)))
    return minimiseByNewton(objective, start);
  const limits = { tolerance, mostIterations: MOST_ITERATIONS };
  if (problem.d > WIDE || options.method === 'lbfgs')
    return minimiseByLbfgs(objective, start, { ...limits, precondition: byDiagonal(problem, start) });

  const { begin, lower } = isLong(problem) ? fromSample(problem, start) : fromStart(problem, start);
  const precondition = (vector: Float64Array): Float64Array => solveCholesky(lower, objective.size, vector);
  const found = minimiseByLbfgs(objective, begin, { ...limits, precondition });
  return found.steepness <= tolerance ? found : minimiseByNewton(objective, found.point);
}

interface Metric {
  /** Where to begin. */
  readonly begin: Float64Array;
  /** Cholesky factor of the Hessian there, as a sample tells it. */
  readonly lower: Float64Array;
}

function isLong({ y, d }: LogisticProblem): boolean {
  return y.length >= LEAST_SAMPLES * SAMPLE_ROWS_A_COLUMN * (d + 1);
}

/** A sample of many rows a column knows where the minimum is. */
function fromSample(problem: LogisticProblem, start: Float64Array): Metric {
  const rows = Math.ceil(Math.max(SAMPLE_ROWS_A_COLUMN * (problem.d + 1), SAMPLE_SHARE * problem.y.length));
  const sample = sampleOf(problem, rows);
  if (!sample) return fromStart(problem, start);
  const sampled = createLogisticObjective(sample);
  const { point } = minimiseByNewton(sampled, start);
  return { begin: point, lower: factorHessian(sampled.hessian(point), sampled.size) };
}

/** A sample of few rows a column still knows the metric. */
function fromStart(problem: LogisticProblem, start: Float64Array): Metric {
  const sampled = createLogisticObjective(
    sampleOf(problem, Math.min(MOST_METRIC_ROWS, METRIC_ROWS_A_COLUMN * (problem.d + 1))) ?? problem,
  );
  return { begin: start, lower: factorHessian(sampled.hessian(start), sampled.size) };
}

/** The prior and the log-odds of the base rate. */
function startOf({ y, d, prior, weights, offset }: LogisticProblem): Float64Array {
  let [events, total, given] = [0, 0, 0];
  for (let i = 0; i < y.length; i += 1) {
    const weight = weights?.[i] ?? 1;
    events += weight * (y[i] ?? 0);
    total += weight;
    given += weight * (offset?.[i] ?? 0);
  }
  const start = new Float64Array(d + 1);
  if (prior) start.set(prior);
  start[d] = Math.log(Math.max(events / total, 1e-12) / Math.max(1 - events / total, 1e-12)) - given / total;
  return start;
}

/** Some of the rows, each worth more, or null where they would be most of them or hold too few events. */
function sampleOf(problem: LogisticProblem, size: number): LogisticProblem | null {
  const { x, y, d, weights, offset } = problem;
  const n = y.length;
  if (2 * size > n) return null;
  const rows = sampleRows(n, size);
  const labels = Float64Array.from(rows, (i) => y[i] ?? 0);
  const events = labels.reduce((sum, label) => sum + label, 0);
  if (Math.min(events, size - events) < FEWEST_EVENTS_IN_SAMPLE) return null;
  const sampled = new Float64Array(size * d);
  for (const [m, i] of rows.entries()) sampled.set(x.subarray(i * d, i * d + d), m * d);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i] ?? 0);
  return {
    ...problem,
    x: sampled,
    y: labels,
    c: (problem.c * n) / size,
    ...(weights && { weights: pick(weights) }),
    ...(offset && { offset: pick(offset) }),
  };
}

/** The inverse of the Hessian's diagonal where every row is as uncertain as the base rate. */
function byDiagonal({ x, y, d, c, weights }: LogisticProblem, start: Float64Array): (vector: Float64Array) => Float64Array {
  let events = 0;
  for (const label of y) events += label;
  const rate = events / y.length;
  const curvature = c * Math.max(rate * (1 - rate), 1 / y.length);
  const diagonal = new Float64Array(start.length).fill(1, 0, d);
  for (let i = 0; i < y.length; i += 1) {
    const weight = curvature * (weights?.[i] ?? 1);
    for (let j = 0; j < d; j += 1) diagonal[j] = (diagonal[j] ?? 0) + weight * (x[i * d + j] ?? 0) ** 2;
    diagonal[d] = (diagonal[d] ?? 0) + weight;
  }
  return (vector) => vector.map((entry, j) => entry / (diagonal[j] ?? 1));
}
