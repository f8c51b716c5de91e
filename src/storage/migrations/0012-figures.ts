import { sql, type Kysely, type Migration } from 'kysely';
import type { ColumnTypes } from './column-types.ts';

/** What the figures of a week count, so that they need not read what was said in it. */
export const figures = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('turns').addColumn('decision', 'text').execute();
    await sql`update turns set decision = ${sql.raw(types.textAt('record', ['decision', 'kind']))}`.execute(db);
    await sql`create index turns_decided on turns (at, decision)`.execute(db);
    await sql`create index conversations_begun on conversations (created_at, last_customer_sequence)`.execute(db);
    await sql`create index tickets_opened on tickets (opened_at)`.execute(db);
  },
});
