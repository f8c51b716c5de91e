import type { Transaction } from 'kysely';
import type { TurnRecord } from '../../contract/turn.ts';
import type { Schema } from '../schema.ts';

/** Writes the record of a turn, and beside it the few figures of its churn score that reports count over months. */
export async function insertTurn(
  trx: Transaction<Schema>,
  { shop_customer_id }: Pick<Schema['conversations'], 'shop_customer_id'>,
  turn: TurnRecord,
): Promise<void> {
  const { id, conversationId, at, churn, decision } = turn;
  await trx
    .insertInto('turns')
    .values({ id, conversation_id: conversationId, at, record: JSON.stringify(turn), decision: decision.kind })
    .execute();
  if (churn === null) return;
  await trx
    .insertInto('churn_scores')
    .values({
      turn_id: id,
      conversation_id: conversationId,
      shop_customer_id,
      at,
      probability: churn.probability,
      threshold: churn.threshold,
      cost: churn.economics.cost,
      save_rate: churn.economics.saveRate,
      value: churn.economics.value,
      segment: churn.segment,
      pattern: churn.pattern,
      model_version: churn.modelVersion,
      arm: turn.trialArm ?? null,
      may_escalate: turn.mayEscalate === true ? 1 : 0,
    })
    .execute();
}
