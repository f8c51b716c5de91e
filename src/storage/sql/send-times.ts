import type { Kysely } from 'kysely';
import type { SendTimes } from '../../channel/bot-framework/send-times.ts';
import type { Schema } from '../schema.ts';
import { transact } from './transact.ts';

export function createSqlSendTimes({ db, now }: { readonly db: Kysely<Schema>; readonly now: () => number }): SendTimes {
  return {
    async change(keys, act) {
      await transact(db, async (trx) => {
        const known = new Map<string, readonly number[]>();
        // In one order, whoever asks: nobody waits in a circle.
        for (const key of keys.toSorted()) {
          const { ends } = await trx
            .insertInto('connector_sends')
            .values({ key, ends: '[]', updated_at: now() })
            .onConflict((conflict) => conflict.column('key').doUpdateSet({ updated_at: now() }))
            .returning('ends')
            .executeTakeFirstOrThrow();
          known.set(key, JSON.parse(ends) as readonly number[]);
        }
        const changed = act(keys.map((key) => known.get(key) ?? []));
        for (const [n, key] of keys.entries())
          if (changed?.[n])
            await trx
              .updateTable('connector_sends')
              .set({ ends: JSON.stringify(changed[n]) })
              .where('key', '=', key)
              .execute();
      });
    },
    async forget(before) {
      await db.deleteFrom('connector_sends').where('updated_at', '<', before).execute();
    },
  };
}
