/**
 * Lower Cholesky factor of a symmetric positive definite matrix (row-major, d × d), or null when a pivot is not positive.
 * Golub & Van Loan, Matrix Computations, 4th ed., algorithm 4.2.1.
 */
export function cholesky(matrix: Float64Array, d: number): Float64Array | null {
  const lower = new Float64Array(d * d);
  for (let row = 0; row < d; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * d + column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (lower[row * d + k] ?? 0) * (lower[column * d + k] ?? 0);
      if (row === column) {
        if (!(sum > 0)) return null;
        lower[row * d + row] = Math.sqrt(sum);
      } else {
        lower[row * d + column] = sum / (lower[column * d + column] ?? 1);
      }
    }
  }
  return lower;
}

/** Solves L·Lᵀ·x = b. */
export function solveCholesky(lower: Float64Array, d: number, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let row = 0; row < d; row += 1) {
    let sum = x[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (lower[row * d + k] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (lower[row * d + row] ?? 1);
  }
  for (let row = d - 1; row >= 0; row -= 1) {
    let sum = x[row] ?? 0;
    for (let k = row + 1; k < d; k += 1) sum -= (lower[k * d + row] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (lower[row * d + row] ?? 1);
  }
  return x;
}

/** The diagonal of the inverse of L·Lᵀ: entry j is the squared length of the solution of L·x = eⱼ. */
export function inverseDiagonal(lower: Float64Array, d: number): Float64Array {
  const diagonal = new Float64Array(d);
  const x = new Float64Array(d);
  for (let j = 0; j < d; j += 1) {
    let length = 0;
    for (let row = j; row < d; row += 1) {
      let sum = row === j ? 1 : 0;
      for (let k = j; k < row; k += 1) sum -= (lower[row * d + k] ?? 0) * (x[k] ?? 0);
      const entry = sum / (lower[row * d + row] ?? 1);
      x[row] = entry;
      length += entry * entry;
    }
    diagonal[j] = length;
  }
  return diagonal;
}

/** The d × d matrix whose lower triangle is given row by row; what stands above the diagonal stays zero. */
export function unpack(packed: Float64Array, d: number): Float64Array {
  const matrix = new Float64Array(d * d);
  for (let row = 0, at = 0; row < d; at += row + 1, row += 1) matrix.set(packed.subarray(at, at + row + 1), row * d);
  return matrix;
}
