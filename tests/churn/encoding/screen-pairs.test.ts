import { describe, expect, it } from 'vitest';
import { coarseBins } from '../../../src/churn/encoding/coarse-bins.ts';
import { allRows, encode } from '../../../src/churn/encoding/encode.ts';
import { screenPairs } from '../../../src/churn/encoding/screen-pairs.ts';
import type { Frame } from '../../../src/churn/frame.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';

const ROWS = 4_000;

/** `minutes` and `plan` act together; `noise` and `colour` do nothing. */
function simulate(strength: number) {
  const random = seededRandom(9);
  const draw = (values: number): Float64Array => Float64Array.from({ length: ROWS }, () => Math.floor(values * random()));
  const [minutes, noise] = [draw(300), draw(50)];
  const [plan, colour] = [Int32Array.from(draw(2)), Int32Array.from(draw(3))];
  const frame: Frame = {
    rows: ROWS,
    columns: [
      { kind: 'number', name: 'minutes', values: minutes },
      { kind: 'number', name: 'noise', values: noise },
      { kind: 'category', name: 'plan', levels: ['yes', 'no'], codes: plan },
      { kind: 'category', name: 'colour', levels: ['red', 'blue', 'green'], codes: colour },
    ],
  };
  const effect = (i: number): number => ((minutes[i] ?? 0) > 150 === (plan[i] === 0) ? strength : -strength);
  const residuals = Float64Array.from({ length: ROWS }, (_, i) => (random() < 0.5 + effect(i) ? 0.5 : -0.5));
  return { frame, residuals, curvatures: new Float64Array(ROWS).fill(0.25) };
}

describe('the pair screen', () => {
  it('finds the columns that act together, first', () => {
    const { frame, residuals, curvatures } = simulate(0.15);

    const [best] = screenPairs(coarseBins(frame, allRows(frame), 4), residuals, curvatures, 4);

    expect(best?.columns).toEqual(['minutes', 'plan']);
    expect(best?.score).toBeGreaterThan(100);
    expect(best?.boxes).toHaveLength(8);
  });

  it('finds nothing strong where nothing acts together', () => {
    const { frame, residuals, curvatures } = simulate(0);

    for (const { score } of screenPairs(coarseBins(frame, allRows(frame), 4), residuals, curvatures, 15)) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThan(20);
    }
  });

  it('has the score that is worked out by hand', () => {
    const frame: Frame = {
      rows: 4,
      columns: [
        { kind: 'number', name: 'a', values: Float64Array.of(0, 0, 1, 1) },
        { kind: 'number', name: 'b', values: Float64Array.of(0, 0, 1, 1) },
      ],
    };

    const [pair] = screenPairs(
      coarseBins(frame, allRows(frame), 4),
      Float64Array.of(2, 2, -3, 0),
      new Float64Array(4).fill(0.5),
      1,
    );

    expect(pair?.score).toBeCloseTo(16 / (1 + 3) + 9 / (1 + 3) - 2 * 0.8, 12);
  });

  it('cuts so that each row is in exactly one box of a pair', () => {
    const { frame, residuals, curvatures } = simulate(0.15);
    const gaps = frame.columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: column.values.map((value, i) => (i % 10 === 0 ? Number.NaN : value)) }
        : { ...column, codes: column.codes.map((code, i) => (i % 15 === 0 ? -1 : code)) },
    );
    const holed = { rows: ROWS, columns: gaps };

    const [pair] = screenPairs(coarseBins(holed, allRows(holed), 4), residuals, curvatures, 1);
    const boxes = pair?.boxes ?? [];

    expect(boxes.length).toBeGreaterThan(8);
    const x = encode({ columns: [], boxes: [...boxes] }, holed);
    for (let i = 0; i < ROWS; i += 1)
      expect(x.subarray(i * boxes.length, (i + 1) * boxes.length).reduce((sum, value) => sum + value, 0)).toBe(1);
  });
});
