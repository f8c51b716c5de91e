import { sql, type Kysely } from 'kysely';
import { BotError } from '../../contract/errors.ts';
import type { Schema } from '../schema.ts';
import { TABLE_NAMES } from '../tables.ts';
import { keyOf, type Cell, type Row } from './read-pages.ts';

/*
 * While a move runs, and after it was interrupted, the target has one table more than a Kefu needs: how far each table is. Each batch is
 * written together with its line there, so that what the line says is there, and nothing else.
 */

/** Whether a move into this PostgreSQL database has begun and not ended. */
export async function hasUnfinishedMove(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ found: string | null }>`select to_regclass('move_progress')::text as found`.execute(db);
  return rows[0]?.found !== null;
}

/** Marks the beginning. Raises CONFLICT when the target holds anything: a Kefu serves from it, or has. */
export async function beginMove(db: Kysely<Schema>, target: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`create table move_progress (table_name text primary key, last_key text not null, row_count bigint not null)`.execute(
      trx,
    );
    for (const table of TABLE_NAMES) {
      const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(trx);
      if (rows.length > 0) {
        throw new BotError(
          'CONFLICT',
          `${target} holds data of a Kefu already (${table}): name an empty database, or another schema`,
        );
      }
    }
  });
}

/** Takes back what an unfinished move has written. */
export async function emptyTarget(db: Kysely<Schema>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`truncate ${sql.join(TABLE_NAMES.map((table) => sql.table(table)))}`.execute(trx);
    await sql`delete from move_progress`.execute(trx);
  });
}

/** The key of the last row that is in the target, or null. */
export async function lastMoved(db: Kysely<Schema>, table: keyof Schema): Promise<readonly Cell[] | null> {
  const { rows } = await sql<{ last_key: string }>`select last_key from move_progress where table_name = ${table}`.execute(db);
  return rows[0] === undefined ? null : (JSON.parse(rows[0].last_key) as readonly Cell[]);
}

/** Writes a batch and remembers it, in one transaction. */
export async function writeBatch(db: Kysely<Schema>, table: keyof Schema, rows: readonly Row[]): Promise<void> {
  const end = rows.at(-1);
  if (end === undefined) return;
  const lastKey = JSON.stringify(keyOf(table, end));
  await db.transaction().execute(async (trx) => {
    await trx.insertInto(table).values(rows).execute();
    await sql`
      insert into move_progress values (${table}, ${lastKey}, ${rows.length})
      on conflict (table_name) do update set last_key = excluded.last_key, row_count = move_progress.row_count + excluded.row_count
    `.execute(trx);
  });
}

/** Writes the secrets and takes the mark away: from now on a Kefu may start on this database. */
export async function endMove(db: Kysely<Schema>, secrets: Readonly<Record<string, string>>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const [name, value] of Object.entries(secrets)) {
      await trx
        .insertInto('secrets')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    }
    await sql`drop table move_progress`.execute(trx);
  });
  // Without it the first queries would be planned for empty tables.
  await sql`analyze`.execute(db);
}
