import { sql, type Kysely, type UpdateObject } from 'kysely';
import type { Claim, Delivery, Outbox } from '../../conversation/outbox.ts';
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
              lease: row.leased_until,
              dueAt: row.due_at,
              partsSent: row.parts_sent ?? 0,
              reason: row.reason ?? '',
            },
          ]
        : [];
    });
  }

  /** Whether the row was the claim's still. */
  async function settle({ id, lease }: Claim, columns: UpdateObject<Schema, 'outbox'>): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('outbox')
      .set(columns)
      .where('id', '=', id)
      .where('status', '=', 'due')
      .where('leased_until', '=', lease)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  return {
    async lanes() {
      const at = now();
      const rows = await db
        .selectFrom('outbox')
        .select('lane')
        .distinct()
        .where('status', '=', 'due')
        .where('due_at', '<=', at)
        .where('leased_until', '<=', at)
        .execute();
      return rows.flatMap(({ lane }) => (lane === null ? [] : [lane]));
    },
    async claimDue({ limit, leaseMs, lane }) {
      const at = now();
      const claimed = await db
        .updateTable('outbox')
        .set((column) => ({ leased_until: at + leaseMs, attempts: column('attempts', '+', 1) }))
        .where('id', 'in', (select) =>
          select
            .selectFrom('outbox as due')
            .select('due.id')
            .$if(lane !== undefined, (query) => query.where('due.lane', '=', lane ?? ''))
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
        // Asked again of the row itself: another process may have claimed it while this statement waited for it.
        .where('status', '=', 'due')
        .where('leased_until', '<=', at)
        .returning('id')
        .execute();
      return await deliveries(claimed.map(({ id }) => id));
    },
    async advance(claim, partsSent, leaseMs) {
      const lease = Math.max(now() + leaseMs, claim.lease + 1);
      return (await settle(claim, { parts_sent: partsSent, leased_until: lease })) ? { id: claim.id, lease } : null;
    },
    async done(claim) {
      await settle(claim, { status: 'done', leased_until: 0, done_at: now() });
    },
    async retry(claim, dueAt, reason) {
      await settle(claim, { due_at: dueAt, leased_until: 0, reason });
    },
    async postpone(claim, dueAt) {
      await settle(claim, { due_at: dueAt, leased_until: 0, attempts: sql<number>`attempts - 1` });
    },
    async bury(claim, reason) {
      await settle(claim, { status: 'dead', leased_until: 0, reason });
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
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set({ status: 'due', due_at: now(), attempts: 0, leased_until: 0 })
        .where('id', '=', deliveryId)
        .where('status', '=', 'dead')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async drop(deliveryId) {
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set({ status: 'dropped' })
        .where('id', '=', deliveryId)
        .where('status', '=', 'dead')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async figures() {
      const rows = await db
        .selectFrom('outbox')
        .innerJoin('conversations', 'conversations.id', 'outbox.conversation_id')
        .innerJoin('entries', 'entries.id', 'outbox.id')
        .select(['conversations.channel', 'outbox.status'])
        .select((build) => [build.fn.countAll<number | string>().as('count'), build.fn.min('entries.at').as('oldest')])
        .where('outbox.status', 'in', ['due', 'dead'])
        .groupBy(['conversations.channel', 'outbox.status'])
        .execute();
      return [...new Set(rows.map(({ channel }) => channel))].map((channel) => {
        const of = (status: string) => rows.find((row) => row.channel === channel && row.status === status);
        const due = of('due');
        return {
          channel,
          due: Number(due?.count ?? 0),
          oldestMs: due ? Math.max(0, now() - due.oldest) : 0,
          dead: Number(of('dead')?.count ?? 0),
        };
      });
    },
  };
}
