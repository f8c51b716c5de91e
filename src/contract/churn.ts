import type { LocalisedText } from './language.ts';

/** Which facts are known: each has a sub-model of its own, nothing is imputed in silence. */
export type CustomerPattern = 'anonymous' | 'new' | 'full';

export interface ChurnContribution {
  readonly feature: string;
  /** What it adds to the logit; contributions and base sum exactly to the logit. */
  readonly contribution: number;
  /** The feature's value, in its own unit; null when unknown. */
  readonly value: number | string | null;
  readonly reason: LocalisedText;
  /** What the shop knew beforehand, or what the customer said here. */
  readonly source: 'history' | 'conversation';
}

/** What the customer's record said before a word was spoken. */
export type ChurnHistory =
  /** The model knows no history apart from the conversation. */
  | { readonly kind: 'none' }
  /** The calibrated logit of the shop's own model. `missing`: facts that it took as unknown. */
  | { readonly kind: 'scored'; readonly logit: number; readonly missing: readonly string[] }
  /**
   * The share of leavers among all customers, as a logit: nothing is known of this one, or `missing` facts without which the shop's model
   * cannot be asked, as it never saw a customer without them.
   */
  | { readonly kind: 'base-rate'; readonly logit: number; readonly missing: readonly string[] };

/** Whether a customer over the line is handed over because of the score, or belongs to those left alone to compare with. */
export type TrialArm = 'treated' | 'held-out';

/** What handing a customer over costs and brings, in the shop's currency. */
export interface Economics {
  /** Of one escalation. */
  readonly cost: number;
  /** Share of leavers that an agent keeps. */
  readonly saveRate: number;
  /** Of a kept customer. */
  readonly value: number;
}

/** The probability that the customer leaves within the model's horizon, and why. */
export interface ChurnScore {
  readonly probability: number;
  readonly logit: number;
  /** The logit of the average customer of this pattern. */
  readonly base: number;
  /** Strongest first by absolute size. */
  readonly contributions: readonly ChurnContribution[];
  readonly pattern: CustomerPattern;
  readonly modelVersion: string;
  /** The line from which a person is worth their cost. */
  readonly threshold: number;
  /** The line under which a customer who was over the first one counts as safe again. */
  readonly release: number;
  /** Name of the policy's segment that the lines come from; null for everybody else. */
  readonly segment: string | null;
  /** What the lines were drawn from. */
  readonly economics: Economics;
  readonly history: ChurnHistory;
  /** The least change of one fact that would bring the customer under the line; null when he is under it or no single fact would. */
  readonly hint: LocalisedText | null;
}
