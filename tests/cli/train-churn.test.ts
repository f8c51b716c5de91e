import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { compareWithLive, verdictOf } from '../../src/churn/compare-with-live.ts';
import { readTableModel } from '../../src/churn/table-model-file.ts';
import { areaUnderCurve } from '../../src/numerics/binary-metrics.ts';
import { fileOf, makeShop, shopCsv } from '../churn/table/tables.ts';

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');

function kefu(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', MAIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}
const train = (folder: string, file: string, ...more: readonly string[]) =>
  kefu('train', 'churn', file, '--label', 'left', '--customer', 'id', '--out', folder, ...more);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-churn-'));
});

// Whole runs of the program, each a process of its own.
describe('kefu train churn', { timeout: 60_000 }, () => {
  it('writes a model with all that it came from, a report, and makes it live', () => {
    const { status, stdout, stderr } = train(folder, fileOf(shopCsv(makeShop(1_500))), '--groups', 'city');

    const live = readTableModel(join(folder, 'live.json'));
    expect(live).toEqual(readTableModel(join(folder, `${live.version}.json`)));
    expect(live.version).toBe(`${new Date().toISOString().slice(0, 10)}-${live.data.hash.slice(0, 8)}`);
    expect(live).toMatchObject({
      kind: 'table',
      data: { rows: 1_500, trained: 1_200, tested: 300, split: 'group', encoding: 'utf-8' },
      roles: { label: 'left', customer: 'id', time: null },
      converged: true,
    });
    expect(live.columns.map(({ source, type }) => `${source}: ${type}`)).toEqual([
      'tenure: number',
      'orders: number',
      'spend: number',
      'city: category',
    ]);
    expect(live.scores.auc.value).toBeGreaterThan(0.7);
    expect(readFileSync(join(folder, `${live.version}.html`), 'utf8')).toContain('Beijing');
    expect(stdout).toContain('Published: its log loss is lower than guessing');
    expect(stderr).toContain('Fitting');
    expect(status).toBe(0);
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('fits the model that it writes to all rows, not only to those that it was tested without', () => {
    const shop = makeShop(1_500);
    train(folder, fileOf(shopCsv(shop)));

    const { columns } = readTableModel(join(folder, 'live.json')).model.encoding;
    const ends = columns.flatMap((column) => (column.kind === 'number' ? [[column.name, column.low, column.high]] : []));
    const endsOf = (name: 'tenure' | 'orders' | 'spend') => {
      const values = shop.map((row) => Number(row[name]));
      return [name, Math.min(...values), Math.max(...values)];
    };
    expect(ends).toEqual([endsOf('tenure'), endsOf('orders'), endsOf('spend')]);
  });

  it('keeps the live model when the new one is not surely better, unless forced, and then keeps the old one beside it', () => {
    const file = fileOf(shopCsv(makeShop(1_500)));
    train(folder, file);
    const first = readTableModel(join(folder, 'live.json')).version;
    expect(train(folder, file).stdout).toContain(`Not published: it is not surely better than the live model ${first}`);
    expect(readTableModel(join(folder, 'live.json')).version).toBe(first);
    expect(existsSync(join(folder, `${first}-2.json`))).toBe(true);

    train(folder, file, '--force');
    expect(readTableModel(join(folder, 'live.json')).version).toBe(`${first}-3`);
    expect(readTableModel(join(folder, `${first}.json`)).version).toBe(first);
  });

  it('does not publish a model of facts that say nothing', () => {
    const noise = makeShop(600).map((row, n) => ({ ...row, left: n % 4 === 0 ? (1 as const) : (0 as const) }));
    const { stdout } = train(folder, fileOf(shopCsv(noise)));

    expect(stdout).toMatch(/Not published/);
    expect(existsSync(join(folder, 'live.json'))).toBe(false);
  });

  it('writes nothing when the table is refused', () => {
    const { status, stderr } = train(folder, fileOf(shopCsv(makeShop(30))));

    expect(stderr).toMatch(/kefu: .*at least 20 of each/);
    expect(status).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('reads a mapping and names its mistakes by line', () => {
    const mapping = join(folder, 'mapping.yaml');
    writeFileSync(mapping, 'columns:\n  tenure: tenureDays\n  orders: orders90Days\nignore: [spend]\n');
    train(folder, fileOf(shopCsv(makeShop(1_500))), '--mapping', mapping);
    const live = readTableModel(join(folder, 'live.json'));

    expect(live.columns.map(({ name }) => name)).toEqual(['tenureDays', 'orders90Days', 'city']);
    expect(live.signs).toContainEqual({ name: 'tenureDays', expected: -1, found: 'as expected' });

    writeFileSync(mapping, 'columns:\n  tenure: tenureDay\n');
    expect(train(folder, fileOf(''), '--mapping', mapping).stderr).toMatch(/mapping\.yaml:2: .*"tenureDay" is no feature/);
  });

  it('asks for what is missing on the command line', () => {
    expect(kefu('train', 'churn').stderr).toMatch(/Which table\? kefu train churn/);
    expect(kefu('train', 'churn', 'a.csv').stderr).toMatch(/Which column says who left/);
    expect(kefu('train', 'churn', 'a.csv', '--label', 'x', '--language', 'fr').stderr).toMatch(/en or zh/);
    expect(kefu('train', 'churn', 'a.csv', '--lable', 'x')).toMatchObject({ status: 2 });
  });

  it('does not write over a live model that it cannot read', () => {
    writeFileSync(join(folder, 'live.json'), '{"version": "mine"}');

    expect(train(folder, fileOf(shopCsv(makeShop(600)))).stderr).toMatch(/no model of this program/);
    expect(readFileSync(join(folder, 'live.json'), 'utf8')).toBe('{"version": "mine"}');
  });
});

describe('the comparison with the live model', () => {
  const y = Uint8Array.from({ length: 400 }, (_, n) => (n % 4 === 0 ? 1 : 0));
  const groups = Int32Array.from(y.keys());
  const tested = (p: Float64Array) => ({ frame: { rows: 400, columns: [] }, y, groups, p });
  const good = Float64Array.from(y, (label) => (label === 1 ? 0.6 : 0.2));

  it('takes the share of leavers as the rival of the first model', () => {
    const comparison = compareWithLive(tested(good), join(folder, 'live.json'), 0.25);

    expect(comparison.with).toBeNull();
    expect(comparison.gain.value).toBeCloseTo(0.5623 - (0.75 * -Math.log(0.8) + 0.25 * -Math.log(0.6)), 3);
    expect(verdictOf(comparison, false).isPublished).toBe(true);
  });

  it('is not convinced by a gain that could be chance', () => {
    const hardly = Float64Array.from(y, (_, n) => (n % 7 === 0 ? 0.26 : 0.25));
    expect(verdictOf(compareWithLive(tested(hardly), join(folder, 'live.json'), 0.25), false).isPublished).toBe(false);
  });
});

describe('kefu score churn', { timeout: 60_000 }, () => {
  it('ranks customers whom it has not seen', () => {
    train(folder, fileOf(shopCsv(makeShop(1_500))));
    const others = makeShop(800, 99);
    const out = join(folder, 'scores.csv');
    const table = fileOf(
      shopCsv(others)
        .replaceAll(/,[01]$/gm, ',')
        .replaceAll('Chengdu', 'Lhasa'),
    );
    kefu('score', 'churn', table, '--model', join(folder, 'live.json'), '--out', out);

    const [header, ...lines] = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(header).toBe('\ufeffcustomer,line,probability');
    expect(lines).toHaveLength(800);
    const scores = lines.map((line) => ({ id: line.split(',')[0], p: Number(line.split(',')[2]) }));
    expect(scores.map(({ p }) => p)).toEqual(scores.map(({ p }) => p).sort((a, b) => b - a));
    const left = new Map(others.map((row) => [row.id, row.left]));
    expect(
      areaUnderCurve(
        scores.map(({ p }) => p),
        scores.map(({ id }) => left.get(id!)!),
      ),
    ).toBeGreaterThan(0.7);
  });

  it('says what to do when there is no model, or a column is missing', () => {
    expect(kefu('score', 'churn', 'a.csv', '--model', join(folder, 'live.json')).stderr).toMatch(/kefu train churn/);
    train(folder, fileOf(shopCsv(makeShop(1_500))));
    expect(kefu('score', 'churn', fileOf('id,tenure\nC1,5'), '--model', join(folder, 'live.json')).stderr).toMatch(
      /lacks "orders", "spend", "city"/,
    );
  });
});
