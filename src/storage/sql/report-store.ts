import type { Kysely } from 'kysely';
import { isMiss, type Decision } from '../../contract/decision.ts';
import type { HandoffReason, Ticket } from '../../contract/ticket.ts';
import type { ReportStore } from '../../handoff/report-store.ts';
import type { Schema } from '../schema.ts';

export function createSqlReportStore({ db }: { readonly db: Kysely<Schema> }): ReportStore {
  return {
    async report(from, to) {
      const begun = db
        .selectFrom('conversations')
        .select((column) => column.fn.countAll<number | string>().as('count'))
        .where('created_at', '>=', from)
        .where('created_at', '<', to)
        .where('last_customer_sequence', '>', 0);
      const withoutTicket = begun.where((each) =>
        each.not(
          each.exists(
            each.selectFrom('tickets').select('tickets.id').whereRef('tickets.conversation_id', '=', 'conversations.id'),
          ),
        ),
      );
      const [conversations, botOnly] = await Promise.all(
        [begun, withoutTicket].map(async (query) => Number((await query.executeTakeFirstOrThrow()).count)),
      );
      const tickets = await db
        .selectFrom('tickets')
        .select(['reason', 'opened_at', 'claimed_at', 'rating'])
        .where('opened_at', '>=', from)
        .where('opened_at', '<', to)
        .execute();
      const decided = await db
        .selectFrom('turns')
        .select((column) => ['decision', column.fn.countAll<number | string>().as('turns')])
        .where('at', '>=', from)
        .where('at', '<', to)
        .groupBy('decision')
        .execute();
      const turnsOf = (isCounted: (kind: string | null) => boolean): number =>
        decided.reduce((sum, { decision, turns }) => sum + (isCounted(decision) ? Number(turns) : 0), 0);

      const handoffs: Partial<Record<HandoffReason, number>> = {};
      for (const { reason } of tickets) handoffs[reason as HandoffReason] = (handoffs[reason as HandoffReason] ?? 0) + 1;
      // Where an agent stepped in, nobody waited.
      const waits = tickets.flatMap(({ reason, opened_at, claimed_at }) =>
        claimed_at === null || reason === 'stepped-in' ? [] : [claimed_at - opened_at],
      );
      const scores = tickets.flatMap(({ rating }) =>
        rating === null ? [] : [(JSON.parse(rating) as NonNullable<Ticket['rating']>).score],
      );
      return {
        conversations: conversations ?? 0,
        botOnly: botOnly ?? 0,
        turns: turnsOf((kind) => kind !== 'stay-silent'),
        unanswered: turnsOf((kind) => kind !== null && isMiss(kind as Decision['kind'])),
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
