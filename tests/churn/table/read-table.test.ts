import { describe, expect, it } from 'vitest';
import { Mapping } from '../../../src/churn/table/mapping.ts';
import { readKnownTable } from '../../../src/churn/table/read-table.ts';
import { csvOf, fileOf, readIt } from './tables.ts';

/** A table of 40 rows with one column of interest beside a plain one. */
function withColumn(name: string, cell: (n: number) => string | number, delimiter = ','): string {
  return csvOf(
    ['plain', name, 'left'],
    Array.from({ length: 40 }, (_, n) => [n % 7, cell(n), n % 4 === 0 ? 1 : 0]),
    delimiter,
  );
}

const valuesOf = async (content: string): Promise<readonly number[]> => {
  const { frame } = await readIt(content);
  const column = frame.columns[1];
  return column?.kind === 'number' ? [...column.values] : [];
};

describe('a table', () => {
  it.each([',', ';', '\t'])('is read with the delimiter "%s"', async (delimiter) => {
    const { frame, y } = await readIt(withColumn('orders', (n) => n % 5, delimiter));

    expect(frame.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['plain', 'number'],
      ['orders', 'number'],
    ]);
    expect([...y.slice(0, 5)]).toEqual([1, 0, 0, 0, 1]);
  });

  it('reads numbers as a shop writes them, and gaps as unknown', async () => {
    const cells = ['"1,200"', '¥3', '50%', '', '未知'];
    expect((await valuesOf(withColumn('spend', (n) => cells[n] ?? n))).slice(0, 5)).toEqual([
      1200,
      3,
      0.5,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('reads yes and no as 1 and 0', async () => {
    expect((await valuesOf(withColumn('member', (n) => ['是', '否', 'Yes', '0'][n % 4] ?? ''))).slice(0, 4)).toEqual([
      1, 0, 1, 0,
    ]);
  });

  it('turns dates into days before the newest date of the table', async () => {
    const values = await valuesOf(withColumn('last order', (n) => `2026-03-${String(1 + (n % 30)).padStart(2, '0')}`));
    expect(values.slice(0, 3)).toEqual([29, 28, 27]);
  });

  it('turns dates into days before the time of their row, when there is one', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => [`2026-0${1 + (n % 3)}-11`, `2026-0${1 + (n % 3)}-01`, n % 3, n % 2]);
    const { frame, times } = await readIt(csvOf(['month', 'registered', 'x', 'left'], rows), { time: 'month' });

    expect(frame.columns.map(({ name }) => name)).toEqual(['registered', 'x']);
    expect(frame.columns[0]?.kind === 'number' && new Set(frame.columns[0].values)).toEqual(new Set([10]));
    expect(times?.[0]).toBe(Date.UTC(2026, 0, 11));
  });

  it('refuses dates that can be read in two ways until the mapping says which', async () => {
    const content = withColumn('since', (n) => `0${1 + (n % 9)}/0${1 + (n % 5)}/2025`);

    await expect(readIt(content)).rejects.toThrow(/day first or month first: write types: \{ since: date-dmy \}/);
    const { frame } = await readIt(content, {}, { types: { since: 'date-dmy' } });
    expect(frame.columns[1]?.kind).toBe('number');
  });

  it('leaves out what does not describe a customer, and says why', async () => {
    const header = ['row', 'customer_id', 'note', 'country', 'nothing', 'orders', 'left'];
    const rows = Array.from({ length: 50 }, (_, n) => [n + 1, 7_000 + ((n * 37) % 50), `note ${n}`, 'CN', '', n % 6, n % 2]);
    const { used, ignored } = await readIt(csvOf(header, rows));

    expect(used.map(({ source }) => source)).toEqual(['orders']);
    expect(ignored.map(({ source, why }) => `${source}: ${why.en}`)).toEqual([
      'row: it holds 50 different values, which name customers rather than describe them',
      'customer_id: it holds 50 different values, which name customers rather than describe them',
      'note: it holds 50 different values, which name customers rather than describe them',
      'country: each row holds "CN"',
      'nothing: it is empty',
    ]);
  });

  it('names line and value of a slip in a column of numbers, and how to say that it is a category', async () => {
    const content = withColumn('tier', (n) => (n === 30 ? 'gold' : n % 5));

    await expect(readIt(content)).rejects.toThrow(/\d+\.csv:32: "gold" is no number.*types: \{ tier: category \}/);
    const { used } = await readIt(content, {}, { types: { tier: 'category' } });
    expect(used[1]?.type).toBe('category');
  });

  it('does so where a tenth is no number, unless there are so few different values as codes have', async () => {
    const withTexts = (value: (n: number) => number): string =>
      csvOf(
        ['size', 'left'],
        Array.from({ length: 300 }, (_, n) => [n % 10 === 7 ? 'n.b.' : value(n), n % 3 === 0 ? 1 : 0]),
      );

    await expect(readIt(withTexts((n) => n))).rejects.toThrow(
      /:9: "n\.b\." is no number, but 270 of 300 cells of "size" are: correct the 30 others/,
    );
    const { used } = await readIt(withTexts((n) => 36 + (n % 7)));
    expect(used).toEqual([{ source: 'size', name: 'size', type: 'category' }]);
  });

  it('holds a column to the type that the mapping gives it', async () => {
    const content = withColumn('tier', (n) => (n % 2 === 0 ? 'a' : 1));
    await expect(readIt(content, {}, { types: { tier: 'number' } })).rejects.toThrow(/:2: "a" in the column "tier" is no number/);
  });

  it('leaves out rows without a label and keeps customers together', async () => {
    const rows = [
      ['A', 1, 'yes'],
      ['B', 2, ''],
      ['A', 3, 'no'],
      ['', 4, 'no'],
      ['', 5, 'yes'],
    ];
    const { y, customers, customerIds, unlabelled, lines } = await readIt(csvOf(['who', 'x', 'left'], rows), { customer: 'who' });

    expect([...y]).toEqual([1, 0, 0, 1]);
    expect(unlabelled).toBe(1);
    expect(Array.from(customers ?? [], (code) => customerIds[code])).toEqual(['A', 'A', 'line 5', 'line 6']);
    expect([...lines]).toEqual([2, 4, 5, 6]);
  });

  it('asks which value means that the customer left, and takes the answer', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => [n % 4, n % 2 === 0 ? 'gone' : 'here']);
    const content = csvOf(['x', 'left'], rows);

    await expect(readIt(content)).rejects.toThrow(/gone \(5 rows\), here \(5 rows\).*label: \{ positive: … \}/);
    await expect(readIt(content, {}, { label: { positive: 'away' } })).rejects.toThrow(/"away" does not occur/);
    expect([...(await readIt(content, {}, { label: { positive: 'gone' } })).y.slice(0, 2)]).toEqual([1, 0]);
  });

  it.each([
    ['one class', 'x,left\n1,0\n2,0', /one value only/],
    ['no row', 'x,left\n', /no row under the header/],
    ['a header of one column', 'left\n1\n0', /one column/],
    ['two columns of one name', 'x,x,left\n1,2,0', /two columns are called "x"/],
    ['a row of other length', 'x,left\n1,0\n1,2,1', /:3: 3 cells, but the header has 2/],
    ['a quotation mark that never closes', 'x,left\n"1,0\n2,1\n', /quotation mark/],
    ['a header of 3,000 columns', `${'x,'.repeat(3_000)}left\n1`, /3001 columns/],
    ['only a label', 'left,a\n1,\n0,', /no column that says something/],
  ])('refuses %s', async (_, content, message) => {
    await expect(readIt(content)).rejects.toThrow(message);
  });

  it('names a role or a key of the mapping that the table does not have', async () => {
    const content = withColumn('orders', (n) => n % 5);

    await expect(readIt(content, { label: 'gone' })).rejects.toThrow(/--label names the column "gone".*plain, orders, left/);
    await expect(readIt(content, {}, { ignore: ['ordres'] })).rejects.toThrow(/ignore names the column "ordres"/);
    await expect(readIt(content, {}, { columns: { plain: 'tenureDays', orders: 'tenureDays' } })).rejects.toThrow(
      /both called tenureDays/,
    );
    await expect(readIt(content, { time: 'orders' })).rejects.toThrow(/--time names "orders"/);
  });

  it('gives columns the names of the service', async () => {
    const { frame, used } = await readIt(
      withColumn('days', (n) => n),
      {},
      { columns: { days: 'tenureDays' } },
    );

    expect(frame.columns[1]?.name).toBe('tenureDays');
    expect(used[1]).toEqual({ source: 'days', name: 'tenureDays', type: 'number' });
  });

  it('is read for scoring as it was in training', async () => {
    const columns = [
      { source: 'tier', name: 'tier', type: 'category' },
      { source: 'days', name: 'tenureDays', type: 'number' },
    ] as const;
    const read = (content: string) =>
      readKnownTable(fileOf(content), { columns, customer: null, time: null, onProgress: () => undefined });

    const { frame } = await read('other,days,tier\nx,5,1\ny,6,2');
    expect(frame.columns).toEqual([
      { kind: 'category', name: 'tier', levels: ['1', '2'], codes: Int32Array.of(0, 1) },
      { kind: 'number', name: 'tenureDays', values: Float64Array.of(5, 6) },
    ]);
    await expect(read('other,tier\nx,1')).rejects.toThrow(/lacks "days"/);
  });
});

describe('the mapping', () => {
  it.each([
    [{ columns: { days: 'tenure' } }, /tenure.* is no feature of the service: write one of .*tenureDays/],
    [{ types: { days: 'integer' } }, /write one of number, yes-no/],
    [{ ignore: 'days' }, /list of column names/],
    [{ ignored: ['days'] }, /ignored/],
  ])('says what to write instead of %j', (value, message) => {
    expect(() => Mapping.parse(value)).toThrow(message);
  });
});
