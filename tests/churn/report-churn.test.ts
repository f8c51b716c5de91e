import { describe, expect, it } from 'vitest';
import type { JudgedScore, LastScore, ScoredTurn, TrialCase } from '../../src/contract/churn-records.ts';
import { compareArms } from '../../src/churn/compare-arms.ts';
import { judgeScores, judgeSegments } from '../../src/churn/judge-scores.ts';
import { measureDrift } from '../../src/churn/measure-drift.ts';
import { simulateLines } from '../../src/churn/simulate-lines.ts';
import { churnScore } from '../conversation/facts.ts';
import { makeShopTable } from './shop-table.ts';

const turn = (conversationId: string, probability: number, more: Partial<ScoredTurn> = {}): ScoredTurn => ({
  conversationId,
  shopCustomerId: null,
  at: 1,
  probability,
  threshold: 0.25,
  economics: { cost: 6, saveRate: 0.2, value: 120 },
  segment: null,
  pattern: 'full',
  arm: null,
  mayEscalate: true,
  ...more,
});

describe('other lines', () => {
  const turns = [
    turn('a', 0.3),
    turn('a', 0.6),
    turn('b', 0.26),
    turn('c', 0.9, { mayEscalate: false }),
    turn('d', 0.1),
    turn('e', 0.1, { threshold: 0.05, economics: { cost: 6, saveRate: 0.2, value: 600 } }),
  ];

  it('hand over each conversation once, where the score alone may', () => {
    const { current } = simulateLines(turns, 0.25, 30);

    expect(current).toMatchObject({ threshold: 0.25, escalations: 3, perDay: 0.1 });
    // a and b at 120 a customer, e at 600.
    expect(current.expectedSaving).toBeCloseTo(0.6 * 24 - 6 + (0.26 * 24 - 6) + (0.1 * 120 - 6), 10);
  });

  it('move the lines of all segments in proportion', () => {
    const { curve } = simulateLines(turns, 0.25, 30);
    const at = (threshold: number) => curve.find((point) => point.threshold === threshold);

    expect(at(0.5)?.escalations).toBe(2);
    expect(at(0.1)?.escalations).toBe(4);
    expect(curve.map(({ threshold }) => threshold)).toEqual(curve.map(({ threshold }) => threshold).toSorted((x, y) => x - y));
    expect(curve.at(-1)?.threshold).toBe(0.9);
  });

  it('save most where the line is the one from money', () => {
    const many = Array.from({ length: 900 }, (_, n) => turn(`c${n}`, n / 900));
    const { current, curve } = simulateLines(many, 0.25, 30);

    expect(Math.max(...curve.map(({ expectedSaving }) => expectedSaving))).toBeLessThanOrEqual(current.expectedSaving + 1e-9);
  });
});

describe('the trial', () => {
  const cases = (arm: TrialCase['arm'], stayed: number, left: number, unknown: number): TrialCase[] =>
    [...Array<boolean>(stayed).fill(false), ...Array<boolean>(left).fill(true), ...Array<null>(unknown).fill(null)].map(
      (hasLeft, n) => ({ shopCustomerId: `${arm}${n}`, arm, at: 1, probability: 0.5, segment: null, hasLeft }),
    );

  it('compares retention of both arms by the customers whose outcome is known', () => {
    const { treated, heldOut, difference } = compareArms([...cases('treated', 56, 14, 5), ...cases('held-out', 48, 32, 1)]);

    expect(treated).toMatchObject({ customers: 75, known: 70, stayed: 56, retention: { value: 0.8 } });
    expect(heldOut).toMatchObject({ customers: 81, known: 80, stayed: 48, retention: { value: 0.6 } });
    // 56/70 against 48/80: Newcombe (1998), table II, method 10.
    expect(difference?.value).toBeCloseTo(0.2, 10);
    expect(difference?.low).toBeCloseTo(0.0524, 4);
    expect(difference?.high).toBeCloseTo(0.3339, 4);
  });

  it('says nothing of a difference while one arm has no outcomes', () => {
    expect(compareArms([...cases('treated', 5, 5, 0), ...cases('held-out', 0, 0, 9)]).difference).toBeNull();
    expect(compareArms([]).treated.retention).toBeNull();
  });
});

describe('calibration of segments', () => {
  const judged = (count: number, leavers: number, probability: number, segment: string | null): JudgedScore[] =>
    Array.from({ length: count }, (_, n) => ({
      probability,
      segment,
      modelVersion: 'test',
      wasHandedOver: false,
      hasLeft: n < leavers,
    }));

  it('tells a group that the score misjudges from one that it does not', () => {
    const groups = judgeSegments([...judged(200, 60, 0.3, null), ...judged(200, 80, 0.15, 'members')]);

    expect(groups).toMatchObject([
      { segment: null, customers: 200, figures: { isOff: false } },
      { segment: 'members', customers: 200, figures: { isOff: true } },
    ]);
  });

  it('does not speak of small groups, nor count customers whom an agent talked to', () => {
    const handedOver = judged(500, 400, 0.1, 'x').map((one) => ({ ...one, wasHandedOver: true }));

    expect(judgeSegments([...judged(99, 50, 0.3, 'x'), ...handedOver])).toEqual([{ segment: 'x', customers: 99, figures: null }]);
  });
});

describe('observed and expected leavers', () => {
  const judged = (count: number, leavers: number, probability: number): JudgedScore[] =>
    Array.from({ length: count }, (_, n) => ({
      probability,
      segment: null,
      modelVersion: 'test',
      wasHandedOver: false,
      hasLeft: n < leavers,
    }));

  it('are compared by how far chance alone would take them apart', () => {
    // Binomial of 400 customers at .25: sd √(400 · .25 · .75) = 8.66.
    expect(judgeScores(judged(400, 113, 0.25))).toMatchObject({ customers: 400, observed: 113, expected: 100, isOff: false });
    expect(judgeScores(judged(400, 113, 0.25))?.z).toBeCloseTo(13 / 8.660254, 6);
    // 1.96 standard deviations are 16.97.
    expect(judgeScores(judged(400, 116, 0.25))?.isOff).toBe(false);
    expect(judgeScores(judged(400, 117, 0.25))?.isOff).toBe(true);
    expect(judgeScores(judged(400, 83, 0.25))?.isOff).toBe(true);
  });

  it('are not told of few customers, nor where hardly anybody was expected to leave or did', () => {
    expect(judgeScores(judged(99, 50, 0.5))).toBeNull();
    expect(judgeScores(judged(1_000, 10, 0.01))).toBeNull();
    expect(judgeScores(judged(1_000, 25, 0.01))?.z).toBeGreaterThan(4);
    expect(judgeScores(judged(200, 100, 0.5).map((one) => ({ ...one, wasHandedOver: true })))).toBeNull();
  });
});

describe('drift', () => {
  const { frame, model } = makeShopTable();
  const [late, tenure, plan] = frame.columns;
  if (late?.kind !== 'number' || tenure?.kind !== 'number' || plan?.kind !== 'category') throw new Error('columns');
  /** Customers as they were scored in the chat: row n of the table, with its tenure changed. */
  const scored = (rows: number, changed: (days: number) => number): LastScore[] =>
    Array.from({ length: rows }, (_, n) => {
      const values = {
        lateParcels90Days: Number.isNaN(late.values[n]) ? null : (late.values[n] ?? null),
        tenureDays: changed(tenure.values[n] ?? 0),
        plan: plan.levels[plan.codes[n] ?? 0] ?? null,
      };
      const contributions = Object.entries(values).map(([feature, value]) => ({
        feature,
        value,
        contribution: 0,
        reason: { en: '', zh: '' },
        source: 'history' as const,
      }));
      const churn = churnScore({
        contributions,
        modelVersion: `${model.version} prior-1`,
        history: { kind: 'scored', logit: 0, missing: [] },
      });
      return { shopCustomerId: `C${n}`, at: 1, churn, wasHandedOver: false, arm: null, hasLeft: null };
    });

  it('is not seen among customers like those that were learned from, and is where they changed', () => {
    const same = measureDrift(
      model,
      scored(600, (days) => days),
    );
    const newer = measureDrift(
      model,
      scored(600, (days) => days / 3),
    );

    expect(same?.features.map(({ hasMoved }) => hasMoved)).toEqual([false, false, false]);
    expect(newer?.features[0]).toMatchObject({ name: 'tenureDays', hasMoved: true });
    expect(newer?.features.slice(1).map(({ hasMoved }) => hasMoved)).toEqual([false, false]);
  });

  it('is not told of another model’s scores, or without a model', () => {
    expect(
      measureDrift(
        { ...model, version: 'other' },
        scored(50, (days) => days),
      ),
    ).toBeNull();
    expect(measureDrift(null, [])).toBeNull();
  });
});
