import { describe, expect, it } from 'vitest';
import { checkTable } from '../../../src/churn/table/check-table.ts';
import { splitRows } from '../../../src/churn/table/split-rows.ts';
import { takeRows } from '../../../src/churn/table/take-rows.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';
import { csvOf, makeShop, readIt, SHOP_HEADER, shopCsv } from './tables.ts';

const text = (warnings: readonly { readonly en: string }[]): string => warnings.map(({ en }) => en).join('\n');

/** A column beside those of the shop, made from the row. */
async function withColumn(name: string, cell: (left: 0 | 1, n: number) => string | number) {
  const shop = makeShop(600);
  const rows = shop.map((row, n) => [...SHOP_HEADER.map((column) => row[column]), cell(row.left, n)]);
  return readIt(csvOf([...SHOP_HEADER, name], rows), { customer: 'id' });
}

describe('the check of a table', () => {
  it('has nothing to say about an honest table', async () => {
    const { warnings, groups } = checkTable(await readIt(shopCsv(makeShop(1_500)), { customer: 'id' }), []);

    expect(warnings).toEqual([]);
    expect(new Set(groups).size).toBe(1_500);
  });

  it('refuses fewer than 20 customers who left', async () => {
    const shop = makeShop(300);
    const few = [...shop.filter(({ left }) => left === 1).slice(0, 19), ...shop.filter(({ left }) => left === 0)];

    const table = await readIt(shopCsv(few), { customer: 'id' });
    expect(() => checkTable(table, [])).toThrow(/19 customers who left .* at least 20 of each/);
  });

  it.each([
    ['a number that is the answer', (left: 0 | 1, n: number) => left * 10 + (n % 3)],
    ['a category that is the answer', (left: 0 | 1, n: number) => (left === 1 ? ['moved', 'price'][n % 2]! : 'none')],
    ['a number that is the answer in no direction', (left: 0 | 1, n: number) => (left === 1 ? 2 : [1, 3][n % 2]!)],
  ])('refuses %s, unless it is trusted', async (_, cell) => {
    const table = await withColumn('hint', cell);

    expect(() => checkTable(table, [])).toThrow(/"hint" alone tells who left.*ignore.*trust/);
    expect(() => checkTable(table, ['hint'])).not.toThrow();
  });

  it('refuses a column that is filled for leavers only', async () => {
    const table = await withColumn('cancelled on', (left, n) => (left === 1 ? `2026-01-${10 + (n % 15)}` : ''));
    expect(() => checkTable(table, [])).toThrow(/Whether "cancelled on" is filled tells/);
  });

  it('takes a strong but honest column', async () => {
    const random = seededRandom(3);
    const table = await withColumn('complaints', (left) => (random() < 0.85 ? left : 1 - left) * (1 + Math.floor(3 * random())));
    expect(() => checkTable(table, [])).not.toThrow();
  });

  it('counts rows that repeat another one, and those that contradict it', async () => {
    const shop = makeShop(400);
    const copies = shop
      .slice(0, 7)
      .map((row, n) => ({ ...row, id: `D${n}`, left: n < 2 ? ((1 - row.left) as 0 | 1) : row.left }));

    const { warnings } = checkTable(await readIt(shopCsv([...shop, ...copies]), { customer: 'id' }), []);
    expect(text(warnings)).toContain('7 rows repeat another row in all columns, 2 of them with the other outcome');
  });

  it('unmasks copies with changed cells, and never parts them', async () => {
    const random = seededRandom(7);
    const wide = makeShop(500).map((row) => ({ ...row, extra: Array.from({ length: 8 }, () => Math.floor(30 * random())) }));
    const copies = wide.map((row, n) => ({
      ...row,
      id: `D${n}`,
      extra: row.extra.map((value, at) => (at === n % 8 ? value + 1 + (n % 5) : value)),
    }));
    const shuffled = [...wide, ...copies].map((row) => ({ row, lot: random() })).sort((a, b) => a.lot - b.lot);
    const header = [...SHOP_HEADER, ...Array.from({ length: 8 }, (_, n) => `e${n}`)];
    const rows = shuffled.map(({ row }) => [...SHOP_HEADER.map((name) => row[name]), ...row.extra]);

    const table = await readIt(csvOf(header, rows), { customer: 'id' });
    const { warnings, groups } = checkTable(table, []);

    expect(text(warnings)).toMatch(/1000 rows are equal to another row in at least \d+ of 12 columns.*copied data/);
    const groupOf = new Map(shuffled.map(({ row }, n) => [row.id, groups[n]]));
    expect(wide.filter((row, n) => groupOf.get(row.id) !== groupOf.get(`D${n}`))).toEqual([]);
    expect(new Set(groups).size).toBe(500);
  });

  it('unmasks a copy of the table that was appended with constants added', async () => {
    const shop = makeShop(400);
    const copy = shop.map((row) => ({
      ...row,
      id: `D${row.id}`,
      tenure: row.tenure + 1,
      orders: row.orders + 1,
      spend: (Number(row.spend) + 25).toFixed(2),
    }));
    const rows = [...shop, ...copy].map((row) => [...SHOP_HEADER.map((name) => row[name]), row.tenure % 17]);

    const { warnings, groups } = checkTable(await readIt(csvOf([...SHOP_HEADER, 'rest'], rows), { customer: 'id' }), []);
    expect(text(warnings)).toContain('800 rows have a copy 400 rows away that differs only by constants');
    expect(groups[399]).toBe(groups[799]);
  });

  it('warns of dates that lie after the time of their row', async () => {
    const rows = makeShop(200).map((row, n) => [
      ...SHOP_HEADER.map((name) => row[name]),
      `2026-01-${10 + (n % 10)}`,
      `2026-0${1 + (n % 4)}-05`,
    ]);
    const table = await readIt(csvOf([...SHOP_HEADER, 'at', 'refunded'], rows), { customer: 'id', time: 'at' });

    expect(text(checkTable(table, []).warnings)).toMatch(/In 150 rows "refunded" is later than the row's time/);
  });
});

describe('the split', () => {
  const lots = seededRandom(5);
  const y = Uint8Array.from({ length: 2_000 }, () => (lots() < 0.2 ? 1 : 0));
  const groups = Int32Array.from({ length: 2_000 }, (_, n) => Math.floor(n / 3));
  const shared = (train: Int32Array, test: Int32Array): number => {
    const known = new Set(Array.from(train, (row) => groups[row]));
    return test.filter((row) => known.has(groups[row])).length;
  };

  it('tests a fifth, keeps groups together and both classes alike', () => {
    const { train, test } = splitRows({ groups, y, times: null });
    const rate = (rows: Int32Array): number => rows.reduce((sum, row) => sum + y[row]!, 0) / rows.length;

    expect(train.length + test.length).toBe(2_000);
    expect(Math.abs(test.length - 400)).toBeLessThan(10);
    expect(shared(train, test)).toBe(0);
    expect(Math.abs(rate(train) - rate(test))).toBeLessThan(0.05);
  });

  it('tests on the newest rows when there is a time', () => {
    const times = Float64Array.from({ length: 2_000 }, (_, n) => n);
    const { train, test, left } = splitRows({ groups, y, times });

    expect(Math.max(...train)).toBeLessThan(Math.min(...test));
    expect(test.length).toBe(400);
    expect(shared(train, test)).toBe(0);
    expect(left).toBeLessThan(3);
  });

  it('does not learn from leavers alone where each customer has a row a month', () => {
    const monthly = Int32Array.from({ length: 2_000 }, (_, n) => n % 400);
    const times = Float64Array.from({ length: 2_000 }, (_, n) => Math.floor(n / 400));
    const { train, test } = splitRows({ groups: monthly, y, times });

    expect(train.length).toBe(4 * 280);
    expect(test.length).toBe(120);
    expect(new Set(Array.from(train, (row) => monthly[row])).size).toBe(280);
  });

  it('takes rows of a frame in the order asked for', () => {
    const frame = {
      rows: 3,
      columns: [
        { kind: 'number', name: 'a', values: Float64Array.of(1, 2, 3) },
        { kind: 'category', name: 'b', levels: ['x', 'y'], codes: Int32Array.of(0, -1, 1) },
      ],
    } as const;

    const taken = takeRows(frame, Int32Array.of(2, 0));
    expect(taken.rows).toBe(2);
    expect(taken.columns.map((column) => [...(column.kind === 'number' ? column.values : column.codes)])).toEqual([
      [3, 1],
      [1, 0],
    ]);
  });
});
