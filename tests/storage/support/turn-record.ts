import type { TurnRecord } from '../../../src/contract/turn.ts';

type Given = Pick<TurnRecord, 'id' | 'conversationId' | 'decision' | 'at'> & Partial<TurnRecord>;

/** A turn of which nothing else matters. */
export function turnRecord(given: Given): TurnRecord {
  return {
    sequences: [1],
    language: 'en',
    replyLanguage: 'en',
    classification: null,
    entityKinds: [],
    sentiment: 0,
    passages: [],
    churn: null,
    degraded: [],
    tookMs: 12,
    ...given,
  };
}
