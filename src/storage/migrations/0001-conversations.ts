import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const conversations = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('conversations')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('channel', 'text', (column) => column.notNull())
        .addColumn('customer_id', 'text', (column) => column.notNull())
        .addColumn('shop_customer_id', 'text')
        .addColumn('language', 'text', (column) => column.notNull())
        .addColumn('owner_kind', 'text', (column) => column.notNull())
        .addColumn('owner_ticket_id', 'text')
        .addColumn('owner_agent_id', 'text')
        .addColumn('fence', types.integer, (column) => column.notNull())
        .addColumn('version', types.integer, (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('last_sequence', types.integer, (column) => column.notNull())
        .addColumn('last_at', types.integer, (column) => column.notNull())
        .addColumn('last_customer_sequence', types.integer, (column) => column.notNull())
        .addColumn('handled_sequence', types.integer, (column) => column.notNull())
        .addColumn('unhandled_since', types.integer)
        .addColumn('created_at', types.integer, (column) => column.notNull())
        .addColumn('updated_at', types.integer, (column) => column.notNull()),
    ).execute();
    await sql`create index conversations_unhandled on conversations (unhandled_since) where unhandled_since is not null`.execute(
      db,
    );
    await sql`create index conversations_customer on conversations (channel, customer_id, created_at)`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('entries')
        .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
        .addColumn('sequence', types.integer, (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('at', types.integer, (column) => column.notNull())
        .addColumn('author_kind', 'text', (column) => column.notNull())
        .addColumn('author_id', 'text')
        .addColumn('author_name', 'text')
        .addColumn('client_id', 'text')
        .addColumn('body_kind', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('channel_data', 'text')
        .addColumn('turn_id', 'text')
        .addPrimaryKeyConstraint('entries_pk', ['conversation_id', 'sequence']),
    ).execute();
    await sql`create unique index entries_once on entries (conversation_id, author_kind, client_id) where client_id is not null`.execute(
      db,
    );
    await strict(
      types,
      db.schema
        .createTable('turns')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
        .addColumn('at', types.integer, (column) => column.notNull())
        .addColumn('record', 'text', (column) => column.notNull()),
    ).execute();
    await sql`create index turns_conversation on turns (conversation_id, at)`.execute(db);
  },
});
