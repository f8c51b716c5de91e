import type { ChurnScore, TrialArm } from './churn.ts';
import type { Decision } from './decision.ts';
import type { Language, MessageLanguage } from './language.ts';
import type { Classification, Entity } from './understanding.ts';

/** What one turn saw and decided; enough to explain it to an agent and to replay it. Holds no message text. */
export interface TurnRecord {
  readonly id: string;
  readonly conversationId: string;
  /** Sequences of the customer's messages that the turn answered. */
  readonly sequences: readonly number[];
  readonly language: MessageLanguage;
  readonly replyLanguage: Language;
  readonly classification: Classification | null;
  readonly entityKinds: readonly Entity['kind'][];
  readonly sentiment: number;
  readonly passages: readonly { readonly id: string; readonly score: number }[];
  /** Of the answers to what was asked besides; absent where one thing was asked, whose classification and passages the rest then is. */
  readonly asides?: readonly { readonly id: string; readonly score: number }[];
  readonly churn: ChurnScore | null;
  /** Where the score alone would hand the customer over: whether it did. Absent from all other turns. */
  readonly trialArm?: TrialArm;
  /** Whether the score alone would hand the customer over if it were over the line; absent where that was not kept. */
  readonly mayEscalate?: boolean;
  readonly decision: Decision;
  /** Parts that failed or ran out of time in this turn. */
  readonly degraded: readonly string[];
  readonly tookMs: number;
  readonly at: number;
}
