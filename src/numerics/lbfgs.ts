/** A smooth function of `size` parameters. */
export interface Objective {
  readonly size: number;
  /** The value at `point`; writes the gradient there. */
  evaluate(point: Float64Array, gradient: Float64Array): number;
}

export interface Minimum {
  readonly point: Float64Array;
  /** Largest absolute entry of the gradient there. */
  readonly steepness: number;
  readonly iterations: number;
}

export interface LbfgsOptions {
  /** It ends where no entry of the gradient is larger than this. */
  readonly tolerance: number;
  readonly mostIterations: number;
  /** A first guess of the inverse of the second derivatives, times `vector`; the better, the fewer iterations. */
  readonly precondition: (vector: Float64Array) => Float64Array;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

const MEMORY = 10;
const MOST_TRIALS = 30;
/** Shares of the slope that a step must win (Armijo) and may leave (Wolfe), as usual: Nocedal & Wright, 3.1. */
const DESCENT = 1e-4;
const CURVATURE = 0.9;
/** Relative size of what rounding makes of a value that is a sum over many rows. */
const ROUNDING = 1e-13;

/**
 * Minimises by L-BFGS with the last ten steps (Nocedal & Wright, Numerical Optimization, 2nd ed., algorithm 7.5), from `start` on.
 * It may end early, so look at `steepness`.
 */
export function minimiseByLbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): Minimum {
  let point = Float64Array.from(start);
  let gradient = new Float64Array(objective.size);
  let value = objective.evaluate(point, gradient);
  const pairs: Pair[] = [];
  let iterations = 0;
  while (largest(gradient) > options.tolerance && iterations < options.mostIterations) {
    iterations += 1;
    const direction = descent(gradient, pairs, options.precondition);
    const next = search(objective, point, value, gradient, direction);
    if (!next) break;
    const step = difference(next.point, point);
    const change = difference(next.gradient, gradient);
    const product = dot(step, change);
    if (product > 0) pairs.push({ step, change, product });
    if (pairs.length > MEMORY) pairs.shift();
    ({ point, gradient, value } = next);
  }
  return { point, steepness: largest(gradient), iterations };
}

/** The largest absolute entry. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (a[j] ?? 0) * (b[j] ?? 0);
  return sum;
}

/** Minus the gradient, times the inverse of the second derivatives as the pairs tell it (two loops). */
function descent(gradient: Float64Array, pairs: readonly Pair[], precondition: LbfgsOptions['precondition']): Float64Array {
  const q = gradient.map((entry) => -entry);
  const shares: number[] = [];
  for (const { step, change, product } of pairs.toReversed()) {
    const share = dot(step, q) / product;
    shares.push(share);
    add(q, change, -share);
  }
  const direction = precondition(q);
  const last = pairs.at(-1);
  if (last) {
    const scale = last.product / dot(last.change, precondition(last.change));
    for (let j = 0; j < direction.length; j += 1) direction[j] = (direction[j] ?? 0) * scale;
  }
  for (const { step, change, product } of pairs) add(direction, step, (shares.pop() ?? 0) - dot(change, direction) / product);
  return direction;
}

interface Place {
  readonly point: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly value: number;
}

/**
 * A step that meets the weak Wolfe conditions, by bisection (Lewis & Overton 2013), or null. Where the value's change drowns in
 * rounding, the slope decides (the approximate condition of Hager & Zhang 2005).
 */
function search(
  objective: Objective,
  from: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
): Place | null {
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return null;
  let [low, high, length] = [0, Infinity, 1];
  for (let trial = 0; trial < MOST_TRIALS; trial += 1) {
    const point = Float64Array.from(from, (entry, j) => entry + length * (direction[j] ?? 0));
    const gradientThere = new Float64Array(objective.size);
    const valueThere = objective.evaluate(point, gradientThere);
    const slopeThere = dot(gradientThere, direction);
    const isLower =
      valueThere <= value + DESCENT * length * slope ||
      (valueThere <= value + ROUNDING * Math.abs(value) && slopeThere <= (2 * DESCENT - 1) * slope);
    if (isLower && slopeThere >= CURVATURE * slope) return { point, gradient: gradientThere, value: valueThere };
    if (isLower) low = length;
    else high = length;
    length = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return null;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((entry, j) => entry - (b[j] ?? 0));
}

function add(to: Float64Array, vector: Float64Array, times: number): void {
  for (let j = 0; j < to.length; j += 1) to[j] = (to[j] ?? 0) + times * (vector[j] ?? 0);
}
