import { describe, expect, it } from 'vitest';
import { designWidth, encode } from '../../../src/churn/encoding/encode.ts';
import type { Box, Encoding } from '../../../src/churn/encoding/encoding.ts';
import { learnEncoding } from '../../../src/churn/encoding/learn-encoding.ts';
import type { Frame, FrameColumn } from '../../../src/churn/frame.ts';
import { compileLogit } from '../../../src/churn/scoring/compile-logit.ts';
import { takeRows } from '../../../src/churn/table/take-rows.ts';
import { linear } from '../../../src/numerics/logistic-regression.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';

const ROWS = 3_000;
const INTERCEPT = -0.7;

/** Numbers that are skewed, few, mostly zero and negative, and categories; a part of each is unknown. */
function makeFrame(seed: number): Frame {
  const random = seededRandom(seed);
  const number = (name: string, draw: () => number): FrameColumn => ({
    kind: 'number',
    name,
    values: Float64Array.from({ length: ROWS }, () => (random() < 0.1 ? Number.NaN : draw())),
  });
  const category = (name: string, levels: readonly string[]): FrameColumn => ({
    kind: 'category',
    name,
    levels,
    codes: Int32Array.from({ length: ROWS }, () => Math.floor((levels.length + 1) * random()) - 1),
  });
  return {
    rows: ROWS,
    columns: [
      number('spent', () => Math.exp(8 * random())),
      number('calls', () => Math.floor(6 * random())),
      number('balance', () => (random() < 0.4 ? 0 : -100 * random())),
      category('city', ['north', 'south', 'west']),
      category('plan', ['a', 'b']),
    ],
  };
}

const BOXES: readonly Box[] = [
  {
    conditions: [
      { kind: 'between', column: 'spent', from: 20, below: null },
      { kind: 'among', column: 'city', levels: ['north', 'west'] },
    ],
  },
  {
    conditions: [
      { kind: 'between', column: 'spent', from: 3, below: 90 },
      { kind: 'unknown', column: 'city' },
      { kind: 'others', column: 'plan', levels: ['a'] },
    ],
  },
  {
    conditions: [
      { kind: 'between', column: 'calls', from: null, below: 3 },
      { kind: 'unknown', column: 'balance' },
    ],
  },
];

const training = makeFrame(1);
const rows = Int32Array.from({ length: 2_000 }, (_, row) => row);

/** More boxes than a word has bits. */
const manyBoxes = Array.from({ length: 40 }, (_, n): Box => BOXES[n % BOXES.length]!);

const encodings: readonly (readonly [string, Encoding])[] = [
  ['lines', learnEncoding(training, rows, { kind: 'linear' })],
  ['hinges', learnEncoding(training, rows, { kind: 'hinge', knots: 5 })],
  ['splines', learnEncoding(training, rows, { kind: 'spline', knots: 5 })],
  ['boxes', { ...learnEncoding(training, rows, { kind: 'spline', knots: 3 }), boxes: manyBoxes }],
];

function weightsOf(encoding: Encoding): readonly number[] {
  const random = seededRandom(5);
  return Array.from({ length: designWidth(encoding) }, () => random() - 0.5);
}

function compiled(encoding: Encoding, frame: Frame): Float64Array {
  const logits = new Float64Array(frame.rows);
  compileLogit({ encoding, weights: weightsOf(encoding), intercept: INTERCEPT }, frame)(0, logits);
  return logits;
}

function byDesign(encoding: Encoding, frame: Frame): Float64Array {
  const x = encode(encoding, frame);
  const beta = Float64Array.of(...weightsOf(encoding), INTERCEPT);
  return Float64Array.from({ length: frame.rows }, (_, row) => linear(x, row, designWidth(encoding), beta));
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
}

describe('a compiled logit', () => {
  it.each(encodings)('is the design times the weights: %s', (_, encoding) => {
    const frame = makeFrame(2);

    expect(largestDifference(compiled(encoding, frame), byDesign(encoding, frame))).toBeLessThan(1e-10);
  });

  it.each(encodings)('holds where a value lies on a knot or a limit, beyond training, or nowhere: %s', (_, encoding) => {
    const limits = encoding.columns.flatMap((column) =>
      column.kind === 'category'
        ? []
        : [
            column.low,
            column.high,
            ...column.terms.flatMap((term) =>
              term.kind === 'equals' ? [term.value] : term.kind === 'hinge' || term.kind === 'spline' ? [term.at] : [],
            ),
          ],
    );
    const around = [...limits, 3, 20, 90].flatMap((limit) => [limit, limit + 1e-9, limit - 1e-9]);
    const values = Float64Array.of(...around, 0, -0, -1e9, 1e9, -Infinity, Infinity, Number.NaN);
    const codes = Int32Array.from(values, (_value, n) => (n % 5) - 1);
    const frame: Frame = {
      rows: values.length,
      columns: [
        ...['spent', 'calls', 'balance'].map((name): FrameColumn => ({ kind: 'number', name, values })),
        { kind: 'category', name: 'city', levels: ['west', 'new', 'north', 'south'], codes },
      ],
    };

    expect(largestDifference(compiled(encoding, frame), byDesign(encoding, frame))).toBeLessThan(1e-9);
  });

  it('reads a column that came as the other kind as unknown', () => {
    const values = Float64Array.of(1, Number.NaN);
    const codes = Int32Array.of(0, -1);
    const frame: Frame = {
      rows: 2,
      columns: [
        { kind: 'category', name: 'spent', levels: ['20'], codes },
        { kind: 'number', name: 'city', values },
      ],
    };

    for (const [, encoding] of encodings) {
      expect(largestDifference(compiled(encoding, frame), byDesign(encoding, frame))).toBeLessThan(1e-10);
    }
  });

  it('does not depend on where a stretch of rows begins', () => {
    const [, encoding] = encodings[3]!;
    const logit = compileLogit({ encoding, weights: weightsOf(encoding), intercept: INTERCEPT }, training);
    const part = new Float64Array(100);
    logit(777, part);

    expect([...part]).toEqual([...compiled(encoding, takeRows(training, rows)).subarray(777, 877)]);
  });

  it('adds up a column that the encoding holds twice', () => {
    const twice: Encoding = { columns: [...encodings[1]![1].columns, ...encodings[2]![1].columns], boxes: [...BOXES] };

    expect(largestDifference(compiled(twice, training), byDesign(twice, training))).toBeLessThan(1e-10);
  });
});
