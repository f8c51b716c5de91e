import { groupBy } from '../support/group-by.ts';
import type { Attempt } from './connector.ts';

/** What a conversation should show, in order: the parts of all its entries in the outbox. */
export interface Expected {
  readonly conversationId: string;
  readonly shown: string;
}

export interface Findings {
  /** Parts that never arrived, or arrived out of their order. */
  readonly missing: number;
  /** Arrivals that nobody asked for. */
  readonly unexpected: number;
  /** Parts that arrived again although the bot had been told of the first time, well before any kill. */
  readonly repeatedWithoutNeed: number;
  /** Parts that arrived again because the bot cannot have known: its answer was lost, or the bot was killed in that moment. */
  readonly repeatedInDoubt: number;
  /** Moments at which a thread had received more than Teams allows. */
  readonly overThreadLimits: number;
  readonly overTenantLimits: number;
}

const THREAD_LIMITS = [
  { most: 7, ms: 1_000 },
  { most: 8, ms: 2_000 },
  { most: 60, ms: 30_000 },
  { most: 1_800, ms: 3_600_000 },
] as const;
const TENANT_LIMITS = [{ most: 30, ms: 1_000 }] as const;
/** An answer that the connector gave this shortly before a kill may not have been written down. */
const DOUBT_MS = 1_000;

/** Compares what arrived with what should have. Pure; times are milliseconds since the epoch. */
export function checkDeliveries(input: {
  readonly expected: readonly Expected[];
  readonly attempts: readonly Attempt[];
  readonly kills: readonly number[];
  readonly tenantOf: (conversationId: string) => string;
}): Findings {
  const expected = groupBy(input.expected, ({ conversationId }) => conversationId);
  const messages = input.attempts.filter(({ type }) => type === 'message');
  const arrived = groupBy(
    messages.filter(({ outcome }) => outcome === 'taken' || outcome === 'lost'),
    ({ conversationId }) => conversationId,
  );
  const isInDoubt = ({ outcome, at }: Attempt): boolean =>
    outcome === 'lost' || input.kills.some((kill) => at <= kill && kill - at < DOUBT_MS);
  const found = { missing: 0, unexpected: 0, repeatedWithoutNeed: 0, repeatedInDoubt: 0 };
  for (const id of new Set([...expected.keys(), ...arrived.keys()])) {
    const wanted = expected.get(id) ?? [];
    let next = 0;
    let last: Attempt | null = null;
    for (const attempt of arrived.get(id) ?? []) {
      // A repeat is told from the next part by need first: two equal parts in a row are two.
      const isRepeat: boolean =
        last !== null && attempt.shown === last.shown && (isInDoubt(last) || wanted[next]?.shown !== attempt.shown);
      if (isRepeat && last !== null) found[isInDoubt(last) ? 'repeatedInDoubt' : 'repeatedWithoutNeed'] += 1;
      else if (wanted[next]?.shown === attempt.shown) next += 1;
      else found.unexpected += 1;
      last = attempt;
    }
    found.missing += wanted.length - next;
  }
  const over = (keyOf: (attempt: Attempt) => string, limits: readonly { readonly most: number; readonly ms: number }[]): number =>
    [...groupBy(input.attempts, keyOf).values()].reduce(
      (sum, own) =>
        sum +
        overLimits(
          own.map(({ at }) => at),
          limits,
        ),
      0,
    );
  return {
    ...found,
    overThreadLimits: over(({ conversationId }) => conversationId, THREAD_LIMITS),
    overTenantLimits: over(({ conversationId }) => input.tenantOf(conversationId), TENANT_LIMITS),
  };
}

/** How many of the times, in order, are the one too many of a window that ends with them. */
function overLimits(times: readonly number[], limits: readonly { readonly most: number; readonly ms: number }[]): number {
  return times.filter((at, n) => limits.some(({ most, ms }) => at - (times[n - most] ?? -Infinity) < ms)).length;
}
