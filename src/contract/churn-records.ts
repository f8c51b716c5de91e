import type { ChurnScore, CustomerPattern, Economics, TrialArm } from './churn.ts';

/** What is counted of one turn's score. */
export interface ScoredTurn {
  readonly conversationId: string;
  readonly shopCustomerId: string | null;
  readonly at: number;
  readonly probability: number;
  readonly threshold: number;
  readonly economics: Economics;
  readonly segment: string | null;
  readonly pattern: CustomerPattern;
  readonly arm: TrialArm | null;
  /** Whether the score alone hands over where it is over the line. */
  readonly mayEscalate: boolean;
}

/** What became of a customer by a day, as the shop knows it. */
export interface ChurnOutcome {
  readonly shopCustomerId: string;
  /** The day on which it was known, ms. A later day counts beside an earlier one; the same day again replaces it. */
  readonly at: number;
  readonly hasLeft: boolean;
}

/** A customer's first turn on trial, and what became of him afterwards. */
export interface TrialCase {
  readonly shopCustomerId: string;
  readonly arm: TrialArm;
  readonly at: number;
  readonly probability: number;
  readonly segment: string | null;
  /** Of the first outcome after it; null while none came in. */
  readonly hasLeft: boolean | null;
}

/** A score of which the first outcome after it has come in. */
export interface JudgedScore {
  readonly probability: number;
  readonly segment: string | null;
  readonly modelVersion: string;
  /** Whether the customer was handed over in that conversation: his outcome is then no longer that of the score alone. */
  readonly wasHandedOver: boolean;
  readonly hasLeft: boolean;
}

/** A customer's last score in a span, whole, and what became of him afterwards. */
export interface LastScore {
  readonly shopCustomerId: string;
  readonly at: number;
  readonly churn: ChurnScore;
  /** Whether the customer was handed over in that conversation: his outcome is then no longer that of the score alone. */
  readonly wasHandedOver: boolean;
  readonly arm: TrialArm | null;
  readonly hasLeft: boolean | null;
}

/** Scores and outcomes, for reports and for learning. Spans are [from, to) in milliseconds since the epoch. */
export interface ChurnRecords {
  /** Turns that were scored, oldest first, at most `limit`. */
  scores(from: number, to: number, limit: number): Promise<readonly ScoredTurn[]>;
  /** One a customer. */
  trial(from: number, to: number): Promise<readonly TrialCase[]>;
  /** The last score of each known customer, newest first; of more than `limit` so many, spread evenly over the span. */
  lastScores(from: number, to: number, limit: number): Promise<readonly LastScore[]>;
  /** Of each outcome in the span the last score that it is the first outcome after; newest outcome first, at most `limit`. */
  judged(from: number, to: number, limit: number): Promise<readonly JudgedScore[]>;
  /** Writes all or none. */
  saveOutcomes(outcomes: readonly ChurnOutcome[]): Promise<void>;
}
