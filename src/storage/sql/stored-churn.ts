import type { ChurnScore } from '../../contract/churn.ts';
import type { TurnRecord } from '../../contract/turn.ts';

/** Scores that were stored before there were segments, histories and hints had one line and released a customer at .8 of it. */
export function churnOf(stored: ChurnScore): ChurnScore {
  const added = {
    release: 0.8 * stored.threshold,
    segment: null,
    economics: null,
    history: { kind: 'none' },
    hint: null,
  } as const;
  return { ...added, ...stored };
}

export function turnOf(record: string): TurnRecord {
  const turn = JSON.parse(record) as TurnRecord;
  return { ...turn, churn: turn.churn === null ? null : churnOf(turn.churn) };
}
