import { mkdtempSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readChurnModels, type ChurnModels } from '../../src/churn/churn-models.ts';
import { PRIOR_MODEL } from '../../src/churn/conversation-model.ts';
import { createChurnScorer } from '../../src/churn/create-churn-scorer.ts';
import { churnPolicyOf } from '../../src/churn/policy.ts';
import { textOfTableModel } from '../../src/churn/table-model-file.ts';
import { predictTable } from '../../src/churn/table-model.ts';
import { takeRows } from '../../src/churn/table/take-rows.ts';
import type { ShopCustomer } from '../../src/contract/customer.ts';
import { NEW_DIALOGUE, type DialogueState } from '../../src/contract/dialogue.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';
import { makeShopTable } from './shop-table.ts';

const NOW = Date.UTC(2026, 10, 27);
const DAY_MS = 86_400_000;
const DEMO = resolve(import.meta.dirname, '../../models/churn');
const { frame, model: table } = makeShopTable();
const models: ChurnModels = { version: 'test', patterns: readChurnModels(DEMO).patterns, table, conversation: PRIOR_MODEL };
const policy = churnPolicyOf({}, { cost: 6, saveRate: 0.2, value: 120 });
const scorer = createChurnScorer({ models, policy: () => policy });

const customer = (more: Partial<ShopCustomer> = {}): ShopCustomer => ({
  id: 'CU1',
  name: 'Mei',
  isMember: false,
  registeredAt: NOW - 200 * DAY_MS,
  lastOrderAt: NOW - 9 * DAY_MS,
  orders90Days: 5,
  spend90Days: null,
  spendPrevious90Days: null,
  lateParcels90Days: 3,
  complaints30Days: null,
  contacts30Days: null,
  satisfaction: null,
  couponShare: null,
  yearlyValue: null,
  attributes: { plan: 'basic' },
  ...more,
});
const said = (counts: Partial<DialogueState['counts']> = {}, sentiment = 0): DialogueState => ({
  ...NEW_DIALOGUE,
  sentiment,
  counts: { ...NEW_DIALOGUE.counts, ...counts },
});
const score = (of: ShopCustomer | null, dialogue = said()) => scorer.score({ customer: of, dialogue, now: NOW });

describe('a shop’s own model in the chat', () => {
  it('takes the calibrated logit of the table’s model as the prior', () => {
    for (const row of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const one = takeRows(frame, Int32Array.of(row));
      const [late, tenure, plan] = one.columns;
      if (late?.kind !== 'number' || tenure?.kind !== 'number' || plan?.kind !== 'category') throw new Error('columns');
      const { history } = score(
        customer({
          lateParcels90Days: Number.isNaN(late.values[0]) ? null : (late.values[0] ?? null),
          registeredAt: NOW - (tenure.values[0] ?? 0) * DAY_MS,
          attributes: { plan: plan.levels[plan.codes[0] ?? 0] ?? null },
        }),
      );

      expect(history.kind).toBe('scored');
      expect(history.kind === 'none' ? 0 : sigmoid(history.logit)).toBeCloseTo(predictTable(table.model, one)[0] ?? 0, 10);
    }
  });

  it('lets what is said move what history says', () => {
    const plain = score(customer());
    const leaving = score(customer(), said({ leaving: 1, late: 1 }, -0.5));

    expect(leaving.history).toEqual(plain.history);
    expect(leaving.logit - plain.logit).toBeCloseTo(2.6 + 0.45 + 0.5 * 1.1, 10);
  });

  it('explains both: all contributions and the base sum exactly to the logit, strongest first', () => {
    const { base, contributions, logit, probability } = score(customer(), said({ leaving: 2, complaint: 1 }, -0.7));

    expect(contributions.reduce((sum, { contribution }) => sum + contribution, base)).toBe(logit);
    expect(probability).toBe(sigmoid(logit));
    expect(new Set(contributions.map(({ source }) => source))).toEqual(new Set(['history', 'conversation']));
    const sizes = contributions.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('says why in both languages, of the shop’s own columns by their name', () => {
    const reasons = score(customer()).contributions.map(({ reason }) => reason);

    expect(reasons).toContainEqual({ en: '3 late parcels in 90 days', zh: '90天内3个包裹迟到' });
    expect(reasons).toContainEqual({ en: 'plan: basic', zh: 'plan：basic' });
  });

  it('says which single change would bring a customer under the line', () => {
    const { hint, probability, threshold } = score(customer());
    expect(probability).toBeGreaterThan(threshold);
    expect(hint).toEqual({ en: 'two fewer late parcels would bring it under the line', zh: '少2个迟到包裹就会低于转接线' });

    const oneFewer = score(customer({ lateParcels90Days: 2 }));
    const twoFewer = score(customer({ lateParcels90Days: 1 }));
    expect(oneFewer.probability).toBeGreaterThanOrEqual(threshold);
    expect(twoFewer.probability).toBeLessThan(threshold);
    expect(twoFewer.hint).toBeNull();
  });

  it('takes as unknown what the model has seen unknown', () => {
    const { history, contributions } = score(customer({ lateParcels90Days: null }));

    expect(history).toMatchObject({ kind: 'scored', missing: ['late_90d'] });
    expect(contributions.map(({ reason }) => reason.en)).toContain('late parcels not known');
  });

  it('makes no value up where the model never saw it missing, and says what is missing', () => {
    const rate = table.data.leavers / table.data.rows;
    const { history } = score(customer({ attributes: {} }));

    expect(history).toEqual({ kind: 'base-rate', logit: Math.log(rate / (1 - rate)), missing: ['plan'] });
  });

  it('counts an attribute of the wrong type as missing', () => {
    expect(score(customer({ registeredAt: null, attributes: { plan: 'gold', tenureDays: 'long' } })).history).toMatchObject({
      kind: 'base-rate',
      missing: ['tenureDays'],
    });
  });

  it('starts from the share of leavers for an anonymous visitor', () => {
    const { pattern, history, contributions } = score(null, said({ leaving: 1 }));

    expect(pattern).toBe('anonymous');
    expect(history).toMatchObject({ kind: 'base-rate', missing: [] });
    expect(contributions.every(({ source }) => source === 'conversation')).toBe(true);
  });

  it('is read from the folder when it is there, with the version of both parts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-'));
    copyFileSync(join(DEMO, 'demo.json'), join(folder, 'demo.json'));
    expect(readChurnModels(folder)).toMatchObject({ table: null, version: 'demo-1' });
    writeFileSync(join(folder, 'live.json'), textOfTableModel(table));
    expect(readChurnModels(folder).version).toBe('2026-11-01-abcdef12 prior-1');
    writeFileSync(join(folder, 'conversation.json'), '{}');

    expect(() => readChurnModels(folder)).toThrow(/kefu train conversation/);
  });
});
