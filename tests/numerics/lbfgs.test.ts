import { describe, expect, it } from 'vitest';
import { minimiseByLbfgs } from '../../src/numerics/lbfgs.ts';

const identity = (vector: Float64Array): Float64Array => vector.slice();

/** Rosenbrock's valley: bent, steep across, flat along; its minimum is at (1, 1). */
const valley = {
  size: 2,
  evaluate: (point: Float64Array, gradient: Float64Array): number => {
    const [a = 0, b = 0] = point;
    gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
    gradient[1] = 200 * (b - a * a);
    return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
  },
};

/** ½ Σ hⱼ·(xⱼ − j)², with h from 1 to 100. */
const bowl = {
  size: 30,
  evaluate: (point: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    for (let j = 0; j < 30; j += 1) {
      const h = 10 ** ((2 * j) / 29);
      gradient[j] = h * ((point[j] ?? 0) - j);
      value += 0.5 * h * ((point[j] ?? 0) - j) ** 2;
    }
    return value;
  },
};

describe('L-BFGS', () => {
  it('walks through a bent valley', () => {
    const found = minimiseByLbfgs(valley, Float64Array.of(-1.2, 1), {
      tolerance: 1e-9,
      mostIterations: 100,
      precondition: identity,
    });

    expect(found.point[0]).toBeCloseTo(1, 7);
    expect(found.point[1]).toBeCloseTo(1, 7);
    expect(found.steepness).toBeLessThan(1e-9);
  });

  it('needs one step where the metric is right', () => {
    const found = minimiseByLbfgs(bowl, new Float64Array(30), {
      tolerance: 1e-9,
      mostIterations: 100,
      precondition: (vector) => vector.map((entry, j) => entry / 10 ** ((2 * j) / 29)),
    });

    expect(found.iterations).toBe(1);
    expect(found.point[29]).toBeCloseTo(29, 9);
  });

  it('finds the bottom of a long bowl without knowing its shape', () => {
    const found = minimiseByLbfgs(bowl, new Float64Array(30), { tolerance: 1e-6, mostIterations: 500, precondition: identity });

    expect(found.steepness).toBeLessThan(1e-6);
    expect(found.iterations).toBeLessThan(200);
  });

  it('ends after as many iterations as it may take, and says how steep it still is', () => {
    const found = minimiseByLbfgs(bowl, new Float64Array(30), { tolerance: 1e-6, mostIterations: 3, precondition: identity });

    expect(found.iterations).toBe(3);
    expect(found.steepness).toBeGreaterThan(1e-6);
  });
});
