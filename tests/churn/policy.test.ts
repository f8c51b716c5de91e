import { describe, expect, it } from 'vitest';
import { churnPolicyOf, escalationThreshold, isOverLine, lineFor } from '../../src/churn/policy.ts';
import { trialArmOf } from '../../src/churn/trial-arm.ts';
import { ShopFile } from '../../src/contract/content.ts';
import type { ShopCustomer } from '../../src/contract/customer.ts';

const NOW = Date.UTC(2026, 10, 27);
const settings = { cost: 6, saveRate: 0.2, value: 120 };
const shop = (churn: unknown) =>
  ShopFile.parse({
    name: { en: 'A', zh: '甲' },
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    agentHours: {},
    orderNumber: 'x',
    trackingNumbers: ['y'],
    churn,
  });
const customer: ShopCustomer = {
  id: 'C1',
  name: '',
  isMember: true,
  registeredAt: NOW - 40 * 86_400_000,
  lastOrderAt: null,
  orders90Days: null,
  spend90Days: null,
  spendPrevious90Days: null,
  lateParcels90Days: null,
  complaints30Days: null,
  contacts30Days: null,
  satisfaction: null,
  couponShare: null,
  yearlyValue: null,
  attributes: { city: 'Hangzhou', tier: 2 },
};

describe('the line from money', () => {
  it('is cost / (save rate × value), and .9 at most', () => {
    expect(escalationThreshold(settings)).toBeCloseTo(0.25, 12);
    expect(escalationThreshold({ ...settings, value: 1 })).toBe(0.9);
    expect(escalationThreshold({ ...settings, value: 0 })).toBe(0.9);
  });

  it('comes from the settings where the shop says nothing, from the shop where it does, and from the first segment that fits', () => {
    const policy = churnPolicyOf(
      shop({
        cost: 9,
        segments: [
          { name: 'nobody', when: [{ fact: 'city', is: 'Beijing' }], value: 1 },
          {
            name: 'members',
            when: [
              { fact: 'isMember', is: true },
              { fact: 'tenureDays', from: 30 },
            ],
            value: 450,
          },
          { name: 'tier two', when: [{ fact: 'tier', is: 2 }], value: 90 },
        ],
      }),
      settings,
    );

    expect(lineFor(churnPolicyOf({}, settings), customer, NOW)).toMatchObject({ segment: null, threshold: 0.25 });
    expect(lineFor(policy, null, NOW)).toMatchObject({ segment: null, threshold: 9 / (0.2 * 120) });
    expect(lineFor(policy, customer, NOW)).toMatchObject({ segment: 'members', threshold: 0.1 });
    expect(lineFor(policy, { ...customer, registeredAt: null }, NOW)).toMatchObject({ segment: 'tier two', threshold: 0.5 });
    expect(lineFor(policy, { ...customer, yearlyValue: 900 }, NOW).threshold).toBeCloseTo(0.05, 12);
  });

  it('is left lower than it is entered, so that nobody flaps between turns', () => {
    const line = lineFor(churnPolicyOf(shop({ margin: 0.1 }), settings), null, NOW);
    let wasOver = false;
    const over = [0.2, 0.26, 0.24, 0.16, 0.14, 0.24].map((probability) => (wasOver = isOverLine(probability, line, wasOver)));

    expect(over).toEqual([false, true, true, true, false, false]);
  });

  it('lets customers go even where the line is lower than the margin', () => {
    const { release } = lineFor(churnPolicyOf({}, settings), { ...customer, yearlyValue: 1_200 }, NOW);

    expect(release).toBeCloseTo(0.0125, 12);
  });

  it('refuses a segment that says nothing or a share that is none', () => {
    expect(() => shop({ segments: [{ name: 'x', when: [{ fact: 'tier' }] }] })).toThrow(/needs either/);
    expect(() => shop({ holdOut: 10 })).toThrow(/is a share/);
    const twice = { name: 'x', when: [{ fact: 'tier', is: 1 }] };
    expect(() => shop({ segments: [twice, twice] })).toThrow(/different names/);
  });
});

describe('the hold-out', () => {
  const ids = Array.from({ length: 4_000 }, (_, n) => `C${n}`);
  const held = (share: number, key = 'k') => ids.filter((id) => trialArmOf(id, share, key) === 'held-out');

  it('holds out the share that is asked for, always the same customers, and more of them for a larger share', () => {
    expect(held(0)).toEqual([]);
    expect(held(1)).toEqual(ids);
    expect(held(0.1).length / ids.length).toBeCloseTo(0.1, 1);
    expect(held(0.1)).toEqual(held(0.1));
    expect(held(0.2)).toEqual(expect.arrayContaining(held(0.1)));
  });

  it('depends on the key', () => {
    expect(held(0.1, 'other')).not.toEqual(held(0.1));
  });
});
