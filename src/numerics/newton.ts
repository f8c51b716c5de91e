import { cholesky, solveCholesky, unpack } from './cholesky.ts';
import { dot, largest, type Minimum, type Objective } from './lbfgs.ts';

/** A convex function whose second derivatives are known. */
export interface CurvedObjective extends Objective {
  /** The packed lower triangle of the second derivatives at `point`. */
  hessian(point: Float64Array): Float64Array;
}

const MOST_ITERATIONS = 100;
const MOST_HALVINGS = 40;
/** Where the value would fall by less than this, the step that is being taken squares what is left of the error. */
const DECREMENT = 1e-9;
/** Relative size of what rounding makes of a value that is a sum over many rows. */
const ROUNDING = 1e-14;

/**
 * Minimises by Newton's method with step halving, which guards separable data, from `start` on, far below any usual tolerance: it ends
 * after a full step whose Newton decrement is 1e-9 (Boyd & Vandenberghe, Convex Optimization, 9.5). Look at `steepness` all the same.
 */
export function minimiseByNewton(objective: CurvedObjective, start: Float64Array): Minimum {
  const { size } = objective;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(size);
  let value = objective.evaluate(point, gradient);
  let iterations = 0;
  while (largest(gradient) > 0 && iterations < MOST_ITERATIONS) {
    iterations += 1;
    const step = solveCholesky(factorHessian(objective.hessian(point), size), size, gradient);
    const decrement = dot(step, gradient);
    let scale = 1;
    let isLower = false;
    for (let halving = 0; !isLower && halving < MOST_HALVINGS; halving += 1, scale /= 2) {
      const next = point.map((entry, j) => entry - scale * (step[j] ?? 0));
      const gradientThere = new Float64Array(size);
      const valueThere = objective.evaluate(next, gradientThere);
      isLower = valueThere <= value + ROUNDING * Math.abs(value);
      if (isLower) [point, gradient, value] = [next, gradientThere, valueThere];
    }
    if (!isLower || decrement <= DECREMENT) break;
  }
  return { point, steepness: largest(gradient), iterations };
}

/** The Cholesky factor of packed second derivatives, with a growing ridge where rounding made them indefinite. */
export function factorHessian(packed: Float64Array, size: number): Float64Array {
  const matrix = unpack(packed, size);
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-10 : ridge * 10) {
    const padded = matrix.slice();
    for (let j = 0; j < size; j += 1) padded[j * size + j] = (padded[j * size + j] ?? 0) + ridge;
    const lower = cholesky(padded, size);
    if (lower) return lower;
  }
}
