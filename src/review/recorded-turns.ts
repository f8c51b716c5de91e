import type { Decision } from '../contract/decision.ts';
import type { HandoffReason } from '../contract/ticket.ts';

/** What is left of a turn's record for those who look at thousands. */
export interface RecordedTurn {
  readonly id: string;
  readonly conversationId: string;
  readonly at: number;
  /** Of the customer's messages that it answered. */
  readonly sequences: readonly number[];
  readonly kind: Decision['kind'];
  /** Why a person was called or offered; null in other turns. */
  readonly reason: HandoffReason | null;
  /** What answered: the article of a passage, or the intent by its own words or its article. Null where neither did. */
  readonly articleId: string | null;
  readonly intentId: string | null;
  /** A part failed or was late: the turn says nothing of the content. */
  readonly isDegraded: boolean;
}

/** What the bot's turns were, read afterwards. */
export interface RecordedTurns {
  /** Turns with from ≤ `at` < to (ms since the epoch), newest first, at most `limit`. */
  newest(from: number, to: number, limit: number): Promise<readonly RecordedTurn[]>;
  /** What customers wrote in these turns, by the turn's id: several messages as one text. Turns whose words were deleted are left out. */
  wordsOf(turns: readonly RecordedTurn[]): Promise<ReadonlyMap<string, string>>;
}
