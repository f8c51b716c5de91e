import { describe, expect, it } from 'vitest';
import { allRows, designWidth, encode, encodeRecord } from '../../../src/churn/encoding/encode.ts';
import { designColumns, Encoding } from '../../../src/churn/encoding/encoding.ts';
import { learnEncoding } from '../../../src/churn/encoding/learn-encoding.ts';
import type { Frame, FrameColumn } from '../../../src/churn/frame.ts';

const LINEAR = { kind: 'linear' } as const;
const HINGE = { kind: 'hinge', knots: 3 } as const;

const number = (name: string, values: readonly number[]): FrameColumn => ({
  kind: 'number',
  name,
  values: Float64Array.from(values),
});

function category(name: string, cells: readonly string[]): FrameColumn {
  const levels = [...new Set(cells.filter((cell) => cell !== ''))];
  return { kind: 'category', name, levels, codes: Int32Array.from(cells, (cell) => levels.indexOf(cell)) };
}

const frameOf = (...columns: readonly FrameColumn[]): Frame => ({
  rows: columns[0]?.kind === 'number' ? columns[0].values.length : (columns[0]?.codes.length ?? 0),
  columns,
});

/** The named column of the design. */
function columnOf(encoding: Encoding, frame: Frame, name: string): readonly number[] {
  const d = designWidth(encoding);
  const place = designColumns(encoding).findIndex((column) => column.name === name);
  expect(place, `a column "${name}"`).toBeGreaterThanOrEqual(0);
  const x = encode(encoding, frame);
  return Array.from({ length: frame.rows }, (_, i) => x[i * d + place] ?? Number.NaN);
}

const repeat = <T>(times: number, ...values: readonly T[]): readonly T[] => Array.from({ length: times }, () => values).flat();

describe('an encoding', () => {
  it('standardises a number by the training rows, with the median and an indicator where it is unknown', () => {
    const frame = frameOf(number('age', [1, 2, 6, Number.NaN, 1_000]));

    const encoding = learnEncoding(frame, Int32Array.of(0, 1, 2, 3), LINEAR);

    // 1, 2, 6 and the median 2: mean 2.75, population variance 3.6875. The fifth row was not seen: it counts as 6.
    const z = (value: number): unknown => expect.closeTo((value - 2.75) / Math.sqrt(3.6875), 12);
    expect(columnOf(encoding, frame, 'age')).toEqual([z(1), z(2), z(6), z(2), z(6)]);
    expect(columnOf(encoding, frame, 'age unknown')).toEqual([0, 0, 0, 1, 0]);
  });

  it('has no indicator for what was always known', () => {
    const frame = frameOf(number('age', [1, 2, 6]));

    expect(designColumns(learnEncoding(frame, allRows(frame), LINEAR)).map(({ name }) => name)).toEqual(['age']);
  });

  it('keeps a column that never changes at zero', () => {
    const frame = frameOf(number('age', [7, 7, 7]));

    expect([...encode(learnEncoding(frame, allRows(frame), HINGE), frame)]).toEqual([0, 0, 0]);
  });

  it('steps at each value of a count', () => {
    const frame = frameOf(number('calls', repeat(20, 0, 1, 2, 3)));

    const encoding = learnEncoding(frame, allRows(frame), HINGE);

    expect(designColumns(encoding).map(({ name }) => name)).toEqual([
      'calls',
      'calls is 0',
      'calls is 1',
      'calls is 2',
      'calls is 3',
    ]);
    expect(columnOf(encoding, frame, 'calls is 2').slice(0, 4)).toEqual([0, 0, 1, 0]);
  });

  it('sets a value apart that many share, and places knots by the others', () => {
    const frame = frameOf(number('balance', [...repeat(50, 0), ...Array.from({ length: 99 }, (_, n) => n + 1)]));

    const encoding = learnEncoding(frame, allRows(frame), HINGE);

    expect(designColumns(encoding).map(({ name }) => name)).toEqual([
      'balance',
      'balance is 0',
      'balance over 25.5',
      'balance over 50',
      'balance over 74.5',
    ]);
  });

  it('bends between the knots of a spline only: straight before and after', () => {
    const frame = frameOf(
      number(
        'days',
        Array.from({ length: 101 }, (_, n) => n),
      ),
    );

    const encoding = learnEncoding(frame, allRows(frame), { kind: 'spline', knots: 3 });

    const names = designColumns(encoding).map(({ name }) => name);
    expect(names).toEqual(['days', 'days bent at 5', 'days bent at 27.5', 'days bent at 50']);
    for (const name of names.slice(1)) {
      const values = columnOf(encoding, frame, name);
      const bend = (n: number): number => (values[n + 1] ?? 0) - 2 * (values[n] ?? 0) + (values[n - 1] ?? 0);
      expect(bend(2)).toBeCloseTo(0, 9);
      expect(bend(98)).toBeCloseTo(0, 9);
      expect(Math.abs(bend(60))).toBeGreaterThan(1e-5);
    }
  });

  it('pools rare levels, and takes levels that it never saw for rare', () => {
    const training = [...repeat(20, 'red', 'blue'), 'pink', 'grey', ''];
    const frame = frameOf(category('colour', [...training, 'new']));

    const encoding = learnEncoding(
      frame,
      Int32Array.from(training, (_, i) => i),
      LINEAR,
    );

    expect(designColumns(encoding).map(({ name }) => name)).toEqual([
      'colour is blue',
      'colour is red',
      'colour is rare',
      'colour unknown',
    ]);
    expect(columnOf(encoding, frame, 'colour is red').slice(0, 2)).toEqual([1, 0]);
    expect(columnOf(encoding, frame, 'colour is rare').slice(38)).toEqual([0, 0, 1, 1, 0, 1]);
    expect(columnOf(encoding, frame, 'colour unknown').slice(38)).toEqual([0, 0, 0, 0, 1, 0]);
  });

  it('gives an unseen level nothing where no level was rare', () => {
    const frame = frameOf(category('colour', [...repeat(20, 'red', 'blue'), 'new']));

    const encoding = learnEncoding(
      frame,
      Int32Array.from({ length: 40 }, (_, i) => i),
      LINEAR,
    );

    expect([...encode(encoding, frame, Int32Array.of(40))]).toEqual([0, 0]);
  });

  it('reads levels by name, whatever their order in another table', () => {
    const frame = frameOf(category('colour', repeat(20, 'red', 'blue')));
    const encoding = learnEncoding(frame, allRows(frame), LINEAR);

    expect(columnOf(encoding, frameOf(category('colour', ['blue', 'red'])), 'colour is blue')).toEqual([1, 0]);
  });

  it('marks where all conditions of a box hold', () => {
    const frame = frameOf(number('calls', [3, 4, 5, Number.NaN]), category('plan', ['yes', 'yes', 'no', 'yes']));
    const encoding: Encoding = {
      columns: [],
      boxes: [
        {
          conditions: [
            { kind: 'between', column: 'calls', from: 4, below: null },
            { kind: 'among', column: 'plan', levels: ['yes'] },
          ],
        },
        {
          conditions: [
            { kind: 'unknown', column: 'calls' },
            { kind: 'others', column: 'plan', levels: ['no'] },
          ],
        },
      ],
    };

    expect(columnOf(encoding, frame, 'calls from 4 and plan is yes')).toEqual([0, 1, 0, 0]);
    expect(columnOf(encoding, frame, 'calls unknown and plan is not no')).toEqual([0, 0, 0, 1]);
    expect(designColumns(encoding)[0]?.features).toEqual(['calls', 'plan']);
  });

  it('encodes one customer as it encodes a table', () => {
    const frame = frameOf(
      number(
        'age',
        Array.from({ length: 60 }, (_, n) => (n % 7 === 0 ? Number.NaN : n * n)),
      ),
      category('plan', repeat(15, 'yes', 'no', '', 'yes')),
    );
    const learned = learnEncoding(frame, allRows(frame), HINGE);
    const encoding = Encoding.parse(JSON.parse(JSON.stringify(learned)));
    const d = designWidth(encoding);
    const x = encode(encoding, frame);

    expect(encodeRecord(encoding, { age: 25, plan: 'no', shoe: 43 })).toEqual(x.slice(5 * d, 6 * d));
    expect(encodeRecord(encoding, { age: null, plan: 'yes' })).toEqual(x.slice(0, d));
    expect(encodeRecord(encoding, {})).toEqual(x.slice(14 * d, 15 * d));
  });
});
