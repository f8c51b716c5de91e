import { describe, expect, it } from 'vitest';
import { cholesky, inverseDiagonal, solveCholesky, unpack } from '../../src/numerics/cholesky.ts';

// [[4, 2, 0], [2, 5, 1], [0, 1, 3]]: determinant 44, inverse diagonal 14/44, 12/44, 16/44.
const PACKED = Float64Array.of(4, 2, 5, 0, 1, 3);

describe('Cholesky', () => {
  it('solves', () => {
    const lower = cholesky(unpack(PACKED, 3), 3);

    const x = solveCholesky(lower ?? new Float64Array(), 3, Float64Array.of(8, 15, 11));

    expect([...x]).toEqual([1, 2, 3].map((entry) => expect.closeTo(entry, 12)));
  });

  it('gives the diagonal of the inverse', () => {
    const lower = cholesky(unpack(PACKED, 3), 3);

    const diagonal = inverseDiagonal(lower ?? new Float64Array(), 3);

    expect([...diagonal]).toEqual([14 / 44, 12 / 44, 16 / 44].map((entry) => expect.closeTo(entry, 12)));
  });

  it('has no factor of what is not positive definite', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
  });
});
