import { sql, type Kysely } from 'kysely';
import type { Delivery, Outbox } from '../../conversation/outbox.ts';
import type { Schema } from '../schema.ts';
import { entryOf } from './rows.ts';

export function createSqlOutbox({ db, now }: { readonly db: Kysely<Schema>; readonly now: () => number }): Outbox {
  async function deliveries(ids: readonly string[]): Promise<readonly (Delivery & { readonly reason: string })[]> {
    if (ids.length === 0) return [];
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('conversation_id')
      .orderBy('sequence')
      .execute();
    const entries = await db.selectFrom('entries').selectAll().where('id', 'in', ids).execute();
    const entryById = new Map(entries.map((row) => [row.id, entryOf(row)]));
    return rows.flatMap((row) => {
      const entry = entryById.get(row.id);
      return entry
        ? [
            {
              id: row.id,
              conversationId: row.conversation_id,
              entry,
              attempts: row.attempts,
              dueAt: row.due_at,
              reason: row.reason ?? '',
            },
          ]
        : [];
    });
  }

  return {
    async claimDue({ limit, leaseMs }) {
      const at = now();
      const claimed = await db
        .updateTable('outbox')
        .set((column) => ({ leased_until: at + leaseMs, attempts: column('attempts', '+', 1) }))
        .where('id', 'in', (select) =>
          select
            .selectFrom('outbox as due')
            .select('due.id')
            .where('due.status', '=', 'due')
            .where('due.due_at', '<=', at)
            .where('due.leased_until', '<=', at)
            // Only the first unsent row of a conversation: its later ones wait for it.
            .where((build) =>
              build.not(
                build.exists(
                  build
                    .selectFrom('outbox as earlier')
                    .select(sql`1`.as('one'))
                    .whereRef('earlier.conversation_id', '=', 'due.conversation_id')
                    .whereRef('earlier.sequence', '<', 'due.sequence')
                    .where('earlier.status', '=', 'due'),
                ),
              ),
            )
            .orderBy('due.due_at')
            .limit(limit),
        )
        .returning('id')
        .execute();
      return await deliveries(claimed.map(({ id }) => id));
    },
    async done(deliveryId) {
      await db.updateTable('outbox').set({ status: 'done', leased_until: 0 }).where('id', '=', deliveryId).execute();
    },
    async retry(deliveryId, dueAt, reason) {
      await db
        .updateTable('outbox')
        .set({ due_at: dueAt, leased_until: 0, reason })
        .where('id', '=', deliveryId)
        .where('status', '=', 'due')
        .execute();
    },
    async bury(deliveryId, reason) {
      await db.updateTable('outbox').set({ status: 'dead', leased_until: 0, reason }).where('id', '=', deliveryId).execute();
    },
    async deadLetters(limit) {
      const rows = await db
        .selectFrom('outbox')
        .select('id')
        .where('status', '=', 'dead')
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return await deliveries(rows.map(({ id }) => id));
    },
    async revive(deliveryId) {
      await db
        .updateTable('outbox')
        .set({ status: 'due', due_at: now(), attempts: 0, leased_until: 0 })
        .where('id', '=', deliveryId)
        .where('status', '=', 'dead')
        .execute();
    },
  };
}
