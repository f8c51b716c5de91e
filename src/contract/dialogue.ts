import type { Entity } from './understanding.ts';

/** What the bot remembers of a conversation between turns. Plain JSON; stored with the conversation, compare-and-set. */
export interface DialogueState {
  readonly turns: number;
  /** Turns in a row in which the bot had no answer. */
  readonly misses: number;
  /** The intent answered last. */
  readonly lastIntentId: string | null;
  /** What the bot asked and waits for. */
  readonly awaiting: Awaiting | null;
  /** What the customer named last, one of a kind, so that the next flow need not ask again. Missing where an older version wrote the state. */
  readonly named?: readonly NamedEntity[];
  /** What was asked and answered last, for messages that lean on it ("and abroad?"). Missing where an older version wrote the state. */
  readonly topic?: Topic | null;
  /** Exponentially weighted mean of the customer's sentiment in [-1, 1]; null before the first message. */
  readonly sentiment: number | null;
  /** Counts over this conversation, inputs of the churn features. */
  readonly counts: {
    readonly negative: number;
    readonly complaint: number;
    readonly leaving: number;
    readonly refund: number;
    readonly price: number;
    readonly late: number;
    readonly unresolved: number;
  };
  /** The customer is over the churn line (with hysteresis). */
  readonly atRisk: boolean;
  /** The customer declined or left a handoff for churn risk: do not offer it for that reason again. */
  readonly churnHandoffDone: boolean;
  /** The ticket whose customer was told that messages are kept until a person is there; missing until somebody is. */
  readonly toldToWaitFor?: string;
}

export interface NamedEntity extends Pick<Entity, 'kind' | 'value'> {
  /** `turns` when it was named. */
  readonly turn: number;
  /** The shop knew no order with it: it is not used unless the customer says "the same". */
  readonly isDoubtful?: true;
}

export interface Topic {
  /** Normalised. */
  readonly question: string;
  /** Shown last. */
  readonly articleId: string;
  /** Shown last, and whether it was shown twice in a row. */
  readonly passageId: string | null;
  readonly isRepeated: boolean;
  /** `turns` when it was shown. */
  readonly turn: number;
}

export type Awaiting =
  /** "Did you mean …": the intents offered, best first. */
  | { readonly kind: 'choice'; readonly intentIds: readonly string[] }
  /** "Shall I connect you with a person?" */
  | { readonly kind: 'human-offer' }
  | { readonly kind: 'slot'; readonly flow: FlowProgress; readonly slot: string; readonly tries: number }
  /** `tries`: digressions since it was asked. Missing where an older version wrote the state. */
  | { readonly kind: 'confirmation'; readonly flow: FlowProgress; readonly tries?: number };

export interface FlowProgress {
  readonly intentId: string;
  readonly slots: Readonly<Record<string, string>>;
  /** Sequence of the message that began the flow: part of the key that makes its action happen once. */
  readonly startedAtSequence: number;
}

export const NEW_DIALOGUE: DialogueState = {
  turns: 0,
  misses: 0,
  lastIntentId: null,
  awaiting: null,
  named: [],
  sentiment: null,
  counts: { negative: 0, complaint: 0, leaving: 0, refund: 0, price: 0, late: 0, unresolved: 0 },
  atRisk: false,
  churnHandoffDone: false,
};
