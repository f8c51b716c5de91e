import { describe, expect, it } from 'vitest';
import { fitLogistic, logisticStandardErrors } from '../../src/numerics/logistic-regression.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';

function simulate(n: number, weights: readonly number[], intercept: number, seed = 11) {
  const next = seededRandom(seed);
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

    const problem = { x, y, d: 4, c: 1e6 };
    const fit = fitLogistic(problem);
    const errors = logisticStandardErrors(problem, fit);

    expect(fit.converged).toBe(true);
    for (const [j, w] of truth.entries()) expect(Math.abs((fit.weights[j] ?? 0) - w)).toBeLessThan(3 * (errors[j] ?? 0));
    expect(Math.abs(fit.intercept + 0.8)).toBeLessThan(3 * (errors[4] ?? 0));
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

  it('knows the standard error of a rate: 1/√(n·p·(1 − p))', () => {
    const problem = {
      x: new Float64Array(400),
      y: Uint8Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0)),
      d: 1,
      c: 1,
    };

    const errors = logisticStandardErrors(problem, fitLogistic(problem));

    expect(errors[1]).toBeCloseTo(1 / Math.sqrt(400 * 0.25 * 0.75), 8);
  });

  it('has standard errors as wide as the answers of repeated samples scatter', () => {
    const answers = Array.from({ length: 200 }, (_, n) => {
      const problem = { ...simulate(400, [0.8, -0.5], -0.4, n), d: 2, c: 1e6 };
      const fit = fitLogistic(problem);
      return { weight: fit.weights[0] ?? 0, error: logisticStandardErrors(problem, fit)[0] ?? 0 };
    });

    const mean = answers.reduce((sum, { weight }) => sum + weight / 200, 0);
    const scatter = Math.sqrt(answers.reduce((sum, { weight }) => sum + (weight - mean) ** 2 / 199, 0));
    const said = answers.reduce((sum, { error }) => sum + error / 200, 0);
    expect(said / scatter).toBeGreaterThan(0.85);
    expect(said / scatter).toBeLessThan(1.15);
  });

  it('fits what an offset leaves over', () => {
    const { x, y } = simulate(2_000, [1, -0.5], 0.4);
    const first = Float64Array.from({ length: 2_000 }, (_, i) => x[2 * i] ?? 0);
    const whole = fitLogistic({ x, y, d: 2, c: 1 }, { method: 'newton' });
    const offset = Float64Array.from({ length: 2_000 }, (_, i) => (whole.weights[1] ?? 0) * (x[2 * i + 1] ?? 0));

    const rest = fitLogistic({ x: first, y, d: 1, c: 1, offset }, { method: 'newton' });

    expect(rest.weights[0]).toBeCloseTo(whole.weights[0] ?? 0, 6);
    expect(rest.intercept).toBeCloseTo(whole.intercept, 6);
  });

  it.each([5, 6, 7, 8])('weighs each of %i rows once, whatever is left over after passes of four', (n) => {
    const { x, y } = simulate(n, [0.5, 0.2], 0);
    const reversed = [...Array(n).keys()].reverse();
    const turned = Float64Array.from(reversed.flatMap((i) => [x[2 * i] ?? 0, x[2 * i + 1] ?? 0]));

    const fit = fitLogistic({ x, y, d: 2, c: 1 });
    const other = fitLogistic({ x: turned, y: Uint8Array.from(reversed, (i) => y[i] ?? 0), d: 2, c: 1 });
    const weighted = fitLogistic({ x, y, d: 2, c: 1, weights: new Float64Array(n).fill(1) });

    expect(other.weights[0]).toBeCloseTo(fit.weights[0] ?? 0, 9);
    expect(weighted.weights[1]).toBeCloseTo(fit.weights[1] ?? 0, 9);
  });

  it('has the same answer by L-BFGS, with weights, prior and offset', () => {
    const { x, y } = simulate(600, [0.4, -1, 0.2], 0.3);
    const weights = Float64Array.from({ length: 600 }, (_, i) => 1 + (i % 3));
    const offset = Float64Array.from({ length: 600 }, (_, i) => (i % 2) - 0.5);
    const problem = { x, y, d: 3, c: 0.3, weights, offset, prior: Float64Array.of(1, 0, -1) };

    const newton = fitLogistic(problem, { method: 'newton' });
    const lbfgs = fitLogistic(problem, { method: 'lbfgs', tolerance: 1e-10 });

    expect(lbfgs.converged).toBe(true);
    for (const j of [0, 1, 2]) expect(lbfgs.weights[j]).toBeCloseTo(newton.weights[j] ?? 0, 7);
    expect(lbfgs.intercept).toBeCloseTo(newton.intercept, 7);
  });

  it('has the same answer on many rows, where a sample gives the metric', () => {
    const problem = { ...simulate(6_000, [0.7, -0.4], -1), d: 2, c: 1 };

    const fit = fitLogistic(problem);
    const exact = fitLogistic(problem, { method: 'newton' });

    expect(fit.iterations).toBeLessThan(10);
    expect(fit.converged).toBe(true);
    expect(fit.weights[0]).toBeCloseTo(exact.weights[0] ?? 0, 5);
  });

  it('fits more columns than rows', () => {
    const d = 600;
    const { x, y } = simulate(80, [2, ...new Array<number>(d - 1).fill(0)], 0);

    const fit = fitLogistic({ x, y, d, c: 0.1 });
    const exact = fitLogistic({ x, y, d, c: 0.1 }, { method: 'newton' });

    expect(fit.converged).toBe(true);
    expect(fit.weights[0]).toBeCloseTo(exact.weights[0] ?? 0, 4);
  });

  it('says so when it did not converge', () => {
    const { x, y } = simulate(600, [0.4, -1], 0.3);

    expect(fitLogistic({ x, y, d: 2, c: 1 }, { method: 'lbfgs', tolerance: 0.5 }).converged).toBe(false);
  });
});
