import { sql, type Kysely, type Migration } from 'kysely';

/** By what outcomes of a span find the scores before them. */
export const churnOutcomes = (): Migration => ({
  async up(db: Kysely<unknown>) {
    await sql`create index churn_scores_customer on churn_scores (shop_customer_id, at)`.execute(db);
    await sql`create index churn_outcomes_at on churn_outcomes (at)`.execute(db);
  },
});
