import type { Kysely } from 'kysely';
import type { TicketQueue } from '../../handoff/ticket-queue.ts';
import type { Schema } from '../schema.ts';
import { ticketOf } from './ticket-rows.ts';

export function createSqlTicketQueue({ db }: { readonly db: Kysely<Schema> }): TicketQueue {
  const tickets = () => db.selectFrom('tickets').selectAll();
  return {
    async find(ticketId) {
      const row = await tickets().where('id', '=', ticketId).executeTakeFirst();
      return row ? ticketOf(row) : null;
    },
    async openOf(conversationId) {
      const row = await tickets()
        .where('conversation_id', '=', conversationId)
        .where('status', '<>', 'closed')
        .executeTakeFirst();
      return row ? ticketOf(row) : null;
    },
    async list({ status, limit, claimedBy }) {
      const query = tickets().where('status', '=', status).limit(limit);
      const mine = claimedBy === undefined ? query : query.where('claimed_by', '=', claimedBy);
      const ordered = {
        waiting: mine.orderBy('priority', 'desc').orderBy('opened_at').orderBy('id'),
        claimed: mine.orderBy('opened_at').orderBy('id'),
        closed: mine.orderBy('closed_at', 'desc').orderBy('id'),
      }[status];
      return (await ordered.execute()).map(ticketOf);
    },
    async count(status) {
      const { count } = await db
        .selectFrom('tickets')
        .select((select) => select.fn.countAll<number | string>().as('count'))
        .where('status', '=', status)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async idleSince(before, limit) {
      const rows = await tickets()
        .where('status', '=', 'claimed')
        .where('agent_active_at', '<', before)
        .orderBy('agent_active_at')
        .limit(limit)
        .execute();
      return rows.map(ticketOf);
    },
  };
}
