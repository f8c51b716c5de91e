import { type Kysely, type Migration } from 'kysely';
import { strict, type ColumnTypes } from './column-types.ts';

/** Intents, articles and churn models that all replicas take from here. */
export const publishedContent = (types: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await strict(
      types,
      db.schema
        .createTable('published_contents')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('version', types.integer, (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('created_at', types.integer, (column) => column.notNull())
        // Last: SQLite walks through all of it to what stands behind it.
        .addColumn('bytes', types.bytes, (column) => column.notNull())
        .addPrimaryKeyConstraint('published_contents_key', ['kind', 'version']),
    ).execute();
  },
});
