import type { Economics } from '../contract/churn.ts';
import type { ShopDefinition } from '../contract/content.ts';
import type { ShopCustomer } from '../contract/customer.ts';
import { HISTORY_FEATURES } from './features.ts';

type Section = NonNullable<ShopDefinition['churn']>;
type Segment = Section['segments'][number];
type Condition = Segment['when'][number];

/** When a customer is worth a person, and for how many of them that is put to the test. */
export interface ChurnPolicy extends Economics {
  readonly margin: number;
  readonly holdOut: number;
  readonly segments: readonly Segment[];
}

/** The lines that hold for one customer. Probabilities. */
export interface Line {
  readonly segment: string | null;
  readonly threshold: number;
  readonly release: number;
  readonly economics: Economics;
}

const HIGHEST_LINE = 0.9;
const NO_SECTION: Section = { margin: 0.05, holdOut: 0, segments: [] };

/** The shop's own section over the settings. */
export function churnPolicyOf({ churn = NO_SECTION }: Pick<ShopDefinition, 'churn'>, settings: Economics): ChurnPolicy {
  return {
    cost: churn.cost ?? settings.cost,
    saveRate: churn.saveRate ?? settings.saveRate,
    value: churn.value ?? settings.value,
    margin: churn.margin,
    holdOut: churn.holdOut,
    segments: churn.segments,
  };
}

/**
 * The line above which a person is worth their cost: escalate when p·saveRate·value > cost, so p* = cost / (saveRate · value).
 * Never above .9: somebody who is nearly certain to leave is worth a word, however little he spends.
 */
export function escalationThreshold({ cost, saveRate, value }: Economics): number {
  return value > 0 ? Math.min(HIGHEST_LINE, cost / (saveRate * value)) : HIGHEST_LINE;
}

/**
 * The lines for a customer: of the first segment that he belongs to, at his own yearly value where the shop knows it. A customer who was
 * over the line is safe again `margin` below it, but at half of the line at the latest, as a line lower than the margin would never let
 * anybody go.
 */
export function lineFor(policy: ChurnPolicy, customer: ShopCustomer | null, now: number): Line {
  const segment =
    customer === null
      ? undefined
      : policy.segments.find(({ when }) => when.every((condition) => holds(condition, customer, now)));
  const usual = economicsOf(policy, segment);
  const economics: Economics = { ...usual, value: customer?.yearlyValue ?? usual.value };
  const threshold = escalationThreshold(economics);
  return { segment: segment?.name ?? null, threshold, release: releaseOf(policy, threshold), economics };
}

/** What counts for a segment, or for customers of none: what it does not say itself is the policy's. */
export function economicsOf(policy: ChurnPolicy, segment: Segment | undefined): Economics {
  return {
    cost: segment?.cost ?? policy.cost,
    saveRate: segment?.saveRate ?? policy.saveRate,
    value: segment?.value ?? policy.value,
  };
}

/** The lower of the two lines. */
export function releaseOf({ margin }: Pick<ChurnPolicy, 'margin'>, threshold: number): number {
  return threshold - Math.min(margin, threshold / 2);
}

/** Over the line now: from the upper line on, or from the lower one on if it was so before (hysteresis). */
export function isOverLine(probability: number, line: Pick<Line, 'threshold' | 'release'>, wasOver: boolean): boolean {
  return probability >= (wasOver ? line.release : line.threshold);
}

/** What is not known fits no condition. */
function holds({ fact, is, from, below }: Condition, customer: ShopCustomer, now: number): boolean {
  const value = factOf(fact, customer, now);
  if (value === null || value === undefined) return false;
  if (is !== undefined) return String(value) === String(is);
  return typeof value === 'number' && value >= (from ?? -Infinity) && value < (below ?? Infinity);
}

function factOf(fact: string, customer: ShopCustomer, now: number): string | number | boolean | null | undefined {
  switch (fact) {
    case 'isMember':
      return customer.isMember;
    case 'yearlyValue':
      return customer.yearlyValue;
    case 'spend90Days':
      return customer.spend90Days;
    case 'couponShare':
      return customer.couponShare;
    default: {
      const feature = HISTORY_FEATURES.find(({ name }) => name === fact);
      return feature === undefined ? customer.attributes?.[fact] : feature.read({ customer, now });
    }
  }
}
