import { describe, expect, it } from 'vitest';
import { chooseShares } from '../../src/churn/choose-shares.ts';
import { designColumns } from '../../src/churn/encoding/encoding.ts';
import { createFitRecipe } from '../../src/churn/fit-recipe.ts';
import type { Frame } from '../../src/churn/frame.ts';
import { mergeFits } from '../../src/churn/merge-fits.ts';
import { compileLogit, type LinearModel } from '../../src/churn/scoring/compile-logit.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';

const ROWS = 800;
const random = seededRandom(6);
const days = Float64Array.from({ length: ROWS }, () => Math.floor(300 * random()));
const codes = Int32Array.from({ length: ROWS }, () => Math.floor(3 * random()));
const y = Uint8Array.from(days, (value, i) => (random() < (value < 60 && codes[i] === 1 ? 0.8 : 0.2) ? 1 : 0));
const frame: Frame = {
  rows: ROWS,
  columns: [
    { kind: 'number', name: 'days', values: days },
    { kind: 'category', name: 'city', levels: ['a', 'b', 'c'], codes },
  ],
};

function logitsOf(model: LinearModel): Float64Array {
  const logits = new Float64Array(ROWS);
  compileLogit(model, frame)(0, logits);
  return logits;
}

describe('a mean of fits', () => {
  const fit = createFitRecipe(
    { frame, y },
    Int32Array.from({ length: ROWS }, (_, row) => row),
  );
  const bent = fit({ basis: { kind: 'spline', knots: 3 }, pairs: { most: 1, bins: 4 }, c: 0.1 });
  const cut = fit({ basis: { kind: 'hinge', knots: 5 }, rules: 3, c: 0.3 });
  const merged = mergeFits([
    { model: bent, share: 0.25 },
    { model: cut, share: 0.75 },
  ]);

  it('gives each row the mean of the logits', () => {
    const [one, other] = [logitsOf(bent), logitsOf(cut)];

    logitsOf(merged).forEach((logit, row) => {
      expect(logit).toBeCloseTo(0.25 * one[row]! + 0.75 * other[row]!, 10);
    });
  });

  it('has each term once', () => {
    const names = designColumns(merged.encoding).map(({ name }) => name);

    expect(names.filter((name) => name === 'days')).toHaveLength(1);
    expect(names.filter((name) => name === 'city is a')).toHaveLength(1);
    expect(merged.weights).toHaveLength(names.length);
  });
});

describe('the shares of models', () => {
  const noisy = (seed: number, noise: number): Float64Array => {
    const draw = seededRandom(seed);
    return Float64Array.from(y, (label) => 2 * label - 1 + noise * (draw() - 0.5));
  };

  it('go to the only model that tells leavers from stayers', () => {
    expect(chooseShares([new Float64Array(ROWS), noisy(1, 1), new Float64Array(ROWS).fill(3)], y)).toEqual([0, 1, 0]);
  });

  it('are divided between models that err differently', () => {
    const shares = chooseShares([noisy(1, 8), noisy(2, 8), noisy(3, 30)], y);

    expect(shares[0]).toBeGreaterThan(0.3);
    expect(shares[1]).toBeGreaterThan(0.3);
    expect(shares[2]).toBeLessThan(0.2);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
  });
});
