import type { Kysely } from 'kysely';
import { BotError } from '../../contract/errors.ts';
import { migratePostgres, openPostgres, UNLIMITED, withoutPassword } from '../postgres/open-database.ts';
import type { Schema } from '../schema.ts';
import { holdDatabase } from '../sqlite/hold-database.ts';
import { migrate, openSqlite, overConnection } from '../sqlite/open-database.ts';
import { TABLE_NAMES } from '../tables.ts';
import { beginMove, emptyTarget, endMove, hasUnfinishedMove, lastMoved, writeBatch } from './move-progress.ts';
import { readPages } from './read-pages.ts';
import { sumTable, type TableSum } from './sum-table.ts';

export interface MoveRequest {
  /** The SQLite file. Nobody else may have it open; it is left as it is. */
  readonly from: string;
  /** Address of a PostgreSQL database without data. */
  readonly to: string;
  /** Secrets that lie in a file beside the SQLite database; PostgreSQL holds them itself. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Throws away what an interrupted move has written, instead of going on. */
  readonly isRestart: boolean;
  readonly onTable: (table: string, sum: TableSum) => Promise<void>;
}

/**
 * Copies every table in batches, then compares each with its source, row for row by checksum, before the target may serve. Interrupted at
 * any moment, the same call goes on where it stopped.
 * Raises STORE_IN_USE when the source is open elsewhere, CONFLICT when the target holds data or does not equal the source,
 * STORE_UNAVAILABLE when one of them cannot be used.
 */
export async function moveDatabase({ from, to, secrets, isRestart, onTable }: MoveRequest): Promise<void> {
  const held = await holdCurrent(from);
  const source = overConnection(held);
  const target = openPostgres(to, 2, UNLIMITED);
  try {
    await migratePostgres(to);
    if (!(await hasUnfinishedMove(target))) await beginMove(target, withoutPassword(to));
    else if (isRestart) await emptyTarget(target);
    for (const table of TABLE_NAMES) {
      for await (const rows of readPages(source, table, await lastMoved(target, table))) await writeBatch(target, table, rows);
    }
    for (const table of TABLE_NAMES) await onTable(table, await compare(source, target, table));
    await endMove(target, secrets);
  } catch (error) {
    if (error instanceof BotError) throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no code';
    throw new BotError(
      'STORE_UNAVAILABLE',
      `The move stopped (${code}); nothing is lost: mend the cause and run the same command again, it goes on where it stopped`,
      { cause: error },
    );
  } finally {
    await target.destroy();
    held.close();
  }
}

/** The source at this program's schema, so that both sides have the same columns, and held. */
async function holdCurrent(file: string): Promise<ReturnType<typeof holdDatabase>> {
  holdDatabase(file).close();
  const db = openSqlite(file);
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
  return holdDatabase(file);
}

async function compare(source: Kysely<Schema>, target: Kysely<Schema>, table: keyof Schema): Promise<TableSum> {
  const [here, there] = await Promise.all([sumTable(source, table), sumTable(target, table)]);
  if (here.rows === there.rows && here.sum === there.sum) return here;
  throw new BotError(
    'CONFLICT',
    `${table}: ${here.rows} rows here, ${there.rows} there, or not the same ones. Kefu has written to one of them since the move began: run it again with --restart`,
  );
}
