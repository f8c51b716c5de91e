import { describe, expect, it } from 'vitest';
import { calibrationBins, gainsCurve, rocCurve, scoreHistogram } from '../../../src/churn/report/curves.ts';
import { measureGroups } from '../../../src/churn/report/measure-groups.ts';
import { partialEffects, reviewSigns } from '../../../src/churn/report/partial-effects.ts';
import { renderReport } from '../../../src/churn/report/render-report.ts';
import type { ReportData } from '../../../src/churn/report/report-data.ts';
import type { Frame } from '../../../src/churn/frame.ts';
import { areaUnderCurve } from '../../../src/numerics/binary-metrics.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';

const EVIL = '<script>alert(1)</script>"\'&';
const random = seededRandom(4);
const p = Float64Array.from({ length: 400 }, () => Math.round(50 * random()) / 50);
const y = Uint8Array.from(p, (value) => (random() < value ? 1 : 0));
const share = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });

function dataOf(changes: Partial<ReportData> = {}): ReportData {
  const one = share(0.5);
  return {
    version: '2026-03-01-abcd',
    table: 'customers.csv',
    rows: 2_000,
    leavers: 400,
    trained: 1_600,
    tested: 400,
    left: 0,
    split: 'group',
    verdict: { en: 'Published.', zh: '已发布。' },
    isPublished: true,
    warnings: [{ en: 'Mind this.', zh: '请注意。' }],
    scores: { auc: share(0.81), logLoss: one, brier: one, calibrationError: one, calibrationSlope: one, lift10: one },
    p,
    y,
    effects: [],
    sources: new Map(),
    signs: [],
    groups: [],
    ...changes,
  };
}

describe('the curves', () => {
  it('hold under the ROC curve the area that the metric gives', () => {
    const points = rocCurve(p, y);
    const area = points
      .slice(1)
      .reduce((sum, { x, y: height }, n) => sum + ((x - points[n]!.x) * (height + points[n]!.y)) / 2, 0);

    expect(area).toBeCloseTo(areaUnderCurve(p, y), 12);
    expect([points[0], points.at(-1)]).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]);
  });

  it('find all leavers among all customers, and the surest first', () => {
    const gains = gainsCurve(Float64Array.of(0.9, 0.1, 0.8, 0.2), Uint8Array.of(1, 0, 1, 0), 4);
    expect(gains.map(({ y: found }) => found)).toEqual([0, 0.5, 1, 1, 1]);
  });

  it('hold each customer in one bin of the calibration', () => {
    const bins = calibrationBins(p, y);

    expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(400);
    expect(bins.every(({ predicted, left }) => left.low <= predicted && predicted <= left.high)).toBe(true);
    expect(scoreHistogram(p, y).reduce((sum, { left }) => sum + left, 0)).toBeCloseTo(1, 12);
  });
});

describe('the groups', () => {
  it('are measured by whom an offer to the surest fifth reaches, and small ones are left alone', () => {
    const codes = Int32Array.from(p, (_, n) => (n < 300 ? 0 : n < 390 ? 1 : 2));
    const { groups } = measureGroups({ kind: 'category', name: 'city', levels: ['a', 'b', 'c'], codes }, p, y);

    expect(groups.map(({ level, rows, measures }) => [level, rows, measures === null])).toEqual([
      ['a', 300, false],
      ['b', 90, true],
      ['c', 10, true],
    ]);
    const { measures } = groups[0]!;
    const selected = [...p.keys()].filter((n) => p[n]! > 0.8).length;
    expect(measures!.selected.value).toBeCloseTo(selected / 400, 1);
    expect(measures!.reached.value).toBeGreaterThan(measures!.selected.value);
  });
});

describe('the partial effects', () => {
  const frame: Frame = {
    rows: 100,
    columns: [
      { kind: 'number', name: 'tenureDays', values: Float64Array.from({ length: 100 }, (_, n) => (n === 99 ? Number.NaN : n)) },
      { kind: 'category', name: 'city', levels: ['a', 'b'], codes: Int32Array.from({ length: 100 }, (_, n) => n % 2) },
      { kind: 'number', name: 'nothing', values: new Float64Array(100).map((_, n) => n) },
    ],
  };
  const meanOf =
    (slope: number) =>
    ({ columns: [tenure, city] }: Frame) => {
      const days = tenure?.kind === 'number' ? tenure.values : [];
      const codes = city?.kind === 'category' ? city.codes : [];
      const each = Array.from(days, (value, n) => 0.5 + slope * (Number.isNaN(value) ? 0 : value) + 0.01 * (codes[n] ?? 0));
      return share(each.reduce((sum, value) => sum + value, 0) / each.length);
    };

  it('show what the model says at other values, the strongest first, and nothing that has no effect', () => {
    const effects = partialEffects(frame, meanOf(-0.004));

    expect(effects.map(({ name }) => name)).toEqual(['tenureDays', 'city']);
    expect(effects[0]?.points.at(-1)?.value).toBeNull();
    expect(effects[0]?.points[0]?.mean.value).toBeCloseTo(0.505 - 0.004 * 2, 2);
  });

  it('are held against what sense expects', () => {
    const found = (slope: number) => reviewSigns(partialEffects(frame, meanOf(slope))).map((review) => review.found);

    expect(found(-0.004)).toEqual(['as expected']);
    expect(found(0.004)).toEqual(['against']);
    expect(found(0.0001)).toEqual(['no clear effect']);
  });
});

describe('the report', () => {
  it('escapes whatever the table holds, and needs no script and no other file', () => {
    const html = renderReport(
      dataOf({
        table: EVIL,
        version: EVIL,
        warnings: [{ en: EVIL, zh: EVIL }],
        effects: [
          {
            name: EVIL,
            kind: 'category',
            points: [
              { value: EVIL, mean: share(0.2) },
              { value: null, mean: share(0.3) },
            ],
          },
          { name: 'days', kind: 'number', points: [1, 2, 3, null].map((value) => ({ value, mean: share(0.2) })) },
        ],
        sources: new Map([[EVIL, EVIL]]),
        groups: [{ column: EVIL, groups: [{ level: EVIL, rows: 5, measures: null }] }],
      }),
      'en',
    );

    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(?:src|href)=/);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    expect(html.split('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;').length).toBeGreaterThan(6);
  });

  it('speaks both languages', () => {
    expect(renderReport(dataOf(), 'en')).toMatch(/<html lang="en">[\s\S]*Published\.[\s\S]*Mind this\.[\s\S]*0\.810/);
    expect(renderReport(dataOf(), 'zh')).toMatch(/<html lang="zh-CN">[\s\S]*已发布。[\s\S]*请注意。[\s\S]*校准误差/);
  });

  it('says of a column whose effect is against expectation that it is', () => {
    const effects = [
      { name: 'satisfaction', kind: 'number', points: [1, 3, 5].map((value) => ({ value, mean: share(value / 10) })) },
    ] as const;
    const html = renderReport(
      dataOf({ effects, signs: reviewSigns(effects), sources: new Map([['satisfaction', 'CSAT']]) }),
      'en',
    );

    expect(html).toMatch(/CSAT \(satisfaction\)[\s\S]*Against expectation/);
  });
});
