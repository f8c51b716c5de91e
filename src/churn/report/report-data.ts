import type { LocalisedText } from '../../contract/language.ts';
import type { Share } from '../../numerics/accuracy.ts';
import type { GroupComparison } from './measure-groups.ts';
import type { PartialEffect, SignReview } from './partial-effects.ts';

export const SCORE_NAMES = ['auc', 'logLoss', 'brier', 'calibrationError', 'calibrationSlope', 'lift10'] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];
export type Scores = Readonly<Record<ScoreName, Share>>;

/** All that the report of a trained model shows. Scores and charts are of the tested customers, whom the fit did not see. */
export interface ReportData {
  readonly version: string;
  /** Name of the table, without its folders. */
  readonly table: string;
  readonly rows: number;
  readonly leavers: number;
  readonly trained: number;
  readonly tested: number;
  /** Rows in neither part. */
  readonly left: number;
  readonly split: 'group' | 'time';
  /** What became of the model. */
  readonly verdict: LocalisedText;
  readonly isPublished: boolean;
  readonly warnings: readonly LocalisedText[];
  readonly scores: Scores;
  /** Of the tested customers: predicted probability and 1 where the customer left. */
  readonly p: Float64Array;
  readonly y: Uint8Array;
  readonly effects: readonly PartialEffect[];
  /** The shop's name of a column of the frame. */
  readonly sources: ReadonlyMap<string, string>;
  readonly signs: readonly SignReview[];
  readonly groups: readonly GroupComparison[];
}
