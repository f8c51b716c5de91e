import { sql, type Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../src/storage/migrations.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { openSqlite, SQLITE_TYPES } from '../../src/storage/sqlite/open-database.ts';

/** The last migration of which no program ran beside an older one. */
const BASELINE = '0012-figures';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
}

/** During a roll, replicas of the version before go on reading and writing what a newer one has just migrated. */
describe('a migration', () => {
  const names = Object.keys(migrations(SQLITE_TYPES));
  it.each(names.slice(names.indexOf(BASELINE) + 1))(
    '%s leaves everything in place that the version before reads and writes',
    async (name) => {
      const db = openSqlite(':memory:');
      const steps = migrations(SQLITE_TYPES);
      for (const earlier of names.slice(0, names.indexOf(name))) await steps[earlier]?.up(db);
      const before = await columnsOf(db);

      await steps[name]?.up(db);

      const after = await columnsOf(db);
      expect(after).toEqual(expect.arrayContaining([...before]));
      const tables = new Set(before.map(({ table }) => table));
      const known = new Set(before.map(({ table, name: column }) => `${table}.${column}`));
      const demanded = after.filter(
        (column) =>
          tables.has(column.table) &&
          !known.has(`${column.table}.${column.name}`) &&
          column.notnull === 1 &&
          column.dflt_value === null,
      );
      expect(demanded).toEqual([]);
      await db.destroy();
    },
  );
});

async function columnsOf(db: Kysely<Schema>): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    select m.name as "table", c.name, c.type, c."notnull", c.dflt_value
    from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'
  `.execute(db);
  return rows;
}
