import type { HandoffReason } from '../contract/ticket.ts';

/** Figures of a span of time, for the console's report. */
export interface Report {
  readonly conversations: number;
  /** Conversations in the span that never needed a person. */
  readonly botOnly: number;
  readonly turns: number;
  readonly unanswered: number;
  readonly handoffs: Readonly<Partial<Record<HandoffReason, number>>>;
  /** Milliseconds from handover to claim, median; null when none was claimed. */
  readonly medianWaitMs: number | null;
  readonly ratings: { readonly count: number; readonly mean: number | null };
}

export interface ReportStore {
  /** Counts what began in [from, to), milliseconds since the epoch. */
  report(from: number, to: number): Promise<Report>;
}
