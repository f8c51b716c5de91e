import { sql, type Kysely } from 'kysely';
import type { CustomerPattern, TrialArm } from '../../contract/churn.ts';
import type { ChurnRecords } from '../../contract/churn-records.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { Schema } from '../schema.ts';
import { transact } from './transact.ts';

/** Four values a row, of the 32,766 that SQLite takes in a statement. */
const ROWS_A_STATEMENT = 500;

export function createSqlChurnRecords({ db, now }: { readonly db: Kysely<Schema>; readonly now: () => number }): ChurnRecords {
  /** The customer's first outcome after a moment. */
  const outcomeAfter = sql<number | null>`(
    select o.has_left from churn_outcomes o
    where o.shop_customer_id = churn_scores.shop_customer_id and o.at > churn_scores.at
    order by o.at limit 1)`;
  /** SQLite says it as 1 or 0. */
  const handedOver = sql<boolean | number>`exists (
    select 1 from tickets where tickets.conversation_id = churn_scores.conversation_id)`;

  return {
    async scores(from, to, limit) {
      const rows = await db
        .selectFrom('churn_scores')
        .selectAll()
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        conversationId: row.conversation_id,
        shopCustomerId: row.shop_customer_id,
        at: row.at,
        probability: row.probability,
        threshold: row.threshold,
        economics: { cost: row.cost, saveRate: row.save_rate, value: row.value },
        segment: row.segment,
        pattern: row.pattern as CustomerPattern,
        arm: row.arm as TrialArm | null,
        mayEscalate: row.may_escalate === 1,
      }));
    },

    async trial(from, to) {
      const rows = await db
        .selectFrom('churn_scores')
        .select(['shop_customer_id', 'arm', 'at', 'probability', 'segment', outcomeAfter.as('has_left')])
        .where('arm', 'is not', null)
        .where('shop_customer_id', 'is not', null)
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .execute();
      const first = new Map<string, (typeof rows)[number]>();
      for (const row of rows) if (!first.has(row.shop_customer_id ?? '')) first.set(row.shop_customer_id ?? '', row);
      return [...first].map(([shopCustomerId, row]) => ({
        shopCustomerId,
        arm: row.arm as TrialArm,
        at: row.at,
        probability: row.probability,
        segment: row.segment,
        hasLeft: row.has_left === null ? null : row.has_left === 1,
      }));
    },

    async lastScores(from, to, limit) {
      const each = db
        .selectFrom('churn_scores')
        .select(({ fn }) => ['shop_customer_id as customer', fn.max('at').as('last_at')])
        .where('shop_customer_id', 'is not', null)
        .where('at', '>=', from)
        .where('at', '<', to)
        .groupBy('shop_customer_id');
      const placed = db
        .selectFrom(each.as('each'))
        .select([
          'customer',
          'last_at',
          sql<number>`row_number() over (order by last_at, customer)`.as('place'),
          sql<number>`count(*) over ()`.as('total'),
        ]);
      // Of `total` places those at which place · limit / total, in whole numbers, takes its next step.
      const step = sql.lit(limit);
      const last = db
        .selectFrom(placed.as('placed'))
        .select(['customer', 'last_at'])
        .where(sql<boolean>`place * ${step} / total > (place - 1) * ${step} / total`);
      const rows = await db
        .selectFrom('churn_scores')
        .innerJoin(last.as('last'), (join) =>
          join.onRef('last.customer', '=', 'churn_scores.shop_customer_id').onRef('last.last_at', '=', 'churn_scores.at'),
        )
        .innerJoin('turns', 'turns.id', 'churn_scores.turn_id')
        .select([
          'churn_scores.shop_customer_id',
          'churn_scores.at',
          'churn_scores.arm',
          'turns.record',
          outcomeAfter.as('has_left'),
          handedOver.as('handed_over'),
        ])
        .orderBy('churn_scores.at', 'desc')
        .execute();
      return rows.flatMap(({ shop_customer_id, at, arm, record, has_left, handed_over }) => {
        const { churn } = JSON.parse(record) as TurnRecord;
        if (churn === null || shop_customer_id === null) return [];
        const hasLeft = has_left === null ? null : has_left === 1;
        return [
          {
            shopCustomerId: shop_customer_id,
            at,
            churn,
            arm: arm as TrialArm | null,
            wasHandedOver: Boolean(handed_over),
            hasLeft,
          },
        ];
      });
    },

    async judged(from, to, limit) {
      const rows = await db
        .selectFrom('churn_outcomes')
        .innerJoin('churn_scores', 'churn_scores.shop_customer_id', 'churn_outcomes.shop_customer_id')
        .select([
          'churn_outcomes.has_left',
          'churn_scores.probability',
          'churn_scores.segment',
          'churn_scores.model_version',
          handedOver.as('handed_over'),
        ])
        .where('churn_outcomes.at', '>=', from)
        .where('churn_outcomes.at', '<', to)
        .where('churn_scores.at', '=', (each) =>
          each
            .selectFrom('churn_scores as other')
            .select(({ fn }) => fn.max('other.at').as('at'))
            .whereRef('other.shop_customer_id', '=', 'churn_outcomes.shop_customer_id')
            .whereRef('other.at', '<', 'churn_outcomes.at'),
        )
        .where((each) =>
          each.not(
            each.exists(
              each
                .selectFrom('churn_outcomes as earlier')
                .select('earlier.at')
                .whereRef('earlier.shop_customer_id', '=', 'churn_outcomes.shop_customer_id')
                .whereRef('earlier.at', '>', 'churn_scores.at')
                .whereRef('earlier.at', '<', 'churn_outcomes.at'),
            ),
          ),
        )
        .orderBy('churn_outcomes.at', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        probability: row.probability,
        segment: row.segment,
        modelVersion: row.model_version,
        wasHandedOver: Boolean(row.handed_over),
        hasLeft: row.has_left === 1,
      }));
    },

    async saveOutcomes(outcomes) {
      const recordedAt = now();
      // The same customer and day twice in one statement would be refused: the last one counts.
      const unique = [...new Map(outcomes.map((outcome) => [`${outcome.at} ${outcome.shopCustomerId}`, outcome])).values()];
      await transact(db, async (trx) => {
        for (let start = 0; start < unique.length; start += ROWS_A_STATEMENT) {
          await trx
            .insertInto('churn_outcomes')
            .values(
              unique.slice(start, start + ROWS_A_STATEMENT).map(({ shopCustomerId, at, hasLeft }) => ({
                shop_customer_id: shopCustomerId,
                at,
                has_left: hasLeft ? 1 : 0,
                recorded_at: recordedAt,
              })),
            )
            .onConflict((conflict) =>
              conflict.columns(['shop_customer_id', 'at']).doUpdateSet((row) => ({
                has_left: row.ref('excluded.has_left'),
                recorded_at: row.ref('excluded.recorded_at'),
              })),
            )
            .execute();
        }
      });
    },
  };
}
