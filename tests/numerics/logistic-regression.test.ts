import { describe, expect, it } from 'vitest';
import { fitLogistic } from '../../src/numerics/logistic-regression.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';

/** A seeded generator: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function simulate(n: number, weights: readonly number[], intercept: number) {
  const next = random(11);
  const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
  const x = Float64Array.from({ length: n * weights.length }, normal);
  const y = Uint8Array.from({ length: n }, (_, i) => {
    const z = weights.reduce((sum, w, j) => sum + w * (x[i * weights.length + j] ?? 0), intercept);
    return next() < sigmoid(z) ? 1 : 0;
  });
  return { x, y };
}

describe('logistic regression', () => {
  it('finds the weights that made the data, within three standard errors', () => {
    const truth = [1.2, -0.7, 0, 0.3];
    const { x, y } = simulate(20_000, truth, -0.8);

    const fit = fitLogistic({ x, y, d: 4, c: 1e6 });

    expect(fit.converged).toBe(true);
    for (const [j, w] of truth.entries())
      expect(Math.abs((fit.weights[j] ?? 0) - w)).toBeLessThan(3 * (fit.standardErrors[j] ?? 0));
    expect(Math.abs(fit.intercept + 0.8)).toBeLessThan(3 * (fit.standardErrors[4] ?? 0));
  });

  it('solves the intercept-only problem exactly: the log-odds of the rate', () => {
    const y = Uint8Array.from([1, 0, 0, 0]);

    expect(fitLogistic({ x: new Float64Array(4), y, d: 1, c: 1 }).intercept).toBeCloseTo(Math.log(1 / 3), 8);
  });

  it('stays finite on separable data, held by the penalty', () => {
    const fit = fitLogistic({ x: Float64Array.from([-2, -1, 1, 2]), y: Uint8Array.from([0, 0, 1, 1]), d: 1, c: 1 });

    expect(fit.converged).toBe(true);
    expect(fit.weights[0]).toBeGreaterThan(0.5);
    expect(fit.weights[0]).toBeLessThan(3);
  });

  it('counts a row of weight two as two rows', () => {
    const { x, y } = simulate(300, [0.5, -0.5], 0);
    const doubled = fitLogistic({ x: Float64Array.from([...x, ...x]), y: Uint8Array.from([...y, ...y]), d: 2, c: 1 });
    const weighted = fitLogistic({ x, y, d: 2, c: 1, weights: new Float64Array(300).fill(2) });

    expect(weighted.weights[0]).toBeCloseTo(doubled.weights[0] ?? 0, 9);
  });

  it('keeps to its prior without data to speak of, and leaves it with much', () => {
    const prior = Float64Array.from([2]);
    const few = simulate(5, [-1], 0);
    const many = simulate(5_000, [-1], 0);

    expect(fitLogistic({ ...few, d: 1, c: 0.01, prior }).weights[0]).toBeGreaterThan(1.8);
    expect(fitLogistic({ ...many, d: 1, c: 1, prior }).weights[0]).toBeCloseTo(-1, 0);
  });

  it('has a gradient of zero at its answer', () => {
    const { x, y } = simulate(500, [0.4, -1, 0.2], 0.3);
    const fit = fitLogistic({ x, y, d: 3, c: 0.3 });

    const gradient = [0, 1, 2].map((j) => {
      let sum = fit.weights[j] ?? 0;
      for (let i = 0; i < 500; i += 1) {
        const z = fit.intercept + [0, 1, 2].reduce((total, k) => total + (fit.weights[k] ?? 0) * (x[i * 3 + k] ?? 0), 0);
        sum += 0.3 * (sigmoid(z) - (y[i] ?? 0)) * (x[i * 3 + j] ?? 0);
      }
      return Math.abs(sum);
    });

    expect(Math.max(...gradient)).toBeLessThan(1e-5);
  });
});
