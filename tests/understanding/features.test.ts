import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HASH_SIZE, hashedFeatures } from '../../src/understanding/features.ts';

function likeness(one: string, other: string): number {
  const [a, b] = [hashedFeatures(one), hashedFeatures(other)];
  const values = new Map(Array.from(a.indices, (index, n) => [index, a.values[n] ?? 0]));
  return b.indices.reduce((sum, index, n) => sum + (values.get(index) ?? 0) * (b.values[n] ?? 0), 0);
}

describe('hashed features', () => {
  it('have norm one, or are empty, and stay within the table', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { indices, values } = hashedFeatures(text);

        expect(indices).toHaveLength(values.length);
        for (const index of indices) expect(index >= 0 && index < HASH_SIZE).toBe(true);
        const norm = Math.hypot(...values);
        expect(norm === 0 || Math.abs(norm - 1) < 1e-5).toBe(true);
      }),
    );
  });

  it('do not tell one order number, parcel number or address from another', () => {
    expect(likeness('where is ll2611200042', 'where is ll2612310099')).toBeCloseTo(1, 5);
    expect(likeness('查一下sf1234567890123', '查一下sf9876543210987')).toBeCloseTo(1, 5);
    expect(likeness('mail me at a.b@c.com', 'mail me at xyz@example.org')).toBeCloseTo(1, 5);
  });

  it('find forms of one word alike, and characters in any order of words', () => {
    expect(likeness('cancelling my orders', 'cancelled my order')).toBeGreaterThan(0.6);
    expect(likeness('我想退款', '退款我想要')).toBeGreaterThan(0.3);
    expect(likeness('where is my parcel', '退款')).toBeCloseTo(0, 1);
  });
});
