import type { ChurnScore } from '../contract/churn.ts';
import type { ShopCustomer } from '../contract/customer.ts';
import type { DialogueState } from '../contract/dialogue.ts';

/** What the scorer may look at: the customer as the shop knows them, and this conversation so far. */
export interface ChurnFacts {
  /** Null for an anonymous visitor. */
  readonly customer: ShopCustomer | null;
  readonly dialogue: Pick<DialogueState, 'turns' | 'misses' | 'sentiment' | 'counts'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Pure and fast (microseconds): scored in every turn. */
export interface ChurnScorer {
  readonly version: string;
  score(facts: ChurnFacts): ChurnScore;
}
