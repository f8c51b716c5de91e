import { sql, type Kysely, type Migration } from 'kysely';
import type { ColumnTypes } from './column-types.ts';

export const retention = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('conversations').addColumn('forgotten_at', types.integer).execute();
    await sql`create index conversations_kept on conversations (created_at) where forgotten_at is null`.execute(db);
    await sql`create index attachments_age on attachments (created_at)`.execute(db);
    // Deleting a conversation looks for its rows here.
    await sql`create index attachments_conversation on attachments (conversation_id)`.execute(db);
    await sql`create index tickets_conversation on tickets (conversation_id)`.execute(db);
    await sql`create index outbox_conversation on outbox (conversation_id)`.execute(db);
  },
});
