import { sql, type Kysely } from 'kysely';
import type { HubHandoff, HubHandoffs, HubState } from '../../channel/handoff-hub/hub-handoffs.ts';
import type { Schema } from '../schema.ts';

export function createSqlHubHandoffs({ db, now }: { readonly db: Kysely<Schema>; readonly now: () => number }): HubHandoffs {
  return {
    async enlist(limit) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('hub_handoffs')
        .columns(['ticket_id', 'conversation_id', 'state', 'sent_sequence', 'attempts', 'due_at', 'leased_until'])
        .expression(
          db
            .selectFrom('tickets')
            .leftJoin('hub_handoffs', 'hub_handoffs.ticket_id', 'tickets.id')
            .select(['tickets.id', 'tickets.conversation_id'])
            .select([
              sql`'offering'`.as('state'),
              sql`0`.as('sent'),
              sql`0`.as('attempts'),
              sql`0`.as('due'),
              sql`0`.as('leased'),
            ])
            .where('tickets.status', '=', 'waiting')
            .where('hub_handoffs.ticket_id', 'is', null)
            .orderBy('tickets.opened_at')
            .limit(limit),
        )
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return Number(numInsertedOrUpdatedRows ?? 0);
    },

    async claimDue({ limit, leaseMs }) {
      const at = now();
      const rows = await db
        .updateTable('hub_handoffs')
        .set((column) => ({ leased_until: at + leaseMs, attempts: column('attempts', '+', 1) }))
        .where('ticket_id', 'in', (select) =>
          select
            .selectFrom('hub_handoffs as due')
            .innerJoin('conversations', 'conversations.id', 'due.conversation_id')
            .select('due.ticket_id')
            .where('due.state', '<>', 'ended')
            .where('due.due_at', '<=', at)
            .where('due.leased_until', '<=', at)
            // Whatever happens to a conversation lengthens its log.
            .where((build) =>
              build.or([
                build('due.state', '=', 'offering'),
                build('conversations.last_sequence', '>', build.ref('due.sent_sequence')),
              ]),
            )
            .orderBy('due.due_at')
            .limit(limit),
        )
        // Asked again of the row itself: another process may have claimed it while this statement waited for it.
        .where('leased_until', '<=', at)
        .returningAll()
        .execute();
      return rows.map(handoffOf);
    },

    async openOf(conversationId) {
      const row = await db
        .selectFrom('hub_handoffs')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('state', '<>', 'ended')
        .executeTakeFirst();
      return row ? handoffOf(row) : null;
    },

    async move(ticketId, from, to) {
      const { numUpdatedRows } = await db
        .updateTable('hub_handoffs')
        .set({ state: to })
        .where('ticket_id', '=', ticketId)
        .where('state', 'in', from)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async sent(ticketId, sequence) {
      await db
        .updateTable('hub_handoffs')
        .set({ sent_sequence: sequence, attempts: 0 })
        .where('ticket_id', '=', ticketId)
        .execute();
    },

    async release(ticketId, dueAt) {
      await db.updateTable('hub_handoffs').set({ due_at: dueAt, leased_until: 0 }).where('ticket_id', '=', ticketId).execute();
    },
  };
}

function handoffOf(row: Schema['hub_handoffs']): HubHandoff {
  return {
    ticketId: row.ticket_id,
    conversationId: row.conversation_id,
    state: row.state as HubState,
    sentSequence: row.sent_sequence,
    attempts: row.attempts,
  };
}
