import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export interface KeptSecrets {
  /** What stands in the database now, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether any of it was written just now. */
  readonly isNew: boolean;
}

/** Writes the secrets that are not there yet and gives what is there: of processes that start together, the first one's. */
export async function keepSecrets(db: Kysely<Schema>, candidates: Readonly<Record<string, string>>): Promise<KeptSecrets> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('secrets')
    .values(Object.entries(candidates).map(([name, value]) => ({ name, value })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirstOrThrow();
  const rows = await db.selectFrom('secrets').selectAll().where('name', 'in', Object.keys(candidates)).execute();
  return {
    secrets: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
    isNew: (numInsertedOrUpdatedRows ?? 0n) > 0n,
  };
}
