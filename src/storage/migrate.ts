import { Migrator, type Kysely } from 'kysely';
import { BotError } from '../contract/errors.ts';
import type { ColumnTypes } from './migrations/column-types.ts';
import { migrations } from './migrations.ts';
import type { Schema } from './schema.ts';

/**
 * Brings the database to this program's schema and returns the names of the migrations that ran. Processes that start together wait for
 * each other. `namespace` is the PostgreSQL schema that holds the tables; without it Kysely would take another schema's for its own.
 * Raises STORE_NEWER when a newer program has already changed it: an old program must not write to it.
 */
export async function migrateWith(db: Kysely<Schema>, types: ColumnTypes, namespace?: string): Promise<readonly string[]> {
  const known = migrations(types);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(known) },
    ...(namespace === undefined ? {} : { migrationTableSchema: namespace }),
  });
  const applied = (await migrator.getMigrations().catch(() => [])).filter(({ executedAt }) => executedAt !== undefined);
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return (results ?? []).map(({ migrationName }) => migrationName);
  if (applied.length > Object.keys(known).length || isMissingMigration(error)) {
    throw new BotError('STORE_NEWER', 'The database was made by a newer Kefu: start that version, or restore a backup', {
      cause: error,
    });
  }
  throw new BotError('STORE_UNAVAILABLE', 'The database could not be brought to the current schema', { cause: error });
}

/** Whether migrations of these names, found in a database, include one that this program does not know. */
export function isFromNewer(names: readonly string[], types: ColumnTypes): boolean {
  const known = migrations(types);
  return names.some((name) => !(name in known));
}

/** Kysely has no code for it: a migration in the database that this program does not know. */
function isMissingMigration(error: unknown): boolean {
  return error instanceof Error && error.message.includes('corrupted migrations');
}
