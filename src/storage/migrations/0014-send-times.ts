import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

/** When connectors were last written to: their limits hold for all processes together, and after a crash. */
export const sendTimes = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('connector_sends')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('ends', 'text', (column) => column.notNull())
        .addColumn('updated_at', types.integer, (column) => column.notNull()),
    ).execute();
    await sql`create index connector_sends_updated on connector_sends (updated_at)`.execute(db);
  },
});
