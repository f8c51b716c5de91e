import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const connectors = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('connector_references')
        .addColumn('conversation_id', 'text', (column) => column.primaryKey())
        .addColumn('service_url', 'text', (column) => column.notNull())
        .addColumn('reference', 'text', (column) => column.notNull())
        .addColumn('updated_at', types.integer, (column) => column.notNull()),
    ).execute();
    await db.schema.alterTable('outbox').addColumn('lane', 'text').execute();
    await db.schema.alterTable('outbox').addColumn('parts_sent', types.integer).execute();
    await db.schema.alterTable('outbox').addColumn('done_at', types.integer).execute();
    await sql`create index outbox_lane on outbox (lane, due_at) where status = 'due'`.execute(db);
    await sql`create index outbox_done on outbox (done_at) where done_at is not null`.execute(db);
  },
});
