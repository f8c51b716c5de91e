import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError } from '../../src/numerics/binary-metrics.ts';
import { calibrate, fitCalibration, fitIsotonic, fitPlatt } from '../../src/numerics/calibration.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';

/** Labels by true logits, and the logits that a model says instead. */
function said(n: number, distort: (z: number) => number) {
  const random = seededRandom(6);
  const truth = Float64Array.from({ length: n }, () => 5 * random() - 3.5);
  const y = Uint8Array.from(truth, (z) => (random() < sigmoid(z) ? 1 : 0));
  return { logits: truth.map(distort), y };
}

describe('calibration', () => {
  it('leaves right scores alone', () => {
    const { logits, y } = said(8_000, (z) => z);

    expect(fitCalibration(logits, y)).toEqual({ kind: 'none' });
  });

  it('takes Platt where scores are too sure of themselves', () => {
    const { logits, y } = said(8_000, (z) => 2.5 * z + 0.5);

    const calibration = fitCalibration(logits, y);

    expect(calibration.kind).toBe('platt');
    expect(calibrate(calibration, 2.5 * 1 + 0.5)).toBeCloseTo(1, 0);
    expect(calibrate(calibration, 2.5 * -2 + 0.5)).toBeCloseTo(-2, 0);
  });

  const bend = (z: number): number => (z < -1 ? z - 4 : z > 0 ? 0.2 * z : z);

  it('takes isotonic where the scores are bent and events are many', () => {
    const { logits, y } = said(8_000, bend);

    const calibration = fitCalibration(logits, y);

    expect(calibration.kind).toBe('isotonic');
    const p = Array.from(logits, (z) => sigmoid(calibrate(calibration, z)));
    expect(calibrationError(p, y)).toBeLessThan(0.015);
  });

  it('does not take isotonic with 1,000 events or fewer', () => {
    const { logits, y } = said(2_400, bend);

    expect(y.reduce((sum, label) => sum + label, 0)).toBeLessThanOrEqual(1_000);
    expect(fitCalibration(logits, y).kind).not.toBe('isotonic');
  });

  it("moves Platt's targets off 0 and 1, so that separable scores stay unsure", () => {
    const calibration = fitPlatt(Float64Array.of(-2, -1, 1, 2), Uint8Array.of(0, 0, 1, 1));

    // Targets (2 + 1)/(2 + 2) = 3/4 and 1/4: by symmetry the mean of the high pair's probabilities is near 3/4.
    const high = [1, 2].reduce((sum, z) => sum + sigmoid(calibrate(calibration, z)) / 2, 0);
    expect(high).toBeCloseTo(0.75, 1);
  });

  it('pools neighbours that are in the wrong order', () => {
    const y = Uint8Array.from({ length: 300 }, (_, i) => (i < 100 ? 0 : i < 200 ? i % 2 : i % 5 === 0 ? 1 : 0));

    const calibration = fitIsotonic(
      Float64Array.from(y, (_, i) => i),
      y,
    );

    // The second hundred has a rate of .5, the third of .2: together .35.
    expect(calibrate(calibration, 250)).toBeCloseTo(Math.log(70.5 / 130.5), 6);
    expect(calibrate(calibration, 20)).toBeLessThan(-4);
  });

  it('never falls where the logit rises', () => {
    const { logits, y } = said(3_000, bend);
    const calibration = fitIsotonic(logits, y);

    fc.assert(
      fc.property(fc.double({ min: -12, max: 4, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }), (at, more) => {
        expect(calibrate(calibration, at + more)).toBeGreaterThanOrEqual(calibrate(calibration, at));
      }),
    );
  });
});
