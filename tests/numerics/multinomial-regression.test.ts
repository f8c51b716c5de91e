import { describe, expect, it } from 'vitest';
import { fitLogistic } from '../../src/numerics/logistic-regression.ts';
import {
  fitMultinomial,
  scores,
  type MultinomialExample,
  type MultinomialOptions,
} from '../../src/numerics/multinomial-regression.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { softmaxInPlace } from '../../src/numerics/softmax.ts';

const OPTIONS: MultinomialOptions = {
  classes: 2,
  denseSize: 2,
  sparseSize: 0,
  epochs: 60,
  denseRate: 0.3,
  sparseRate: 0.3,
  l2: 1,
  seed: 5,
};
const NOTHING = { indices: new Int32Array(), values: new Float32Array() };

/** Two clouds that overlap, one of them three times as large. */
function clouds(): readonly MultinomialExample[] {
  const random = seededRandom(3);
  const normal = (): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: 400 }, (_, n) => {
    const label = n % 4 === 0 ? 1 : 0;
    return { dense: Float32Array.of(normal() + label, normal() - label / 2), ...NOTHING, label };
  });
}

describe('multinomial regression', () => {
  it('agrees with the exact binary fit when there are two classes', async () => {
    const examples = clouds();
    const x = Float64Array.from(examples.flatMap(({ dense }) => [...dense]));
    const y = Uint8Array.from(examples, ({ label }) => label);

    const model = await fitMultinomial(examples, OPTIONS);

    // Two weight vectors w and -w under λ/2·(‖w‖² + ‖-w‖²) are one difference 2w under the binary fit's ½‖2w‖² with C = 2/λ.
    const exact = fitLogistic({ x, y, d: 2, c: 2 / OPTIONS.l2 });
    const difference = [0, 1].map((j) => (model.dense[2 + j] ?? 0) - (model.dense[j] ?? 0));
    expect(difference[0]).toBeCloseTo(exact.weights[0] ?? 0, 1);
    expect(difference[1]).toBeCloseTo(exact.weights[1] ?? 0, 1);
    expect((model.bias[1] ?? 0) - (model.bias[0] ?? 0)).toBeCloseTo(exact.intercept, 1);
  });

  it('gives the shares of the classes when there is nothing else to see', async () => {
    const examples = Array.from({ length: 1_000 }, (_, n) => ({
      dense: new Float32Array(0),
      ...NOTHING,
      label: n % 10 < 6 ? 0 : n % 10 < 9 ? 1 : 2,
    }));

    const model = await fitMultinomial(examples, { ...OPTIONS, classes: 3, denseSize: 0, epochs: 40 });

    const p = new Float64Array(3);
    scores(model, { dense: new Float32Array(0), ...NOTHING }, p);
    softmaxInPlace(p);
    expect(p[0]).toBeCloseTo(0.6, 1);
    expect(p[1]).toBeCloseTo(0.3, 1);
    expect(p[2]).toBeCloseTo(0.1, 1);
  });

  it('stands where the gradient of its objective is nearly zero', async () => {
    const examples = clouds();

    const model = await fitMultinomial(examples, OPTIONS);

    const gradient = new Float64Array(4).map((_, at) => OPTIONS.l2 * (model.dense[at] ?? 0));
    for (const { dense, label } of examples) {
      const p = new Float64Array(2);
      scores(model, { dense, ...NOTHING }, p);
      softmaxInPlace(p);
      for (let k = 0; k < 2; k += 1)
        for (let j = 0; j < 2; j += 1)
          gradient[k * 2 + j] = (gradient[k * 2 + j] ?? 0) + ((p[k] ?? 0) - (label === k ? 1 : 0)) * (dense[j] ?? 0);
    }
    for (const entry of gradient) expect(Math.abs(entry) / examples.length).toBeLessThan(0.01);
  });

  it('learns from the sparse block as from the dense one', async () => {
    const examples = Array.from({ length: 300 }, (_, n) => ({
      dense: new Float32Array(0),
      indices: Int32Array.of(n % 3),
      values: Float32Array.of(1),
      label: n % 3,
    }));

    const model = await fitMultinomial(examples, { ...OPTIONS, classes: 3, denseSize: 0, sparseSize: 3, epochs: 5 });

    for (let k = 0; k < 3; k += 1) {
      const out = new Float64Array(3);
      scores(model, { dense: new Float32Array(0), indices: Int32Array.of(k), values: Float32Array.of(1) }, out);
      expect(out.indexOf(Math.max(...out))).toBe(k);
    }
  });

  it('scores a dense block of any size as the plain sum of products', () => {
    for (const denseSize of [1, 3, 4, 7, 384]) {
      const random = seededRandom(denseSize);
      const dense = Float32Array.from({ length: 2 * denseSize }, () => random() - 0.5);
      const x = Float32Array.from({ length: denseSize }, () => random() - 0.5);
      const model = { classes: 2, denseSize, sparseSize: 0, dense, sparse: new Float32Array(), bias: Float32Array.of(0.25, 0) };

      const out = new Float64Array(2);
      scores(model, { dense: x, ...NOTHING }, out);

      const plain = [0, 1].map((k) => x.reduce((sum, value, j) => sum + value * (dense[k * denseSize + j] ?? 0), 0));
      expect(out[0]).toBeCloseTo((plain[0] ?? 0) + 0.25, 10);
      expect(out[1]).toBeCloseTo(plain[1] ?? 0, 10);
    }
  });

  it('gives the same weights twice, pausing between examples', async () => {
    let pauses = 0;

    const [first, second] = [
      await fitMultinomial(clouds(), OPTIONS),
      await fitMultinomial(clouds(), { ...OPTIONS, pause: () => Promise.resolve(void (pauses += 1)) }),
    ];

    expect(second.dense).toEqual(first.dense);
    expect(pauses).toBeGreaterThanOrEqual(OPTIONS.epochs * 10);
  });
});
