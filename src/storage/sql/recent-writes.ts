import type { Kysely } from 'kysely';
import type { RecentWrites } from '../../conversation/recent-writes.ts';
import type { Schema } from '../schema.ts';

export function createSqlRecentWrites({ db }: { readonly db: Kysely<Schema> }): RecentWrites {
  return {
    async since(since) {
      const rows = await db
        .selectFrom('entries')
        .select(['conversation_id', (select) => select.fn.max('sequence').as('sequence')])
        .where('at', '>=', since)
        .groupBy('conversation_id')
        .execute();
      return rows.map(({ conversation_id: conversationId, sequence }) => ({ conversationId, sequence }));
    },
  };
}
