import { describe, expect, it } from 'vitest';
import { macroF1, shareOf } from '../../src/numerics/accuracy.ts';

describe('accuracy', () => {
  it.each([
    // Computed by hand from Wilson's formula, z = 1.96.
    [81, 100, 0.7222, 0.8749],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
  ])('%i of %i has the Wilson interval', (count, of, low, high) => {
    const share = shareOf(count, of);

    expect(share.value).toBeCloseTo(count / of, 10);
    expect(share.low).toBeCloseTo(low, 3);
    expect(share.high).toBeCloseTo(high, 3);
  });

  it('knows nothing of no rows', () => {
    expect(shareOf(0, 0)).toEqual({ value: Number.NaN, low: 0, high: 1 });
  });

  it('averages F1 over the true classes', () => {
    // a: precision 1/2, recall 1; b: precision 1, recall 1/2; c is only ever predicted.
    expect(macroF1(['a', 'b', 'b'], ['a', 'a', 'b'])).toBeCloseTo((2 / 3 + 2 / 3) / 2, 10);
    expect(macroF1(['a', 'b'], ['a', 'c'])).toBeCloseTo(0.5, 10);
  });

  it('counts a row as often as it was drawn', () => {
    const drawn = macroF1(['a', 'a', 'b'], ['a', 'a', 'a']);

    expect(macroF1(['a', 'b', 'b'], ['a', 'a', 'b'], [2, 1, 0])).toBeCloseTo(drawn, 12);
  });
});
