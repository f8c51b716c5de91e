import { describe, expect, it } from 'vitest';
import { fitTable } from '../../src/churn/fit-table.ts';
import { meanPredictionOf, predictTable, TableModel } from '../../src/churn/table-model.ts';
import type { Frame } from '../../src/churn/frame.ts';
import { takeRows } from '../../src/churn/table/take-rows.ts';
import { areaUnderCurve } from '../../src/numerics/binary-metrics.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';

/** Customers whose risk falls with `days`, has a cliff at 30, and does not depend on `noise`. */
function makeTable(rows: number): { readonly frame: Frame; readonly y: Uint8Array } {
  const random = seededRandom(8);
  const days = Float64Array.from({ length: rows }, () => Math.floor(400 * random()));
  const noise = Float64Array.from({ length: rows }, () => random());
  const y = Uint8Array.from(days, (value) => (random() < (value < 30 ? 0.7 : 0.3 - value / 2_000) ? 1 : 0));
  return {
    frame: {
      rows,
      columns: [
        { kind: 'number', name: 'days', values: days },
        { kind: 'number', name: 'noise', values: noise },
      ],
    },
    y,
  };
}

const data = makeTable(10_000);
const steps: (readonly [number, number])[] = [];
const model = fitTable(data, Int32Array.from(data.y.keys()), (done, of) => steps.push([done, of]));

describe('the model of a table', () => {
  it('finds a cliff that a line would miss', () => {
    const p = predictTable(model, data.frame);
    const days = data.frame.columns[0]!.kind === 'number' ? data.frame.columns[0]!.values : new Float64Array(0);

    expect(areaUnderCurve(p, data.y)).toBeGreaterThan(
      areaUnderCurve(
        days.map((value) => -value),
        data.y,
      ) - 0.001,
    );
    const meanOf = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + p[row]!, 0) / rows.length;
    const among = (from: number, to: number) => [...p.keys()].filter((row) => days[row]! >= from && days[row]! < to);
    expect(meanOf(among(0, 25))).toBeGreaterThan(0.6);
    expect(meanOf(among(50, 100))).toBeLessThan(0.32);
    expect(steps.at(-1)).toEqual([55, 55]);
  });

  it('is plain data, and scores a row the same whatever stands beside it', () => {
    const again = TableModel.parse(JSON.parse(JSON.stringify(model)));
    const p = predictTable(again, data.frame);
    const rows = Int32Array.of(9_999, 8_191, 8_192, 0);

    expect([...predictTable(model, takeRows(data.frame, rows))]).toEqual(Array.from(rows, (row) => p[row]));
  });

  it('knows its mean as well as so many customers allow', () => {
    const rate = data.y.reduce((sum, label) => sum + label, 0) / data.y.length;
    const p = predictTable(model, data.frame);
    const { value, low, high } = meanPredictionOf(model, data.frame, data.y)(data.frame);

    expect(value).toBeCloseTo(rate, 3);
    // The variance of a mean of independent outcomes, each with its own probability.
    const variance = p.reduce((sum, q) => sum + q * (1 - q), 0) / p.length ** 2;
    expect((high - low) / (2 * 1.96 * Math.sqrt(variance))).toBeCloseTo(1, 1);
  });

  it('is less sure when it has seen fewer customers', () => {
    const few = Int32Array.from({ length: 1_000 }, (_, row) => row);
    const width = (frame: Frame, y: Uint8Array): number => {
      const { low, high } = meanPredictionOf(model, frame, y)(data.frame);
      return high - low;
    };

    const ratio = width(takeRows(data.frame, few), data.y.slice(0, 1_000)) / width(data.frame, data.y);
    expect(Math.abs(ratio - Math.sqrt(10))).toBeLessThan(0.2);
  });
});
