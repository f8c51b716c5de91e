import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ShopCustomer } from '../../src/contract/customer.ts';
import { NEW_DIALOGUE, type DialogueState } from '../../src/contract/dialogue.ts';
import { readChurnModels } from '../../src/churn/churn-models.ts';
import { createChurnScorer } from '../../src/churn/create-churn-scorer.ts';
import { simulateHistory } from '../../src/churn/demo-history.ts';
import { fitPatterns } from '../../src/churn/fit-patterns.ts';
import { churnPolicyOf, escalationThreshold } from '../../src/churn/policy.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';

const NOW = Date.UTC(2026, 10, 27);
const DAY_MS = 86_400_000;
const scorer = createChurnScorer({
  models: readChurnModels(resolve(import.meta.dirname, '../../models/churn')),
  policy: () => churnPolicyOf({}, { cost: 6, saveRate: 0.2, value: 120 }),
});

const dialogue = (counts: Partial<DialogueState['counts']> = {}, sentiment = 0) => ({
  ...NEW_DIALOGUE,
  turns: 1,
  sentiment,
  counts: { ...NEW_DIALOGUE.counts, ...counts },
});
const loyal: ShopCustomer = {
  id: 'CU1',
  name: 'Mei',
  isMember: true,
  registeredAt: NOW - 900 * DAY_MS,
  lastOrderAt: NOW - 9 * DAY_MS,
  orders90Days: 5,
  spend90Days: 1300,
  spendPrevious90Days: 1400,
  lateParcels90Days: 0,
  complaints30Days: 0,
  contacts30Days: 0,
  satisfaction: 4.6,
  couponShare: null,
  yearlyValue: null,
};
const p = (customer: ShopCustomer | null, said = dialogue()): number =>
  scorer.score({ customer, dialogue: said, now: NOW }).probability;

describe('the churn scorer', () => {
  it('leaves a visitor with a plain question in peace', () => {
    expect(p(null)).toBeLessThan(0.15);
  });

  it('puts a visitor who says he leaves over the line', () => {
    expect(p(null, dialogue({ leaving: 1 }, -0.5))).toBeGreaterThan(0.4);
  });

  it('sees that three late parcels and a threat to leave are worse than a plain question of the same customer', () => {
    const burnt = { ...loyal, lateParcels90Days: 3, contacts30Days: 4, complaints30Days: 1, satisfaction: 2.3 };

    expect(p(loyal)).toBeLessThan(0.1);
    expect(p(burnt, dialogue({ leaving: 1 }, -0.6))).toBeGreaterThan(0.6);
    expect(p(burnt)).toBeGreaterThan(p(loyal));
  });

  it('explains itself: contributions and base sum exactly to the logit, strongest first', () => {
    for (const { facts } of simulateHistory(300, 5)) {
      const score = scorer.score(facts);

      expect(score.contributions.reduce((sum, { contribution }) => sum + contribution, score.base)).toBe(score.logit);
      expect(score.probability).toBe(sigmoid(score.logit));
      const sizes = score.contributions.map(({ contribution }) => Math.abs(contribution));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    }
  });

  it('gives its reasons in both languages', () => {
    const [first] = scorer.score({ customer: null, dialogue: dialogue({ leaving: 1 }, -0.5), now: NOW }).contributions;

    expect(first?.reason).toEqual({ en: 'spoke of leaving once', zh: '提到要离开1次' });
  });

  it('uses the sub-model of what is known', () => {
    expect(scorer.score({ customer: null, dialogue: dialogue(), now: NOW }).pattern).toBe('anonymous');
    expect(
      scorer.score({ customer: { ...loyal, lastOrderAt: null, orders90Days: null }, dialogue: dialogue(), now: NOW }).pattern,
    ).toBe('new');
    expect(scorer.score({ customer: loyal, dialogue: dialogue(), now: NOW }).pattern).toBe('full');
  });

  it('draws the line where a person earns their cost', () => {
    expect(escalationThreshold({ cost: 6, saveRate: 0.2, value: 120 })).toBeCloseTo(0.25, 10);
    expect(scorer.score({ customer: { ...loyal, yearlyValue: 600 }, dialogue: dialogue(), now: NOW }).threshold).toBeCloseTo(
      0.05,
      10,
    );
  });

  it('is well calibrated on customers it was not fitted on', () => {
    const cases = simulateHistory(4_000, 99);
    const expected = cases.reduce((sum, { facts }) => sum + scorer.score(facts).probability, 0);
    const observed = cases.reduce((sum, { churned }) => sum + churned, 0);

    expect(Math.abs(expected - observed) / observed).toBeLessThan(0.06);
  });

  it('refuses to be fitted on a history in which hardly anybody left', () => {
    const stayed = simulateHistory(500, 1).map(({ facts }) => ({ facts, churned: 0 as const }));

    expect(() => fitPatterns(stayed, { version: 'x', trainedOn: 'x' })).toThrow(/at least 20 who left/);
  });

  it('says what to do about a model it cannot read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-'));
    expect(() => readChurnModels(folder)).toThrow(/kefu train churn/);
    writeFileSync(join(folder, 'demo.json'), '{"version": 1');

    expect(() => readChurnModels(folder)).toThrow(/kefu train churn/);
  });
});
