import { setTimeout as wait } from 'node:timers/promises';

/** PostgreSQL's codes for "do it again": serialisation failure and deadlock. SQLite has no such thing. */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40001', '40P01']);
/** With the pauses about two seconds, on average: as long as a customer's client would wait before it sends again by itself. */
const MOST_ATTEMPTS = 16;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 300;

/**
 * Does the work again when the database ended it in favour of another transaction, after a pause that grows and is never the same for two.
 * The work must be one transaction: nothing of a failed attempt may stay.
 */
export async function retryConflicts<T>(work: () => Promise<T>, random: () => number = Math.random): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isConflict(error)) throw error;
      await wait(random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
    }
  }
}

function isConflict(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && CONFLICTS.has(error.code);
}
