import { describe, expect, it } from 'vitest';
import { isMissing, parseNumber, parseYesNo, tidyCell } from '../../../src/churn/table/parse-cell.ts';
import { parseDate } from '../../../src/churn/table/parse-date.ts';

describe('a cell', () => {
  it.each([
    ['12', 12],
    ['-3.50', -3.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1,234,567.8', 1234567.8],
    ['12.5%', 0.125],
    ['１２％', 0.12],
    ['¥1,200', 1200],
    ['￥-5', -5],
    ['-￥5', -5],
    ['99元', 99],
    ['$ 5', 5],
    ['20 EUR', 20],
    ['12,34', null],
    ['1.2.3', null],
    ['Infinity', null],
    ['1e999', null],
    ['five', null],
    ['元', null],
    ['', null],
  ])('%s is the number %s', (cell, value) => {
    expect(parseNumber(tidyCell(cell))).toBe(value);
  });

  it.each(['', '  ', 'NA', 'n/a', 'NULL', 'null', '-', '无', '未知', 'NaN', '　'])('"%s" is missing', (cell) => {
    expect(isMissing(tidyCell(cell))).toBe(true);
  });

  it.each(['0', '无所谓', 'no', 'none', 'name'])('"%s" is not missing', (cell) => {
    expect(isMissing(tidyCell(cell))).toBe(false);
  });

  it('is yes or no in both languages, and nothing else', () => {
    expect(['是', 'Yes', 'TRUE', 'y'].map(parseYesNo)).toEqual([1, 1, 1, 1]);
    expect(['否', 'no', 'False', 'N'].map(parseYesNo)).toEqual([0, 0, 0, 0]);
    expect(['1', 'maybe', '不是', ''].map(parseYesNo)).toEqual([null, null, null, null]);
  });

  it.each([
    ['2026-03-05', 'ymd', '2026-03-05T00:00:00Z'],
    ['2026/3/5 14:30', 'ymd', '2026-03-05T14:30:00Z'],
    ['2026年3月5日', 'ymd', '2026-03-05T00:00:00Z'],
    ['2026-03-05T08:00:00+08:00', 'ymd', '2026-03-05T00:00:00Z'],
    ['20260305', 'ymd', '2026-03-05T00:00:00Z'],
    ['2026-03', 'ymd', '2026-03-01T00:00:00Z'],
    ['05/03/2026', 'dmy', '2026-03-05T00:00:00Z'],
    ['05/03/2026', 'mdy', '2026-05-03T00:00:00Z'],
  ] as const)('%s read as %s is %s', (cell, order, instant) => {
    expect(new Date(parseDate(cell, order) ?? Number.NaN).toISOString()).toBe(new Date(instant).toISOString());
  });

  it.each(['2026-02-30', '2026-13-01', '12345678', '2026.5', '2026', '05/03/2026'])(
    '%s is no date with the year first',
    (cell) => {
      expect(parseDate(cell, 'ymd')).toBeNull();
    },
  );
});
