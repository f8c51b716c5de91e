import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PRIOR_MODEL, CONVERSATION_COLUMNS } from '../../src/churn/conversation-model.ts';
import { fitConversation } from '../../src/churn/fit-conversation.ts';
import { readOutcomes } from '../../src/churn/table/read-outcomes.ts';
import type { LastScore } from '../../src/contract/churn-records.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';
import { churnScore } from '../conversation/facts.ts';

const NAMES = ['leaving', 'complaint', 'late', 'refund', 'price', 'unresolved', 'sentiment'];
const weightOf = (weights: readonly number[], name: string): number => weights[CONVERSATION_COLUMNS.indexOf(name)] ?? Number.NaN;

/** Customers of whom a third say that they leave; saying so moves the log-odds by `effect`. */
function talks(count: number, effect: number, more: Partial<LastScore> = {}): readonly LastScore[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, (_, n) => {
    const says = random() < 0.33 ? 1 : 0;
    const logit = -1 + 2 * (random() - 0.5);
    const contributions = NAMES.map((feature) => ({
      feature,
      contribution: 0,
      value: feature === 'leaving' ? says : 0,
      reason: { en: '', zh: '' },
      source: 'conversation' as const,
    }));
    return {
      shopCustomerId: `C${n}`,
      at: n,
      churn: churnScore({ contributions, history: { kind: 'scored', logit, missing: [] } }),
      wasHandedOver: false,
      arm: null,
      hasLeft: random() < sigmoid(logit + effect * says),
      ...more,
    };
  });
}

describe('what is learned of conversations', () => {
  const options = { version: 'v', holdOut: 0.1 };

  it('is what the data says where there is much of it', () => {
    const { weights, rows } = fitConversation(talks(20_000, 0.8), options);

    expect(rows).toBe(20_000);
    expect(weightOf(weights, 'leaving from 1')).toBeCloseTo(0.8, 0);
    expect(Math.abs(weightOf(weights, 'leaving from 1') - 0.8)).toBeLessThan(0.15);
  });

  it('is little more than the prior where there is little', () => {
    const { weights } = fitConversation(talks(80, 2.6), options);

    expect(Math.abs(weightOf(weights, 'leaving from 1') - 2.6)).toBeLessThan(0.8);
    // Nobody complained here, so nothing is learned of it.
    expect(weightOf(weights, 'complaint from 1')).toBeCloseTo(weightOf(PRIOR_MODEL.weights, 'complaint from 1'), 1);
  });

  it('leaves out customers whom an agent talked to, and needs twenty of each outcome', () => {
    expect(() => fitConversation(talks(500, 1, { wasHandedOver: true }), options)).toThrow(/0 customers with an outcome left/);
    expect(() => fitConversation(talks(500, 1, { hasLeft: null }), options)).toThrow(/20 of both/);
  });
});

describe('a table of outcomes', () => {
  const columns = { customer: 'customer', left: 'left', at: 'at' };
  const NOW = Date.UTC(2026, 10, 27);
  const file = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'kefu-')), 'outcomes.csv');
    writeFileSync(path, text);
    return path;
  };

  it('is read in the ways that shops write it', async () => {
    const outcomes = await readOutcomes(file('at;customer;left\n2026-03-31;CU1;1\n2026年4月1日;客户2;否\n'), columns, NOW);

    expect(outcomes).toEqual([
      { shopCustomerId: 'CU1', hasLeft: true, at: Date.UTC(2026, 2, 31) },
      { shopCustomerId: '客户2', hasLeft: false, at: Date.UTC(2026, 3, 1) },
    ]);
  });

  it('is refused whole, with line and value, where a cell is wrong', async () => {
    for (const [text, message] of [
      ['customer,left,at\nCU1,1,2026-03-31\nCU2,maybe,2026-03-31\n', /:3: "maybe" in "left"/],
      ['customer,left,at\nCU1,1,soon\n', /:2: "soon" in "at"/],
      ['customer,left,at\n,1,2026-03-31\n', /:2: "" in "customer"/],
      ['customer,left,at\nCU1,1,2027-03-31\n', /lies in the future/],
      ['customer,gone,at\nCU1,1,2026-03-31\n', /--left/],
    ] as const) {
      await expect(readOutcomes(file(text), columns, NOW)).rejects.toThrow(message);
    }
  });
});
