import type { ShopCustomer } from '../contract/customer.ts';
import type { DialogueState } from '../contract/dialogue.ts';
import { seededRandom } from '../numerics/seeded-random.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import type { ChurnFacts } from './churn-scorer.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 1);

/** One simulated customer at the end of a conversation, and whether they ordered again within 60 days (0) or not (1). */
export interface SimulatedCase {
  readonly facts: ChurnFacts;
  readonly churned: 0 | 1;
}

/**
 * A simulated history of the demo shop. No shop's real customers are in it: rates and effects are assumptions of ours, stated in
 * models/churn/MODEL_CARD.md, in line with what public sets show (tenure is a cliff, repeated contact a step at four, complaints and
 * late parcels raise churn). A real shop replaces the fitted model by `kefu train churn` on its own history.
 */
export function simulateHistory(cases: number, seed: number): readonly SimulatedCase[] {
  const next = seededRandom(seed);
  return Array.from({ length: cases }, () => simulateCase(next));
}

function simulateCase(next: () => number): SimulatedCase {
  const chance = (p: number): boolean => next() < p;
  const poisson = (mean: number): number => {
    let count = 0;
    for (let product = next(); product > Math.exp(-mean); product *= next()) count += 1;
    return count;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();

  const trouble = between(0, 1) ** 3;
  const hasOrders = chance(0.85);
  const tenureDays = Math.exp(between(Math.log(2), Math.log(2200)));
  const orders = hasOrders ? poisson(2.5) : 0;
  const previous = hasOrders ? between(0, 2000) : 0;
  const late = hasOrders ? Math.min(poisson(0.3 + 2.5 * trouble), Math.max(1, orders)) : 0;
  const satisfaction = hasOrders && chance(0.6) ? Math.max(1, Math.min(5, 4.4 - 2.6 * trouble + between(-0.8, 0.8))) : null;
  const leaving = chance(0.02 + 0.35 * trouble) ? 1 + poisson(0.3) : 0;
  const complaint = chance(0.03 + 0.4 * trouble) ? 1 + poisson(0.4) : 0;
  const lateAsked = chance(0.08 + (late > 0 ? 0.4 : 0)) ? 1 + poisson(0.3) : 0;
  const refund = chance(0.06 + 0.1 * trouble) ? 1 : 0;
  const price = chance(0.05) ? 1 : 0;
  const unresolved = poisson(0.15 + 0.6 * trouble);
  const sentiment = Math.max(
    -1,
    Math.min(1, 0.15 - 0.5 * Math.min(1, leaving + complaint) - 0.35 * trouble + between(-0.35, 0.35)),
  );

  const customer: ShopCustomer = {
    id: 'simulated',
    name: '',
    isMember: chance(0.3),
    registeredAt: chance(0.97) ? NOW - tenureDays * DAY_MS : null,
    lastOrderAt: hasOrders ? NOW - Math.min(tenureDays, between(1, orders > 0 ? 80 : 300)) * DAY_MS : null,
    orders90Days: hasOrders ? orders : null,
    spend90Days: hasOrders ? orders * between(60, 400) : null,
    spendPrevious90Days: hasOrders && tenureDays > 180 ? previous : null,
    lateParcels90Days: hasOrders ? late : null,
    complaints30Days: poisson(0.05 + 0.5 * trouble),
    contacts30Days: poisson(0.3 + 3 * trouble),
    satisfaction,
    couponShare: null,
    yearlyValue: null,
  };
  const dialogue: ChurnFacts['dialogue'] = {
    turns: 2 + poisson(2),
    misses: 0,
    sentiment,
    counts: { negative: 0, leaving, complaint, late: lateAsked, refund, price, unresolved } satisfies DialogueState['counts'],
  };
  const churned = chance(sigmoid(trueLogit(customer, dialogue))) ? 1 : 0;
  // Some write without signing in: the same people, of whom nothing is known.
  return { facts: { customer: chance(0.7) ? customer : null, dialogue, now: NOW }, churned };
}

/** The assumed truth: log-odds of not ordering again within 60 days. */
function trueLogit(customer: ShopCustomer, dialogue: ChurnFacts['dialogue']): number {
  const { counts, sentiment } = dialogue;
  const said =
    2.6 * Math.min(1, counts.leaving) +
    0.5 * Math.min(3, Math.max(0, counts.leaving - 1)) +
    0.9 * Math.min(1, counts.complaint) +
    0.45 * Math.min(1, counts.late) +
    0.35 * Math.min(1, counts.refund) +
    0.5 * Math.min(1, counts.price) +
    0.35 * Math.min(3, counts.unresolved) +
    1.1 * Math.max(0, -(sentiment ?? 0)) -
    0.4 * Math.max(0, sentiment ?? 0);
  const tenure = customer.registeredAt === null ? 0 : (NOW - customer.registeredAt) / DAY_MS;
  const account =
    (customer.registeredAt === null ? 0.5 : tenure < 30 ? 1 : -0.12 * Math.log1p(tenure)) -
    0.7 * (customer.isMember ? 1 : 0) +
    0.12 * (customer.contacts30Days ?? 0) +
    0.9 * ((customer.contacts30Days ?? 0) >= 4 ? 1 : 0) +
    0.5 * (customer.complaints30Days ?? 0);
  if (customer.lastOrderAt === null) return -2.6 + said + account;
  const recency = (NOW - customer.lastOrderAt) / DAY_MS;
  const trend =
    customer.spend90Days === null || customer.spendPrevious90Days === null
      ? 0
      : Math.log((customer.spend90Days + 50) / (customer.spendPrevious90Days + 50));
  const orders =
    0.2 * Math.log1p(recency) +
    0.25 * Math.min(12, Math.max(0, recency - 60) / 30) -
    0.35 * Math.log1p(customer.orders90Days ?? 0) +
    0.3 * Math.max(0, -trend) +
    0.25 * (customer.lateParcels90Days ?? 0) +
    0.5 * ((customer.lateParcels90Days ?? 0) >= 3 ? 1 : 0) -
    0.35 * ((customer.satisfaction ?? 3.8) - 3.8);
  return -2.9 + said + account + orders;
}
