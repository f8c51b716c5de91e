import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from '../../src/numerics/bootstrap.ts';

const ROWS = Array.from({ length: 400 }, (_, i) => (i % 5 === 0 ? 1 : 0));

function rate(counts: Float64Array): { readonly rate: number } {
  let [sum, total] = [0, 0];
  for (const [i, count] of counts.entries()) {
    sum += count * (ROWS[i] ?? 0);
    total += count;
  }
  return { rate: sum / total };
}

describe('bootstrap intervals', () => {
  it('are as wide as the binomial ones, around the value', () => {
    const interval = bootstrapIntervals(400, rate).rate;

    const halfWidth = 1.96 * Math.sqrt((0.2 * 0.8) / 400);
    expect(interval.value).toBeCloseTo(0.2, 12);
    expect((interval.high - interval.low) / 2 / halfWidth).toBeGreaterThan(0.9);
    expect((interval.high - interval.low) / 2 / halfWidth).toBeLessThan(1.1);
  });

  it('are the same twice', () => {
    expect(bootstrapIntervals(400, rate)).toEqual(bootstrapIntervals(400, rate));
  });

  it('are wider where rows come in groups that are alike', () => {
    const groups = Int32Array.from(ROWS, (label, i) => Math.floor(i / 50) * 2 + label);
    const single = bootstrapIntervals(400, rate).rate;

    const grouped = bootstrapIntervals(400, rate, { groups }).rate;

    expect(grouped.high - grouped.low).toBeGreaterThan(2 * (single.high - single.low));
  });

  it('leave out draws that have no value', () => {
    const rare = (counts: Float64Array): { readonly ratio: number } => ({ ratio: (counts[0] ?? 0) > 0 ? 1 : Number.NaN });

    expect(bootstrapIntervals(400, rare).ratio).toEqual({ value: 1, low: 1, high: 1 });
  });
});
