import type { Kysely } from 'kysely';
import type { SeenContents } from '../../channel/bot-framework/seen-contents.ts';
import type { Schema } from '../schema.ts';

export function createSqlSeenContents({ db, now }: { readonly db: Kysely<Schema>; readonly now: () => number }): SeenContents {
  return {
    async firstId(content, clientId, until) {
      const columns = { client_id: clientId, until };
      const taken = await db
        .insertInto('connector_contents')
        .values({ content, ...columns })
        .onConflict((conflict) => conflict.column('content').doUpdateSet(columns).where('connector_contents.until', '<=', now()))
        .returning('client_id')
        .executeTakeFirst();
      if (taken) return clientId;
      const first = await db
        .selectFrom('connector_contents')
        .select('client_id')
        .where('content', '=', content)
        .executeTakeFirst();
      return first?.client_id ?? clientId;
    },
    async forget() {
      await db.deleteFrom('connector_contents').where('until', '<=', now()).execute();
    },
  };
}
