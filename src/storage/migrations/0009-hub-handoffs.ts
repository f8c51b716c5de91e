import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const hubHandoffs = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('hub_handoffs')
        .addColumn('ticket_id', 'text', (column) => column.primaryKey())
        .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('sent_sequence', types.integer, (column) => column.notNull())
        .addColumn('attempts', types.integer, (column) => column.notNull())
        .addColumn('due_at', types.integer, (column) => column.notNull())
        .addColumn('leased_until', types.integer, (column) => column.notNull()),
    ).execute();
    await sql`create index hub_handoffs_open on hub_handoffs (due_at) where state <> 'ended'`.execute(db);
    // A conversation that is forgotten looks for its rows here.
    await sql`create index hub_handoffs_conversation on hub_handoffs (conversation_id)`.execute(db);
    // One at a time: a further ticket waits until the hub knows that the one before it is over.
    await sql`create unique index hub_handoffs_one_open on hub_handoffs (conversation_id) where state <> 'ended'`.execute(db);
  },
});
