import type { MessageLanguage } from './language.ts';

export interface ScoredIntent {
  readonly id: string;
  /** Calibrated probability in [0, 1]; all intents of one message sum to 1. */
  readonly p: number;
}

export type EntityKind = 'order-number' | 'tracking-number' | 'email' | 'phone' | 'money' | 'date' | 'quantity' | 'address';

export interface Entity {
  readonly kind: EntityKind;
  /** As written. */
  readonly text: string;
  /** Normal form: `LL2611200042`, `+8613800138000`, `99.00 CNY`, `2026-11-20`, `3`. */
  readonly value: string;
  /** Offsets into the message in UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** What can be told of a message without the encoder. Never fails; an odd message gives poorer facts. */
export interface TextAnalysis {
  readonly text: string;
  /** NFKC, folded to simplified characters, zero-width and control characters dropped, spaces collapsed, lower case, misspelt words mended. */
  readonly normalised: string;
  readonly language: MessageLanguage;
  readonly entities: readonly Entity[];
  /** -1 (furious) to 1 (delighted). */
  readonly sentiment: number;
  /** No letters, characters or digits: emoji, punctuation or nothing. */
  readonly isWordless: boolean;
}

export interface NearestExample {
  readonly text: string;
  readonly intent: string;
  /** Cosine. */
  readonly similarity: number;
}

export interface Classification {
  /** Best first, at most ten. */
  readonly intents: readonly ScoredIntent[];
  /** Probability that no intent fits. */
  readonly outOfScopeProbability: number;
  /** The learned decision at the configured rate. */
  readonly outOfScope: boolean;
  /** The training example closest to the message: the human-readable reason. */
  readonly nearest: NearestExample | null;
}
