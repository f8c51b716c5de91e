import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const people = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('person_keys')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('person_id', 'text', (column) => column.notNull()),
    ).execute();
    await sql`create index person_keys_person on person_keys (person_id)`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('person_conversations')
        .addColumn('conversation_id', 'text', (column) => column.primaryKey())
        .addColumn('person_id', 'text', (column) => column.notNull()),
    ).execute();
    await sql`create index person_conversations_person on person_conversations (person_id)`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('link_codes')
        .addColumn('conversation_id', 'text', (column) => column.primaryKey())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('code_hash', 'text', (column) => column.notNull())
        .addColumn('expires_at', types.integer, (column) => column.notNull())
        .addColumn('tries_left', types.integer, (column) => column.notNull())
        .addColumn('issued', types.integer, (column) => column.notNull())
        .addColumn('day_began', types.integer, (column) => column.notNull()),
    ).execute();
    await sql`create index conversations_shop_customer on conversations (shop_customer_id) where shop_customer_id is not null`.execute(
      db,
    );
  },
});
