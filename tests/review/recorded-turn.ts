import type { RecordedTurn } from '../../src/review/recorded-turns.ts';

let turns = 0;

/** A turn of conversation `c` that had no answer, but for what is given. */
export function recordedTurn(given: Partial<RecordedTurn> = {}): RecordedTurn {
  return {
    id: `turn${(turns += 1)}`,
    conversationId: 'c',
    at: 0,
    sequences: [1],
    kind: 'abstain',
    reason: null,
    articleId: null,
    intentId: null,
    isDegraded: false,
    ...given,
  };
}
