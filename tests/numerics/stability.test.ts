import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../src/numerics/accuracy.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { stabilityOf } from '../../src/numerics/stability.ts';

describe('the population stability index', () => {
  const draw = (n: number, random: () => number): number[] => {
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < n; i += 1) {
      const bin = Math.floor(10 * random());
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  };

  it('is Σ (q − p)·ln(q/p), nearly, with many rows', () => {
    const { psi } = stabilityOf([500_000, 500_000], [600_000, 400_000]);

    expect(psi).toBeCloseTo(0.1 * Math.log(0.6 / 0.5) - 0.1 * Math.log(0.4 / 0.5), 5);
  });

  it('has the limit that chance exceeds once in twenty times', () => {
    expect(stabilityOf(new Array<number>(10).fill(100), new Array<number>(10).fill(50)).limit).toBeCloseTo(0.051, 3);

    const random = seededRandom(3);
    const alarms = Array.from({ length: 2_000 }, () => stabilityOf(draw(1_000, random), draw(500, random)).hasMoved);
    const share = alarms.filter(Boolean).length / alarms.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.07);
  });

  it('survives empty bins and nothing at all', () => {
    expect(stabilityOf([100, 0, 100], [0, 100, 0])).toMatchObject({ hasMoved: true });
    expect(Number.isFinite(stabilityOf([100, 0, 100], [0, 100, 0]).psi)).toBe(true);
    expect(stabilityOf([10, 10], [0, 0]).hasMoved).toBe(false);
    expect(stabilityOf([], []).hasMoved).toBe(false);
  });
});

describe('the difference of two shares', () => {
  it('has Newcombe’s interval', () => {
    // A published experiment on a game: 8,502 of 44,700 against 8,279 of 45,489.
    const { value, low, high } = differenceOf({ count: 8_502, of: 44_700 }, { count: 8_279, of: 45_489 });

    expect(value).toBeCloseTo(0.190201 - 0.182, 5);
    expect(low).toBeCloseTo(0.003121, 5);
    expect(high).toBeCloseTo(0.013282, 5);
  });

  it('holds at the ends', () => {
    const { low, high } = differenceOf({ count: 0, of: 10 }, { count: 0, of: 20 });

    expect(low).toBeCloseTo(-0.1611, 4);
    expect(high).toBeCloseTo(0.2775, 4);
  });
});
