import { type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

export const secrets = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('secrets')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull()),
    ).execute();
  },
});
