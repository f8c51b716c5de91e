import { describe, expect, it } from 'vitest';
import { allRows } from '../../../src/churn/encoding/encode.ts';
import { fineBins } from '../../../src/churn/encoding/fine-bins.ts';
import type { Frame, FrameColumn } from '../../../src/churn/frame.ts';

function binsOf(column: FrameColumn, residuals?: readonly number[]) {
  const rows = column.kind === 'number' ? column.values.length : column.codes.length;
  const frame: Frame = { rows, columns: [column] };
  const [bins] = fineBins(frame, allRows(frame), Float64Array.from(residuals ?? new Float64Array(rows)));
  if (!bins) throw new Error('no column');
  return bins;
}

const number = (values: readonly number[]): FrameColumn => ({ kind: 'number', name: 'days', values: Float64Array.from(values) });

describe('fine bins', () => {
  it('give each value of a count a bin of its own, and the unknown none', () => {
    const { size, bins } = binsOf(number([3, 0, 1, Number.NaN, 3]));

    expect(size).toBe(3);
    expect([...bins]).toEqual([2, 0, 1, -1, 2]);
  });

  it('cut many values into twenty bins of as many rows each', () => {
    const { size, bins } = binsOf(number(Array.from({ length: 2_000 }, (_, n) => n ** 2)));

    expect(size).toBe(20);
    const counts = Array.from({ length: 20 }, (_, bin) => bins.filter((one) => one === bin).length);
    expect(counts).toEqual(new Array(20).fill(100));
  });

  it('keep a least value that most rows share apart from the next one', () => {
    const values = [...new Array<number>(500).fill(0), ...Array.from({ length: 200 }, (_, n) => n + 1)];
    const { bins } = binsOf(number(values));

    expect(new Set(bins.subarray(0, 500))).toEqual(new Set([0]));
    expect(bins[500]).toBe(1);
  });

  it('say what a run of bins is in the values of the table', () => {
    const column = binsOf(number([0, 1, 2, 3]));

    expect(column.condition(0, 2)).toEqual({ kind: 'between', column: 'days', from: null, below: 2 });
    expect(column.condition(1, 3)).toEqual({ kind: 'between', column: 'days', from: 1, below: 3 });
    expect(column.condition(2, 4)).toEqual({ kind: 'between', column: 'days', from: 2, below: null });
  });

  it('stand levels in the order of what the model leaves over of them, so that a cut parts the risky from the safe', () => {
    const column: FrameColumn = {
      kind: 'category',
      name: 'city',
      levels: ['north', 'south', 'west', 'never seen'],
      codes: Int32Array.of(0, 0, 1, 1, 2, 2, -1),
    };
    const ordered = binsOf(column, [0.5, 0.3, -0.4, -0.2, 0.1, 0.1, 0.9]);

    expect(ordered.size).toBe(3);
    expect([...ordered.bins]).toEqual([2, 2, 0, 0, 1, 1, -1]);
    expect(ordered.condition(1, 3)).toEqual({ kind: 'among', column: 'city', levels: ['west', 'north'] });
  });

  it('leave the rarest of many levels unbinned', () => {
    const codes = Int32Array.from({ length: 25 * 26 }, (_, n) => {
      let code = 0;
      for (let left = n; left >= code + 1; code += 1) left -= code + 1;
      return Math.min(24, code);
    });
    const levels = Array.from({ length: 25 }, (_, n) => `level ${n}`);
    const { size, bins } = binsOf({ kind: 'category', name: 'city', levels, codes });

    expect(size).toBe(20);
    expect(bins[0]).toBe(-1);
  });
});
