import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const handoff = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('tickets')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('priority', types.integer, (column) => column.notNull())
        .addColumn('language', 'text', (column) => column.notNull())
        .addColumn('summary', 'text', (column) => column.notNull())
        .addColumn('entities', 'text', (column) => column.notNull())
        .addColumn('churn', 'text')
        .addColumn('claimed_by', 'text')
        .addColumn('outcome', 'text')
        .addColumn('rating', 'text')
        .addColumn('opened_at', types.integer, (column) => column.notNull())
        .addColumn('claimed_at', types.integer)
        .addColumn('closed_at', types.integer)
        .addColumn('agent_active_at', types.integer),
    ).execute();
    await sql`create unique index tickets_one_open on tickets (conversation_id) where status <> 'closed'`.execute(db);
    await sql`create index tickets_queue on tickets (status, priority desc, opened_at)`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('outbox')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
        .addColumn('sequence', types.integer, (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('attempts', types.integer, (column) => column.notNull())
        .addColumn('due_at', types.integer, (column) => column.notNull())
        .addColumn('leased_until', types.integer, (column) => column.notNull())
        .addColumn('reason', 'text'),
    ).execute();
    await sql`create index outbox_due on outbox (status, due_at)`.execute(db);
    await sql`create index outbox_order on outbox (conversation_id, sequence) where status = 'due'`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('agents')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('email', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('is_disabled', types.integer, (column) => column.notNull())
        .addColumn('created_at', types.integer, (column) => column.notNull()),
    ).execute();
    await strict(
      types,
      db.schema
        .createTable('agent_sessions')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('agent_id', 'text', (column) => column.notNull().references('agents.id'))
        .addColumn('expires_at', types.integer, (column) => column.notNull()),
    ).execute();
    await strict(
      types,
      db.schema
        .createTable('canned_replies')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('shortcut', 'text', (column) => column.notNull())
        .addColumn('zh', 'text', (column) => column.notNull())
        .addColumn('en', 'text', (column) => column.notNull()),
    ).execute();
    await strict(
      types,
      db.schema
        .createTable('attachments')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('content_type', 'text', (column) => column.notNull())
        .addColumn('size_bytes', types.integer, (column) => column.notNull())
        .addColumn('bytes', types.bytes as 'blob', (column) => column.notNull())
        .addColumn('created_at', types.integer, (column) => column.notNull()),
    ).execute();
  },
});
