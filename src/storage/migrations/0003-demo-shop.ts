import { sql, type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const demoShop = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('shop_customers')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('profile', 'text', (column) => column.notNull()),
    ).execute();
    await strict(
      types,
      db.schema
        .createTable('shop_orders')
        .addColumn('number', 'text', (column) => column.primaryKey())
        .addColumn('customer_id', 'text', (column) => column.notNull().references('shop_customers.id'))
        .addColumn('contacts', 'text', (column) => column.notNull())
        .addColumn('placed_at', types.integer, (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull()),
    ).execute();
    await sql`create index shop_orders_customer on shop_orders (customer_id, placed_at)`.execute(db);
    await strict(
      types,
      db.schema
        .createTable('shop_actions')
        .addColumn('idempotency_key', 'text', (column) => column.primaryKey())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('result', 'text', (column) => column.notNull())
        .addColumn('at', types.integer, (column) => column.notNull()),
    ).execute();
  },
});
