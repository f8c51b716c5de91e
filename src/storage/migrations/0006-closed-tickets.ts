import { sql, type Kysely, type Migration } from 'kysely';

export const closedTickets = (): Migration => ({
  async up(db: Kysely<unknown>) {
    await sql`create index tickets_closed on tickets (status, closed_at desc, id)`.execute(db);
  },
});
