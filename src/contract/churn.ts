import type { LocalisedText } from './language.ts';

/** Which facts are known: each has a sub-model of its own, nothing is imputed in silence. */
export type CustomerPattern = 'anonymous' | 'new' | 'full';

export interface ChurnContribution {
  readonly feature: string;
  /** What it adds to the logit; contributions and base sum exactly to the logit. */
  readonly contribution: number;
  /** The feature's value, in its own unit; null when unknown. */
  readonly value: number | null;
  readonly reason: LocalisedText;
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
  /** The line above which a person is worth their cost. */
  readonly threshold: number;
}
