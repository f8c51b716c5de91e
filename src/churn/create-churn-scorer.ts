import type { ChurnContribution, ChurnScore, CustomerPattern } from '../contract/churn.ts';
import { BotError } from '../contract/errors.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import type { ChurnFacts, ChurnScorer } from './churn-scorer.ts';
import { columnsOf, encodeFeatures, FEATURES, patternOf } from './features.ts';
import { readChurnModel, type SubModel } from './model-file.ts';

export interface ChurnScorerOptions {
  readonly modelFile: string;
  /** Cost of one escalation, share of leavers that an agent keeps, value of a kept customer (the shop's currency). */
  readonly cost: number;
  readonly saveRate: number;
  readonly value: number;
}

/**
 * The line above which a person is worth their cost: escalate when p·saveRate·value > cost, so p* = cost / (saveRate · value).
 * Never above .9: somebody who is nearly certain to leave is worth a word, however little he spends.
 */
export function escalationThreshold({ cost, saveRate, value }: Pick<ChurnScorerOptions, 'cost' | 'saveRate' | 'value'>): number {
  return Math.min(0.9, cost / (saveRate * value));
}

/** Scores by the fitted sub-model of whatever is known of the customer. Raises MODEL_INVALID when the model is not of this program. */
export function createChurnScorer(options: ChurnScorerOptions): ChurnScorer {
  const model = readChurnModel(options.modelFile);
  for (const pattern of ['anonymous', 'new', 'full'] as const) {
    const expected = columnsOf(pattern).map(({ name }) => name);
    if (expected.join() !== model.patterns[pattern].columns.join()) {
      throw new BotError(
        'MODEL_INVALID',
        `The churn model ${options.modelFile} was made for other features: run \`kefu train churn\``,
      );
    }
  }
  return {
    version: model.version,
    score(facts) {
      const pattern = patternOf(facts);
      const { logit, base, contributions } = explain(pattern, facts, model.patterns[pattern]);
      const value = facts.customer?.yearlyValue ?? options.value;
      return {
        probability: sigmoid(logit),
        logit,
        base,
        contributions,
        pattern,
        modelVersion: model.version,
        threshold: escalationThreshold({ ...options, value }),
      };
    },
  };
}

/** Contributions w·(x − mean)/scale, summed into the feature a person knows; they and the base sum to the logit. */
function explain(
  pattern: CustomerPattern,
  facts: ChurnFacts,
  sub: SubModel,
): Pick<ChurnScore, 'logit' | 'base' | 'contributions'> {
  const row = encodeFeatures(pattern, facts);
  const byFeature = new Map<string, number>();
  for (const [j, column] of columnsOf(pattern).entries()) {
    const standard = ((row[j] ?? 0) - (sub.means[j] ?? 0)) / (sub.scales[j] ?? 1);
    byFeature.set(column.feature, (byFeature.get(column.feature) ?? 0) + standard * (sub.weights[j] ?? 0));
  }
  const contributions = FEATURES[pattern]
    .map((feature): ChurnContribution => {
      const value = feature.read(facts);
      const contribution = byFeature.get(feature.name) ?? 0;
      return {
        feature: feature.name,
        contribution,
        value,
        reason: value === null ? feature.unknown : feature.say(value, contribution > 0),
      };
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  // Summed in the order shown, so that whoever adds them up gets the logit to the last bit.
  const logit = contributions.reduce((sum, { contribution }) => sum + contribution, sub.intercept);
  return { logit, base: sub.intercept, contributions };
}
