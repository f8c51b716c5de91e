import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import { retryConflicts } from './retry-conflicts.ts';

/**
 * One transaction, begun anew when it lost to another one. It must begin with a write to the row that it decides on: SQLite then never
 * upgrades a lock, and under PostgreSQL's read committed everybody else waits for that row and sees what was written.
 */
export async function transact<T>(db: Kysely<Schema>, work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
  return await retryConflicts(() => db.transaction().execute(work));
}
