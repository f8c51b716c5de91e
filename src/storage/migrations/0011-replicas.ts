import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const replicas = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await sql`create index entries_at on entries (at)`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('connector_contents')
        .addColumn('content', 'text', (column) => column.primaryKey())
        .addColumn('client_id', 'text', (column) => column.notNull())
        .addColumn('until', types.integer, (column) => column.notNull()),
    ).execute();
    await sql`create index connector_contents_until on connector_contents (until)`.execute(db);
  },
});
