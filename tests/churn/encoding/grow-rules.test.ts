import { describe, expect, it } from 'vitest';
import { growRules } from '../../../src/churn/encoding/grow-rules.ts';
import type { Frame } from '../../../src/churn/frame.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';

const ROWS = 2_000;
const LEVELS = ['north', 'south', 'west'];

/** `isOften`: where four of five leave instead of one of five. */
function customers(isOften: (minutes: number, calls: number, region: string) => boolean): { frame: Frame; y: Uint8Array } {
  const random = seededRandom(5);
  const minutes = Float64Array.from({ length: ROWS }, () => Math.floor(random() * 300));
  const calls = Float64Array.from({ length: ROWS }, () => Math.floor(random() * 6));
  const codes = Int32Array.from({ length: ROWS }, () => Math.floor(random() * LEVELS.length));
  const y = Uint8Array.from(minutes, (value, row) =>
    random() < (isOften(value, calls[row] ?? 0, LEVELS[codes[row] ?? 0] ?? '') ? 0.8 : 0.2) ? 1 : 0,
  );
  const columns: Frame['columns'] = [
    { kind: 'number', name: 'minutes', values: minutes },
    { kind: 'number', name: 'calls', values: calls },
    { kind: 'category', name: 'region', levels: LEVELS, codes },
  ];
  return { frame: { rows: ROWS, columns }, y };
}

function rulesOf({ frame, y }: { frame: Frame; y: Uint8Array }, most: number) {
  const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
  const share = y.reduce((sum, label) => sum + label, 0) / ROWS;
  return growRules(frame, rows, y, new Float64Array(ROWS).fill(Math.log(share / (1 - share))), most);
}

describe('rules on several columns', () => {
  it('find the corner of two columns in which customers leave', () => {
    const [first] = rulesOf(
      customers((minutes, calls) => minutes >= 200 && calls >= 4),
      1,
    );
    const [minutes, calls] = ['minutes', 'calls'].map((name) => first?.conditions.find(({ column }) => column === name));

    expect(first?.conditions).toHaveLength(2);
    // Bins of 15 minutes: the cut is the nearest one.
    expect(minutes).toMatchObject({ kind: 'between', from: expect.closeTo(200, -1.5) as number, below: null });
    expect(calls).toEqual({ kind: 'between', column: 'calls', from: 4, below: null });
  });

  it('take in a third column where it pays', () => {
    const [first] = rulesOf(
      customers((minutes, calls, region) => minutes >= 150 && calls >= 3 && region === 'west'),
      1,
    );

    expect(new Set(first?.conditions.map(({ column }) => column))).toEqual(new Set(['minutes', 'calls', 'region']));
    expect(first?.conditions).toContainEqual({ kind: 'among', column: 'region', levels: ['west'] });
  });

  it('are the same each time, and no more than asked for', () => {
    const data = customers((minutes, calls) => minutes < 100 && calls >= 2);

    expect(rulesOf(data, 3)).toEqual(rulesOf(data, 3));
    expect(rulesOf(data, 3).length).toBeLessThanOrEqual(3);
    expect(rulesOf(data, 0)).toEqual([]);
  });

  it('leave out rows of which a column is unknown', () => {
    const data = customers((minutes, calls) => minutes >= 200 && calls >= 4);
    const [minutes] = data.frame.columns;
    if (minutes?.kind === 'number') minutes.values.fill(Number.NaN);

    expect(rulesOf(data, 2).flatMap(({ conditions }) => conditions.map(({ column }) => column))).not.toContain('minutes');
  });
});
