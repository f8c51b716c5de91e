import type { LastScore } from '../contract/churn-records.ts';
import { BotError } from '../contract/errors.ts';
import { fitLogistic } from '../numerics/logistic-regression.ts';
import { CONVERSATION_COLUMNS, PRIOR, type ConversationModel } from './conversation-model.ts';
import { CONVERSATION_FEATURES } from './features.ts';

const FEWEST_EVENTS = 20;

/**
 * Learns how what is said moves what history said, from conversations whose outcome came in: a logistic regression with the logit of
 * history as offset and the prior as a Gaussian on the weights, so that few outcomes move it little. Only customers whom nobody talked to
 * count, as an agent changes the outcome; the held out stand for the treated as well, and weigh as much as both (1/share; Horvitz &
 * Thompson 1952). Raises TRAINING_DATA_INVALID for fewer than 20 of either outcome, or a fit that did not converge.
 */
export function fitConversation(
  scores: readonly LastScore[],
  { version, holdOut }: { readonly version: string; readonly holdOut: number },
): ConversationModel {
  const cases = scores.flatMap((score) =>
    score.hasLeft === null || score.wasHandedOver || score.churn.history.kind === 'none'
      ? []
      : [{ ...score, offset: score.churn.history.logit, label: score.hasLeft ? 1 : 0 }],
  );
  const leavers = cases.filter(({ label }) => label === 1).length;
  if (Math.min(leavers, cases.length - leavers) < FEWEST_EVENTS) {
    const what = `${leavers} customers with an outcome left and ${cases.length - leavers} stayed, and ${FEWEST_EVENTS} of both are needed`;
    throw new BotError('TRAINING_DATA_INVALID', `${what}: send more outcomes; until then the prior counts`);
  }
  const d = CONVERSATION_COLUMNS.length;
  const priors = CONVERSATION_COLUMNS.map((name) => PRIOR[name] ?? { mean: 0, weight: 0, sd: 0 });
  // Columns in units of the prior's spread, so that the plain penalty ½‖w − w₀‖² is the Gaussian's.
  const x = new Float64Array(cases.length * d);
  for (const [n, { churn }] of cases.entries()) {
    const values = new Map(churn.contributions.map(({ feature, value }) => [feature, value]));
    const row = CONVERSATION_FEATURES.flatMap(({ name, columns }) => {
      const value = values.get(name) ?? null;
      return typeof value === 'number' ? [...columns.map((column) => column.encode(value)), 0] : [...columns.map(() => 0), 1];
    });
    for (const [j, { mean, sd }] of priors.entries()) x[n * d + j] = ((row[j] ?? 0) - mean) * sd;
  }
  const fit = fitLogistic({
    x,
    y: Uint8Array.from(cases, ({ label }) => label),
    d,
    c: 1,
    prior: Float64Array.from(priors, ({ weight, sd }) => (sd === 0 ? 0 : weight / sd)),
    offset: Float64Array.from(cases, ({ offset }) => offset),
    weights: Float64Array.from(cases, ({ arm }) => (arm === 'held-out' && holdOut > 0 ? 1 / holdOut : 1)),
  });
  if (!fit.converged)
    throw new BotError('TRAINING_DATA_INVALID', 'The fit did not converge, so nothing was written; the prior counts');
  return {
    kind: 'conversation',
    version,
    columns: [...CONVERSATION_COLUMNS],
    means: priors.map(({ mean }) => mean),
    scales: priors.map(() => 1),
    weights: priors.map(({ sd }, j) => (fit.weights[j] ?? 0) * sd),
    intercept: fit.intercept,
    rows: cases.length,
    leavers,
    converged: true,
  };
}
