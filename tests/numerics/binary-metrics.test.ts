import { describe, expect, it } from 'vitest';
import {
  areaUnderCurve,
  brierScore,
  calibrationError,
  calibrationSlope,
  liftAt,
  logLoss,
} from '../../src/numerics/binary-metrics.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';

const P = [0.1, 0.4, 0.35, 0.8];
const Y = [0, 0, 1, 1];

/** Scores whose logits are `factor` times the true ones. */
function scored(n: number, factor: number) {
  const random = seededRandom(4);
  const logits = Array.from({ length: n }, () => 4 * random() - 3);
  const y = logits.map((z) => (random() < sigmoid(z) ? 1 : 0));
  return { p: logits.map((z) => sigmoid(factor * z)), y };
}

describe('binary metrics', () => {
  it('ranks: three of four pairs are in order', () => {
    expect(areaUnderCurve(P, Y)).toBeCloseTo(0.75, 12);
  });

  it('counts a tie as half', () => {
    expect(areaUnderCurve([0.5, 0.5], [0, 1])).toBe(0.5);
  });

  it('has the losses that are worked out by hand', () => {
    expect(logLoss(P, Y)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4, 12);
    expect(brierScore(P, Y)).toBeCloseTo((0.01 + 0.16 + 0.4225 + 0.04) / 4, 12);
  });

  it('stays finite where a sure score is wrong', () => {
    expect(logLoss([0], [1])).toBeCloseTo(-Math.log(1e-15), 9);
  });

  it('adds up the gaps of the bins', () => {
    // Bins .1-.2, .3-.4, .4-.5 and .8-.9: |.1 − 0|, |.35 − 1|, |.4 − 0|, |.8 − 1|.
    expect(calibrationError(P, Y)).toBeCloseTo((0.1 + 0.65 + 0.4 + 0.2) / 4, 12);
  });

  it('lifts: the best quarter is all events where half are', () => {
    expect(liftAt(0.25, P, Y)).toBeCloseTo(2, 12);
    expect(liftAt(1, P, Y)).toBeCloseTo(1, 12);
  });

  it('takes a part of the rows that tie at the edge', () => {
    expect(liftAt(0.5, [0.9, 0.2, 0.2, 0.2], [1, 1, 0, 0])).toBeCloseTo((1 + 1 / 3) / 2 / 0.5, 12);
  });

  it.each([
    ['right', 1, 1],
    ['twice too sure', 2, 0.5],
    ['half as sure as they could be', 0.5, 2],
  ])('has a slope for scores that are %s', (_, factor, slope) => {
    const { p, y } = scored(20_000, factor);

    expect(calibrationSlope(p, y) / slope).toBeGreaterThan(0.93);
    expect(calibrationSlope(p, y) / slope).toBeLessThan(1.07);
  });

  it('counts a row twice as if it stood there twice', () => {
    const { p, y } = scored(60, 1.3);
    const counts = p.map((_, i) => i % 3);
    const repeated = p.flatMap((value, i) => new Array<number>(counts[i] ?? 0).fill(value));
    const labels = y.flatMap((value, i) => new Array<number>(counts[i] ?? 0).fill(value));

    expect(areaUnderCurve(p, y, counts)).toBeCloseTo(areaUnderCurve(repeated, labels), 12);
    expect(logLoss(p, y, counts)).toBeCloseTo(logLoss(repeated, labels), 12);
    expect(brierScore(p, y, counts)).toBeCloseTo(brierScore(repeated, labels), 12);
    expect(calibrationError(p, y, 10, counts)).toBeCloseTo(calibrationError(repeated, labels), 12);
    expect(liftAt(0.1, p, y, counts)).toBeCloseTo(liftAt(0.1, repeated, labels), 12);
    expect(calibrationSlope(p, y, counts)).toBeCloseTo(calibrationSlope(repeated, labels), 6);
  });
});
