import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softmaxInPlace } from '../../src/numerics/softmax.ts';
import { fitTemperature } from '../../src/numerics/temperature.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';

describe('softmax', () => {
  it('sums to one and keeps the order for scores of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 80 }), (scores) => {
        const p = Float64Array.from(scores);

        softmaxInPlace(p);

        expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        expect(p[scores.indexOf(Math.max(...scores))]).toBe(Math.max(...p));
      }),
    );
  });
});

describe('temperature', () => {
  it('finds the factor by which scores are too large', async () => {
    const random = seededRandom(9);
    const truth = Array.from({ length: 4_000 }, () => Float64Array.from({ length: 5 }, () => 3 * (random() - 0.5)));
    const labels = truth.map((scores) => {
      const p = scores.slice();
      softmaxInPlace(p);
      let left = random();
      return Math.max(
        0,
        p.findIndex((share) => (left -= share) < 0),
      );
    });

    const temperature = await fitTemperature(
      truth.map((scores) => scores.map((score) => score * 2.5)),
      labels,
    );

    expect(temperature).toBeGreaterThan(2.2);
    expect(temperature).toBeLessThan(2.8);
  });
});
