import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { TABLE_NAMES, TABLES } from '../../src/storage/tables.ts';
import { SQLITE } from './support/databases.ts';

it('lists every table of the database with its key, each after those that it refers to', async () => {
  const opened = await SQLITE.open();
  const { db } = opened;
  const { rows: tables } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'kysely_%' and name not like 'sqlite_%'`.execute(db);
  expect(tables.map(({ name }) => name).sort()).toEqual([...TABLE_NAMES].sort());

  for (const table of TABLE_NAMES) {
    const { rows: columns } = await sql<{ name: string; pk: number }>`select name, pk from pragma_table_info(${table})`.execute(
      db,
    );
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect([table, key.map(({ name }) => name)]).toEqual([table, TABLES[table].key]);
    const { rows: parents } = await sql<{ table: string }>`select "table" from pragma_foreign_key_list(${table})`.execute(db);
    const before = TABLE_NAMES.slice(0, TABLE_NAMES.indexOf(table)) as readonly string[];
    expect([table, parents.filter((parent) => !before.includes(parent.table))]).toEqual([table, []]);
  }
  await opened.close();
});
