/** A share, or a difference of shares, with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a line would have done in the span. */
export interface LineOutcome {
  /** For a customer outside all segments, of the usual value; lines of the others move in proportion. */
  readonly threshold: number;
  /** Conversations handed over because of the score. */
  readonly escalations: number;
  readonly perDay: number;
  /** In the shop's currency: what kept customers are worth, less what handing over costs. */
  readonly expectedSaving: number;
}

export interface ArmFigures {
  readonly customers: number;
  /** Those whose outcome came in. */
  readonly known: number;
  readonly stayed: number;
  /** Null while no outcome came in. */
  readonly retention: Estimate | null;
}

export interface DriftFigure {
  readonly name: string;
  /** Population stability index, and what chance alone exceeds once in twenty times. */
  readonly psi: number;
  readonly limit: number;
  readonly hasMoved: boolean;
}

/** How many left beside how many should have, of those whom nobody talked to and whose outcome came in. */
export interface OutcomeFigure {
  readonly customers: number;
  readonly observed: number;
  /** The sum of their probabilities. */
  readonly expected: number;
  /** (observed − expected) / √Σ p(1 − p). */
  readonly z: number;
  /** |z| is above what chance exceeds once in twenty times (1.96). */
  readonly isOff: boolean;
}

/** The model no longer fits: in two spans, one after the other, by more than chance explains and by enough to matter. */
export type ChurnAlarm =
  /** Scores are spread otherwise than those that the model learned from. */
  | { readonly kind: 'score' }
  /** Values of a column are. */
  | { readonly kind: 'column'; readonly name: string }
  /** Of the later span. */
  | { readonly kind: 'outcomes'; readonly observed: number; readonly expected: number };

/** What tells whether the live model still fits. Figures are of the later span; null where too little is known. */
export interface ChurnWatch {
  readonly score: DriftFigure | null;
  readonly outcomes: OutcomeFigure | null;
  readonly alarms: readonly ChurnAlarm[];
}

export interface GroupFigure {
  /** Null: customers of no segment. */
  readonly segment: string | null;
  readonly customers: number;
  /** Null where the group is too small to speak of: fewer than 100 customers or 20 leavers. */
  readonly figures: {
    /** Mean probability that was given. */
    readonly predicted: number;
    readonly left: Estimate;
    /** The prediction lies outside the interval of what happened. */
    readonly isOff: boolean;
  } | null;
}

/** What the churn score did in a span of time. */
export interface ChurnReport {
  readonly from: number;
  readonly to: number;
  readonly modelVersion: string;
  /** Whether the shop has trained a model of its own. */
  readonly isOwnModel: boolean;
  readonly lines: readonly { readonly segment: string | null; readonly threshold: number; readonly release: number }[];
  readonly holdOut: number;
  readonly scoredConversations: number;
  /** Days that the counted turns lie in: fewer than the span's while the history is young, or where there were too many turns. */
  readonly countedDays: number;
  /** More turns than were looked at: the oldest ones count. */
  readonly isCut: boolean;
  readonly current: LineOutcome;
  /** The same at other lines, the lowest first. */
  readonly curve: readonly LineOutcome[];
  readonly trial: {
    readonly treated: ArmFigures;
    readonly heldOut: ArmFigures;
    /** Retention of the treated less that of the held out; null while one of them has no outcomes. */
    readonly difference: Estimate | null;
  };
  /** Null without a model of one's own, or without customers that it scored. */
  readonly drift: { readonly customers: number; readonly score: DriftFigure; readonly features: readonly DriftFigure[] } | null;
  /** Null where too few outcomes came in within the span. */
  readonly outcomes: OutcomeFigure | null;
  readonly groups: readonly GroupFigure[];
  /** Of the last weeks, whatever the span. */
  readonly alarms: readonly ChurnAlarm[];
}
