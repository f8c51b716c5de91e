import type { Kysely } from 'kysely';
import type { HandoffReason, Ticket } from '../../contract/ticket.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { ReportStore } from '../../handoff/report-store.ts';
import type { Schema } from '../schema.ts';

export function createSqlReportStore({ db }: { readonly db: Kysely<Schema> }): ReportStore {
  return {
    async report(from, to) {
      const conversations = await db
        .selectFrom('conversations')
        .leftJoin('tickets', 'tickets.conversation_id', 'conversations.id')
        .select(['conversations.id', 'tickets.id as ticket_id'])
        .where('conversations.created_at', '>=', from)
        .where('conversations.created_at', '<', to)
        .where('conversations.last_customer_sequence', '>', 0)
        .execute();
      const tickets = await db
        .selectFrom('tickets')
        .select(['reason', 'opened_at', 'claimed_at', 'rating'])
        .where('opened_at', '>=', from)
        .where('opened_at', '<', to)
        .execute();
      const turns = await db.selectFrom('turns').select('record').where('at', '>=', from).where('at', '<', to).execute();
      const decisions = turns.map(({ record }) => (JSON.parse(record) as TurnRecord).decision.kind);

      const ids = new Set(conversations.map(({ id }) => id));
      const handedOver = new Set(conversations.filter(({ ticket_id }) => ticket_id !== null).map(({ id }) => id));
      const handoffs: Partial<Record<HandoffReason, number>> = {};
      for (const { reason } of tickets) handoffs[reason as HandoffReason] = (handoffs[reason as HandoffReason] ?? 0) + 1;
      const waits = tickets.flatMap(({ opened_at, claimed_at }) => (claimed_at === null ? [] : [claimed_at - opened_at]));
      const scores = tickets.flatMap(({ rating }) =>
        rating === null ? [] : [(JSON.parse(rating) as NonNullable<Ticket['rating']>).score],
      );
      return {
        conversations: ids.size,
        botOnly: ids.size - handedOver.size,
        turns: decisions.filter((kind) => kind !== 'stay-silent').length,
        unanswered: decisions.filter((kind) => kind === 'abstain' || kind === 'offer-human').length,
        handoffs,
        medianWaitMs: median(waits),
        ratings: {
          count: scores.length,
          mean: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
        },
      };
    },
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
