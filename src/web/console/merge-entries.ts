import type { LogEntry } from '../../contract/conversation.ts';

/** Both together, in order; of an entry that both have, the newer reading. */
export function merged(older: readonly LogEntry[], newer: readonly LogEntry[]): readonly LogEntry[] {
  const bySequence = new Map([...older, ...newer].map((entry) => [entry.sequence, entry]));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** Both together, unless so much came in between that a gap would show: then what is newest. */
export function continued(known: readonly LogEntry[], latest: readonly LogEntry[]): readonly LogEntry[] {
  const hasGap = (latest[0]?.sequence ?? 0) > (known.at(-1)?.sequence ?? 0) + 1;
  return hasGap ? latest : merged(known, latest);
}
