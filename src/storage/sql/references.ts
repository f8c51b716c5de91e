import type { Kysely } from 'kysely';
import type { ConnectorReference, References } from '../../channel/bot-framework/references.ts';
import type { Schema } from '../schema.ts';

export function createSqlReferences({ db, now }: { readonly db: Kysely<Schema>; readonly now: () => number }): References {
  return {
    async save({ conversationId, serviceUrl, ...rest }) {
      const columns = { service_url: serviceUrl, reference: JSON.stringify(rest), updated_at: now() };
      await db
        .insertInto('connector_references')
        .values({ conversation_id: conversationId, ...columns })
        .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(columns))
        .execute();
    },
    async find(conversationId) {
      const row = await db
        .selectFrom('connector_references')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .executeTakeFirst();
      if (!row) return null;
      const rest = JSON.parse(row.reference) as Omit<ConnectorReference, 'conversationId' | 'serviceUrl'>;
      return { conversationId, serviceUrl: row.service_url, ...rest, topic: rest.topic ?? null };
    },
  };
}
