import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const churn = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('churn_scores')
        .addColumn('turn_id', 'text', (column) => column.primaryKey())
        .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id').onDelete('cascade'))
        .addColumn('shop_customer_id', 'text')
        .addColumn('at', types.integer, (column) => column.notNull())
        .addColumn('probability', types.real, (column) => column.notNull())
        .addColumn('threshold', types.real, (column) => column.notNull())
        .addColumn('cost', types.real, (column) => column.notNull())
        .addColumn('save_rate', types.real, (column) => column.notNull())
        .addColumn('value', types.real, (column) => column.notNull())
        .addColumn('segment', 'text')
        .addColumn('pattern', 'text', (column) => column.notNull())
        .addColumn('model_version', 'text', (column) => column.notNull())
        .addColumn('arm', 'text')
        .addColumn('may_escalate', types.integer, (column) => column.notNull()),
    ).execute();
    await sql`create index churn_scores_at on churn_scores (at)`.execute(db);
    await sql`create index churn_scores_conversation on churn_scores (conversation_id)`.execute(db);
    await sql`create index churn_scores_arm on churn_scores (at) where arm is not null`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('churn_outcomes')
        .addColumn('shop_customer_id', 'text', (column) => column.notNull())
        .addColumn('at', types.integer, (column) => column.notNull())
        .addColumn('has_left', types.integer, (column) => column.notNull())
        .addColumn('recorded_at', types.integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('churn_outcomes_pk', ['shop_customer_id', 'at']),
    ).execute();
  },
});
