import { describe, expect, it } from 'vitest';
import type { ChurnModels } from '../../src/churn/churn-models.ts';
import { PRIOR_MODEL } from '../../src/churn/conversation-model.ts';
import { readChurnModels } from '../../src/churn/churn-models.ts';
import type { FrameColumn } from '../../src/churn/frame.ts';
import { watchModel } from '../../src/churn/watch-model.ts';
import type { ChurnRecords, JudgedScore, LastScore } from '../../src/contract/churn-records.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { churnScore } from '../conversation/facts.ts';
import { makeShopTable } from './shop-table.ts';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const { frame, model: table } = makeShopTable();
const models: ChurnModels = {
  version: `${table.version} prior-1`,
  patterns: readChurnModels(new URL('../../models/churn', import.meta.url).pathname).patterns,
  table,
  conversation: PRIOR_MODEL,
};

/** Customers as the chat scored them, `daysAgo` days ago: rows of the table, their tenure changed. */
function scored(count: number, daysAgo: number, changed = (days: number): number => days): readonly LastScore[] {
  return Array.from({ length: count }, (_, n) => {
    const contributions = frame.columns.map((column) => ({
      feature: column.name,
      value: valueOf(column, n, changed),
      contribution: 0,
      reason: { en: '', zh: '' },
      source: 'history' as const,
    }));
    // The score as the model had it at training, so that only the column moves.
    const logit = -1.5 + 0.002 * n;
    return {
      shopCustomerId: `C${n}`,
      at: NOW - daysAgo * DAY_MS,
      churn: churnScore({ contributions, modelVersion: models.version, history: { kind: 'scored', logit, missing: [] } }),
      wasHandedOver: false,
      arm: null,
      hasLeft: null,
    };
  });
}

function valueOf(column: FrameColumn, n: number, changed: (days: number) => number): number | string | null {
  if (column.kind === 'category') return column.levels[column.codes[n] ?? 0] ?? null;
  const value = column.values[n] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  return column.name === 'tenureDays' ? changed(value) : value;
}

/** Outcomes that came in `daysAgo` days ago: each customer left with probability p times `times`. */
function judged(count: number, daysAgo: number, times: number): readonly (JudgedScore & { readonly known: number })[] {
  const random = seededRandom(daysAgo);
  return Array.from({ length: count }, () => {
    const probability = 0.1 + 0.4 * random();
    return {
      known: NOW - daysAgo * DAY_MS,
      probability,
      segment: null,
      modelVersion: models.version,
      wasHandedOver: false,
      hasLeft: random() < probability * times,
    };
  });
}

function recordsOf(
  scores: readonly LastScore[],
  outcomes: readonly (JudgedScore & { readonly known: number })[] = [],
): ChurnRecords {
  return {
    scores: () => Promise.resolve([]),
    trial: () => Promise.resolve([]),
    saveOutcomes: () => Promise.resolve(),
    lastScores: (from, to, limit) =>
      Promise.resolve(
        spread(
          scores.filter(({ at }) => at >= from && at < to),
          limit,
        ),
      ),
    judged: (from, to, limit) => Promise.resolve(outcomes.filter(({ known }) => known >= from && known < to).slice(0, limit)),
  };
}

/** Newest first, and of more than `limit` so many from end to end, as the port promises. */
function spread(scores: readonly LastScore[], limit: number): readonly LastScore[] {
  const newestFirst = scores.toSorted((a, b) => b.at - a.at);
  const count = Math.min(limit, scores.length);
  return Array.from({ length: count }, (_, n) => newestFirst[Math.floor((n * scores.length) / count)]).filter(
    (one) => one !== undefined,
  );
}

const watch = (records: ChurnRecords) => watchModel(NOW, { records, models });
const kinds = async (records: ChurnRecords) =>
  (await watch(records)).alarms
    .filter(({ kind }) => kind !== 'score')
    .map((alarm) => (alarm.kind === 'column' ? alarm.name : alarm.kind));
const newer = (days: number): number => days / 3;

describe('an alarm about customers who changed', () => {
  it('is given of a column that moved in both of the last two fortnights', async () => {
    expect(await kinds(recordsOf([...scored(400, 5, newer), ...scored(400, 20, newer)]))).toEqual(['tenureDays']);
  });

  it('waits for the second fortnight, and ends with the first in which customers are as before', async () => {
    expect(await kinds(recordsOf([...scored(400, 5, newer), ...scored(400, 20)]))).toEqual([]);
    expect(await kinds(recordsOf([...scored(400, 5), ...scored(400, 20, newer)]))).toEqual([]);
    expect(await kinds(recordsOf(scored(400, 5, newer)))).toEqual([]);
  });

  it('is not given of few customers, nor of a change that is sure but too small to matter', async () => {
    expect(await kinds(recordsOf([...scored(150, 5, newer), ...scored(150, 20, newer)]))).toEqual([]);
    const slightly = (days: number): number => 0.97 * days;
    const records = recordsOf([...scored(3_000, 5, slightly), ...scored(3_000, 20, slightly)]);
    expect(await kinds(records)).toEqual([]);
  });

  it('speaks of the whole fortnight, not of its last hours', async () => {
    const fortnight = (daysAgo: number) => [...scored(900, daysAgo), ...scored(200, daysAgo - 5, newer)];

    expect(await kinds(recordsOf([...fortnight(6), ...fortnight(20)]))).toEqual([]);
  });

  it('is given of the score, which is compared with that of training', async () => {
    const high = (daysAgo: number) =>
      scored(400, daysAgo).map((one) => ({
        ...one,
        churn: { ...one.churn, history: { kind: 'scored' as const, logit: 1, missing: [] } },
      }));
    const { score, alarms } = await watch(recordsOf([...high(5), ...high(20)]));

    expect(score).toMatchObject({ name: 'score', hasMoved: true });
    expect(alarms).toEqual([{ kind: 'score' }]);
  });

  it('does not speak of scores by another model', async () => {
    const others = [...scored(400, 5, newer), ...scored(400, 20, newer)].map((one) => ({
      ...one,
      churn: { ...one.churn, modelVersion: 'older prior-1' },
    }));

    expect(await watch(recordsOf(others))).toEqual({ score: null, outcomes: null, alarms: [] });
  });
});

describe('an alarm about outcomes', () => {
  it('is given when far more customers left than scores said, in both of the last two spans of 30 days', async () => {
    const { outcomes, alarms } = await watch(recordsOf([], [...judged(600, 10, 1.6), ...judged(600, 40, 1.6)]));

    expect(outcomes?.z).toBeGreaterThan(5);
    expect(alarms).toEqual([{ kind: 'outcomes', observed: outcomes?.observed, expected: outcomes?.expected }]);
  });

  it('is not given while as many leave as expected, in one span only, or once more and once fewer', async () => {
    expect(await kinds(recordsOf([], [...judged(600, 10, 1), ...judged(600, 40, 1)]))).toEqual([]);
    expect(await kinds(recordsOf([], [...judged(600, 10, 1.6), ...judged(600, 40, 1)]))).toEqual([]);
    expect(await kinds(recordsOf([], [...judged(600, 10, 1.6), ...judged(600, 40, 0.4)]))).toEqual([]);
  });

  it('is not given of a difference that is sure but too small to matter', async () => {
    const outcomes = [...judged(20_000, 10, 1.1), ...judged(20_000, 40, 1.1)];

    expect((await watch(recordsOf([], outcomes))).outcomes?.z).toBeGreaterThan(3);
    expect(await kinds(recordsOf([], outcomes))).toEqual([]);
  });
});
