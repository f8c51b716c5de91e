import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { TABLES } from '../tables.ts';

/** What both kinds of database hold in a column. */
export type Cell = string | number | Buffer | null;
export type Row = Readonly<Record<string, Cell>>;

/** The rows of a table after the given key, page by page in the order of its key. Pages stay small enough for memory. */
export async function* readPages(
  db: Kysely<Schema>,
  table: keyof Schema,
  after: readonly Cell[] | null,
): AsyncGenerator<readonly Row[]> {
  const { key, batch } = TABLES[table];
  const columns = sql.join(key.map((column) => sql.ref(column)));
  let last = after;
  for (;;) {
    const rest = last === null ? sql`` : sql`where (${columns}) > (${sql.join([...last])})`;
    const { rows } = await sql<Row>`select * from ${sql.table(table)} ${rest} order by ${columns} limit ${batch}`.execute(db);
    const end = rows.at(-1);
    if (end === undefined) return;
    yield rows;
    last = keyOf(table, end);
  }
}

export function keyOf(table: keyof Schema, row: Row): readonly Cell[] {
  return TABLES[table].key.map((column) => row[column] ?? null);
}
