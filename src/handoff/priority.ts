import type { ChurnScore } from '../contract/churn.ts';
import type { HandoffReason } from '../contract/ticket.ts';

/** Where a reason stands in the queue before money is counted. */
const REASON_WEIGHT: Readonly<Record<HandoffReason, number>> = {
  safety: 60,
  complaint: 40,
  'churn-risk': 40,
  policy: 20,
  'asked-for-human': 20,
  'stepped-in': 20,
  'bot-stuck': 10,
};

/** Value at risk that counts as much as the weightiest reason, in the shop's currency. */
const VALUE_SCALE = 100;
const MOST_FOR_VALUE = 60;

/**
 * Priority of a ticket, higher first: the reason's weight plus the value at risk (probability of leaving × yearly value),
 * capped so that no fortune hides a safety case. Waiting time orders equal priorities, by the queue itself.
 */
export function ticketPriority(reason: HandoffReason, churn: ChurnScore | null, yearlyValue: number): number {
  const atRisk = churn === null ? 0 : churn.probability * yearlyValue;
  return Math.round(REASON_WEIGHT[reason] + Math.min(MOST_FOR_VALUE, (atRisk / VALUE_SCALE) * MOST_FOR_VALUE));
}
