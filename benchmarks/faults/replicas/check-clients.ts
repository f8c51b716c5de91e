import { groupBy } from '../../support/group-by.ts';
import type { StoredEntry } from '../check-evidence.ts';
import type { Connection } from './listen.ts';

/** Something that was acknowledged to a client, with the time it was begun and answered (ms of one monotonic clock). */
export interface AcknowledgedAct {
  readonly conversationId: string;
  readonly sequence: number;
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface Heard {
  readonly conversationId: string;
  readonly connections: readonly Connection[];
  /** The customer's page was open until the end, with all wires whole and time to catch up. */
  readonly wasOpenAtEnd: boolean;
}

export interface ClientViolation {
  readonly kind: 'order-of-time-broken' | 'socket-differs' | 'not-delivered';
  readonly conversationId: string;
  readonly detail: string;
}

/** What clients were told and shown, against the log. Pure. */
export function checkClients(
  entries: readonly StoredEntry[],
  acts: readonly AcknowledgedAct[],
  heard: readonly Heard[],
): readonly ClientViolation[] {
  const logs = new Map(
    [...groupBy(entries, ({ conversationId }) => conversationId)].map(([id, own]) => [
      id,
      own.filter(({ kind }) => kind !== 'note').toSorted((a, b) => a.sequence - b.sequence),
    ]),
  );
  return [
    ...[...groupBy(acts, ({ conversationId }) => conversationId)].flatMap(([id, own]) => checkTime(id, own)),
    ...heard.flatMap((one) => checkHeard(one, logs.get(one.conversationId) ?? [])),
  ];
}

/** What was answered before another act was begun, whoever's it was, stands before it (linearisability of a log). */
function checkTime(conversationId: string, acts: readonly AcknowledgedAct[]): readonly ClientViolation[] {
  const byEnd = acts.toSorted((a, b) => a.endedAt - b.endedAt);
  let ended = 0;
  let highest = 0;
  return acts
    .toSorted((a, b) => a.begunAt - b.begunAt)
    .flatMap((act) => {
      for (let before = byEnd[ended]; before && before.endedAt < act.begunAt; before = byEnd[(ended += 1)]) {
        highest = Math.max(highest, before.sequence);
      }
      return act.sequence > highest
        ? []
        : [{ kind: 'order-of-time-broken', conversationId, detail: `${act.sequence}, begun after ${highest} was acknowledged` }];
    });
}

/** Each connection brings the log from where it began, line by line: none left out, none twice, none changed. */
function checkHeard(
  { conversationId, connections, wasOpenAtEnd }: Heard,
  log: readonly StoredEntry[],
): readonly ClientViolation[] {
  const found: ClientViolation[] = [];
  let last = 0;
  for (const { after, seen } of connections) {
    const expected = log.filter(({ sequence }) => sequence > after).slice(0, seen.length);
    const differs = seen.findIndex(
      ({ sequence, text }, n) =>
        expected[n]?.sequence !== sequence || (expected[n].kind === 'message' && expected[n].text !== text),
    );
    if (differs >= 0)
      found.push({
        kind: 'socket-differs',
        conversationId,
        detail: `${seen[differs]?.sequence ?? 0} in place ${differs} after ${after}`,
      });
    last = Math.max(last, seen.at(-1)?.sequence ?? after);
  }
  const end = log.at(-1)?.sequence ?? 0;
  if (wasOpenAtEnd && last < end) found.push({ kind: 'not-delivered', conversationId, detail: `${last} of ${end}` });
  return found;
}
