import { groupBy } from '../support/group-by.ts';
import type { Attempt } from './connector.ts';

/** What a conversation should show, in order: the parts of all its entries in the outbox. */
export interface Expected {
  readonly conversationId: string;
  readonly shown: string;
  /** When the bot wrote down that all of the entry had arrived, after which it sends none of it; null while it has not. */
  readonly doneAt: number | null;
}

export interface Findings {
  /** Parts that never arrived, or arrived out of their order. */
  readonly missing: number;
  /**
   * Parts that are equal to the one before them, whose arrival was in doubt and was not written down before they came: what came last may
   * have been a repeat of it instead.
   */
  readonly undecided: number;
  /** Arrivals that nobody asked for. */
  readonly unexpected: number;
  /** The first unexpected ones, with what should have come in their place, and the first missing ones, for which nothing came. */
  readonly examples: readonly { readonly conversationId: string; readonly got: string | null; readonly wanted: string | null }[];
  /** Parts that arrived again although the bot had been told of the first time, well before any kill. */
  readonly repeatedWithoutNeed: number;
  /** Parts that arrived again because the bot cannot have known: its answer was lost, or the bot was killed in that moment. */
  readonly repeatedInDoubt: number;
  /** Moments at which a thread had received more than Teams allows. */
  readonly overThreadLimits: number;
  readonly overTenantLimits: number;
  /** The most sends to one thread, and for one tenant, in each window of the limits: whether they were tried at all. */
  readonly mostInThread: Readonly<Record<string, number>>;
  readonly mostInTenant: Readonly<Record<string, number>>;
}

interface Limit {
  readonly most: number;
  readonly ms: number;
}

const THREAD_LIMITS: readonly Limit[] = [
  { most: 7, ms: 1_000 },
  { most: 8, ms: 2_000 },
  { most: 60, ms: 30_000 },
  { most: 1_800, ms: 3_600_000 },
];
const TENANT_LIMITS: readonly Limit[] = [{ most: 30, ms: 1_000 }];
/** An answer that the connector gave this shortly before a kill may not have been written down. */
const DOUBT_MS = 1_000;
const EXAMPLES = 10;

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
  const examples: Findings['examples'][number][] = [];
  const found = { missing: 0, undecided: 0, unexpected: 0, repeatedWithoutNeed: 0, repeatedInDoubt: 0 };
  for (const id of new Set([...expected.keys(), ...arrived.keys()])) {
    const wanted = expected.get(id) ?? [];
    let next = 0;
    let last: Attempt | null = null;
    let lastWanted: Expected | undefined;
    // Of the run of equal arrivals: those that may have been sent again, and those that were not wanted.
    let [doubts, surplus] = [0, 0];
    for (const attempt of arrived.get(id) ?? []) {
      const isSame: boolean = last !== null && attempt.shown === last.shown;
      if (!isSame) {
        found.undecided += Math.max(0, doubts - surplus);
        [doubts, surplus] = [0, 0];
      } else if (last !== null && isInDoubt(last) && attempt.at <= (lastWanted?.doneAt ?? Infinity)) doubts += 1;
      // Need first: two equal parts in a row are two.
      if (wanted[next]?.shown === attempt.shown) {
        lastWanted = wanted[next];
        next += 1;
      } else if (isSame) {
        surplus += 1;
        found[surplus <= doubts ? 'repeatedInDoubt' : 'repeatedWithoutNeed'] += 1;
      } else {
        found.unexpected += 1;
        if (examples.length < EXAMPLES)
          examples.push({ conversationId: id, got: attempt.shown, wanted: wanted[next]?.shown ?? null });
      }
      last = attempt;
    }
    found.undecided += Math.max(0, doubts - surplus);
    const missing = wanted[next];
    if (missing && examples.length < EXAMPLES) examples.push({ conversationId: id, got: null, wanted: missing.shown });
    found.missing += wanted.length - next;
  }
  const threads = timesBy(input.attempts, ({ conversationId }) => conversationId);
  const tenants = timesBy(input.attempts, ({ conversationId }) => input.tenantOf(conversationId));
  return {
    ...found,
    examples,
    overThreadLimits: threads.reduce((sum, times) => sum + overLimits(times, THREAD_LIMITS), 0),
    overTenantLimits: tenants.reduce((sum, times) => sum + overLimits(times, TENANT_LIMITS), 0),
    mostInThread: mostIn(threads, THREAD_LIMITS),
    mostInTenant: mostIn(tenants, TENANT_LIMITS),
  };
}

/** Times of sends of each thread or tenant, in order. */
function timesBy(attempts: readonly Attempt[], keyOf: (attempt: Attempt) => string): readonly (readonly number[])[] {
  return [...groupBy(attempts, keyOf).values()].map((own) => own.map(({ at }) => at).toSorted((a, b) => a - b));
}

/** How many of the times are the one too many of a window that ends with them. */
function overLimits(times: readonly number[], limits: readonly Limit[]): number {
  return times.filter((at, n) => limits.some(({ most, ms }) => at - (times[n - most] ?? -Infinity) < ms)).length;
}

function mostIn(all: readonly (readonly number[])[], limits: readonly Limit[]): Record<string, number> {
  return Object.fromEntries(limits.map(({ ms }) => [`${ms / 1_000} s`, Math.max(0, ...all.map((times) => fullest(times, ms)))]));
}

function fullest(times: readonly number[], ms: number): number {
  let first = 0;
  let most = 0;
  for (const [n, at] of times.entries()) {
    while (at - (times[first] ?? at) >= ms) first += 1;
    most = Math.max(most, n - first + 1);
  }
  return most;
}
