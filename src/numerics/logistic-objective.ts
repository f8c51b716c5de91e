/** What is fitted: labels by a linear logit under an L2 penalty. */
export interface LogisticProblem {
  /** n × d, row-major; standardise the columns first. */
  readonly x: Float64Array;
  /** n labels, 0 or 1, or a probability between. */
  readonly y: Uint8Array | Float64Array;
  readonly d: number;
  /** Inverse strength of the penalty, as scikit-learn's C: minimises ½‖w − prior‖² + C·Σ loss. */
  readonly c: number;
  /** Where the penalty pulls the weights to (d); zero when absent. A Gaussian prior of a shop without history. */
  readonly prior?: Float64Array;
  /** Weight of each row (n); one when absent. */
  readonly weights?: Float64Array;
  /** A part of each row's logit that is given and not fitted (n); zero when absent. */
  readonly offset?: Float64Array;
}

/** The function that is minimised; its parameters are the d weights, then the intercept, which is not penalised. */
export interface LogisticObjective {
  /** d + 1. */
  readonly size: number;
  /** The value at `beta`; writes the gradient there. One pass over the rows. */
  evaluate(beta: Float64Array, gradient: Float64Array): number;
  /** The lower triangle of the second derivatives at `beta`, row by row: entry (j, k ≤ j) at j(j + 1)/2 + k. */
  hessian(beta: Float64Array): Float64Array;
}

const ROWS_A_PASS = 4;
/** Each factor 1 + e^-|z| is at most 2, so a product of so many stays below 2^512. A multiple of the rows of a pass. */
const ROWS_A_LOGARITHM = 512;

/**
 * Four rows a pass: an entry of the gradient or the Hessian is read and written once for four rows, and four sums do not wait for each
 * other. A pass that runs over the end repeats the last row with a weight of zero.
 */
export function createLogisticObjective({ x, y, d, c, prior, weights, offset }: LogisticProblem): LogisticObjective {
  const n = y.length;
  const size = d + 1;
  const labels = new Float64Array(y);
  const logits = new Float64Array(ROWS_A_PASS);
  const place = (i: number): number => Math.min(i, n - 1);
  const weightOf = (i: number): number => (i >= n ? 0 : weights ? (weights[i] ?? 0) : 1);

  const evaluate = (beta: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    const residuals = new Float64Array(ROWS_A_PASS);
    let loss = 0;
    let product = 1;
    for (let start = 0; start < n; start += ROWS_A_PASS) {
      computeLogits(start, beta);
      for (let m = 0; m < ROWS_A_PASS; m += 1) {
        const z = logits[m] ?? 0;
        const label = labels[place(start + m)] ?? 0;
        const weight = weightOf(start + m);
        const e = Math.exp(-Math.abs(z));
        residuals[m] = weight * ((z >= 0 ? 1 : e) / (1 + e) - label);
        // log(1 + e^z) = max(z, 0) + log(1 + e^-|z|); where all rows weigh the same, one logarithm of a product serves many of them.
        loss += weight * ((z > 0 ? z : 0) - label * z);
        if (weights) loss += weight * Math.log1p(e);
        else if (weight > 0) product *= 1 + e;
      }
      if ((start & (ROWS_A_LOGARITHM - 1)) === 0) {
        loss += Math.log(product);
        product = 1;
      }
      addGradient(start, residuals, gradient);
    }
    loss += Math.log(product);
    let penalty = 0;
    for (let j = 0; j < d; j += 1) {
      const away = (beta[j] ?? 0) - (prior ? (prior[j] ?? 0) : 0);
      penalty += 0.5 * away * away;
      gradient[j] = c * (gradient[j] ?? 0) + away;
    }
    gradient[d] = c * (gradient[d] ?? 0);
    return c * loss + penalty;
  };

  const hessian = (beta: Float64Array): Float64Array => {
    // Two rows of the triangle at a time, so an odd size gets a column of zeros more; the intercept's column is ones.
    const padded = size + (size % 2);
    const packed = new Float64Array((padded * (padded + 1)) / 2);
    const rows = Array.from({ length: ROWS_A_PASS }, () => new Float64Array(padded).fill(1, d, size));
    const curvatures = new Float64Array(ROWS_A_PASS);
    for (let start = 0; start < n; start += ROWS_A_PASS) {
      computeLogits(start, beta);
      for (let m = 0; m < ROWS_A_PASS; m += 1) {
        const e = Math.exp(-Math.abs(logits[m] ?? 0));
        curvatures[m] = (c * weightOf(start + m) * e) / ((1 + e) * (1 + e));
        const at = place(start + m) * d;
        rows[m]?.set(x.subarray(at, at + d));
      }
      addOuterProducts(packed, rows, curvatures, padded);
    }
    for (let j = 0; j < d; j += 1) packed[(j * (j + 3)) / 2] = (packed[(j * (j + 3)) / 2] ?? 0) + 1;
    return packed.subarray(0, (size * (size + 1)) / 2);
  };

  function computeLogits(start: number, beta: Float64Array): void {
    const [s0, s1, s2, s3] = [start * d, place(start + 1) * d, place(start + 2) * d, place(start + 3) * d];
    const intercept = beta[d] ?? 0;
    let [z0, z1, z2, z3] = [intercept, intercept, intercept, intercept];
    for (let j = 0; j < d; j += 1) {
      const b = beta[j] ?? 0;
      z0 += b * (x[s0 + j] ?? 0);
      z1 += b * (x[s1 + j] ?? 0);
      z2 += b * (x[s2 + j] ?? 0);
      z3 += b * (x[s3 + j] ?? 0);
    }
    logits[0] = z0;
    logits[1] = z1;
    logits[2] = z2;
    logits[3] = z3;
    if (offset) for (let m = 0; m < ROWS_A_PASS; m += 1) logits[m] = (logits[m] ?? 0) + (offset[place(start + m)] ?? 0);
  }

  function addGradient(start: number, residuals: Float64Array, gradient: Float64Array): void {
    const [s0, s1, s2, s3] = [start * d, place(start + 1) * d, place(start + 2) * d, place(start + 3) * d];
    const [r0, r1, r2, r3] = [residuals[0] ?? 0, residuals[1] ?? 0, residuals[2] ?? 0, residuals[3] ?? 0];
    for (let j = 0; j < d; j += 1) {
      const sum = r0 * (x[s0 + j] ?? 0) + r1 * (x[s1 + j] ?? 0) + (r2 * (x[s2 + j] ?? 0) + r3 * (x[s3 + j] ?? 0));
      gradient[j] = (gradient[j] ?? 0) + sum;
    }
    gradient[d] = (gradient[d] ?? 0) + r0 + r1 + r2 + r3;
  }

  return { size, evaluate, hessian };
}

/** packed += Σ curvature·row·rowᵀ, for an even size. Columns that are zero in all four rows, as one-hot columns are, cost nothing. */
function addOuterProducts(packed: Float64Array, rows: readonly Float64Array[], curvatures: Float64Array, size: number): void {
  const [x0, x1, x2, x3] = rows;
  if (!x0 || !x1 || !x2 || !x3) return;
  const [c0, c1, c2, c3] = [curvatures[0] ?? 0, curvatures[1] ?? 0, curvatures[2] ?? 0, curvatures[3] ?? 0];
  for (let j = 0; j < size; j += 2) {
    const l = j + 1;
    const a0 = c0 * (x0[j] ?? 0);
    const a1 = c1 * (x1[j] ?? 0);
    const a2 = c2 * (x2[j] ?? 0);
    const a3 = c3 * (x3[j] ?? 0);
    const b0 = c0 * (x0[l] ?? 0);
    const b1 = c1 * (x1[l] ?? 0);
    const b2 = c2 * (x2[l] ?? 0);
    const b3 = c3 * (x3[l] ?? 0);
    if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0 && b0 === 0 && b1 === 0 && b2 === 0 && b3 === 0) continue;
    const above = (j * l) / 2;
    const below = above + l;
    for (let k = 0; k <= j; k += 1) {
      const p0 = x0[k] ?? 0;
      const p1 = x1[k] ?? 0;
      const p2 = x2[k] ?? 0;
      const p3 = x3[k] ?? 0;
      packed[above + k] = (packed[above + k] ?? 0) + (a0 * p0 + a1 * p1 + (a2 * p2 + a3 * p3));
      packed[below + k] = (packed[below + k] ?? 0) + (b0 * p0 + b1 * p1 + (b2 * p2 + b3 * p3));
    }
    const square = b0 * (x0[l] ?? 0) + b1 * (x1[l] ?? 0) + (b2 * (x2[l] ?? 0) + b3 * (x3[l] ?? 0));
    packed[below + l] = (packed[below + l] ?? 0) + square;
  }
}
