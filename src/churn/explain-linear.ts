import type { ChurnContribution } from '../contract/churn.ts';
import type { ChurnFacts } from './churn-scorer.ts';
import { encodedColumns, encodeRow, HISTORY_FEATURES, type Feature } from './features.ts';

/** A part of a logit and what it is made of: `base` and the contributions sum to it. */
export interface Explained {
  readonly base: number;
  readonly contributions: readonly ChurnContribution[];
}

/** Weights of standardised columns, in the order of `encodedColumns`. */
export interface LinearModel {
  readonly means: readonly number[];
  readonly scales: readonly number[];
  readonly weights: readonly number[];
  readonly intercept: number;
}

/** Contributions w·(x − mean)/scale, summed into the feature that a person knows. */
export function explainLinear(features: readonly Feature[], model: LinearModel, facts: ChurnFacts): Explained {
  const row = encodeRow(features, facts);
  const byFeature = new Map<string, number>();
  for (const [j, column] of encodedColumns(features).entries()) {
    const standard = ((row[j] ?? 0) - (model.means[j] ?? 0)) / (model.scales[j] ?? 1);
    byFeature.set(column.feature, (byFeature.get(column.feature) ?? 0) + standard * (model.weights[j] ?? 0));
  }
  const contributions = features.map((feature): ChurnContribution => {
    const value = feature.read(facts);
    const contribution = byFeature.get(feature.name) ?? 0;
    return {
      feature: feature.name,
      contribution,
      value,
      reason: value === null ? feature.unknown : feature.say(value, contribution > 0),
      source: HISTORY_FEATURES.some(({ name }) => name === feature.name) ? 'history' : 'conversation',
    };
  });
  return { base: model.intercept, contributions };
}
