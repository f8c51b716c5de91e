import type { ChurnHistory, CustomerPattern } from '../contract/churn.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import type { ChurnModels } from './churn-models.ts';
import type { ChurnFacts, ChurnScorer } from './churn-scorer.ts';
import { explainLinear, type Explained } from './explain-linear.ts';
import { createTableExplainer } from './explain-table.ts';
import { CONVERSATION_FEATURES, FEATURES, patternOf } from './features.ts';
import { findHint } from './find-hint.ts';
import { lineFor, type ChurnPolicy } from './policy.ts';
import { blockingColumns, readCustomer } from './read-customer.ts';
import type { TableModelFile } from './table-model-file.ts';

export interface ChurnScorerOptions {
  readonly models: ChurnModels;
  /** The policy in force; asked for at each score, as it is content. */
  readonly policy: () => ChurnPolicy;
}

interface Parts extends Explained {
  readonly history: ChurnHistory;
}

/**
 * Scores a customer in a conversation. Where the shop has trained a model of its own, its calibrated logit of the customer's record is the
 * prior, and what is said moves it; where it has not, the built-in sub-model of what is known of the customer counts.
 */
export function createChurnScorer({ models, policy }: ChurnScorerOptions): ChurnScorer {
  const own = models.table === null ? null : { table: models.table, explainRecord: createTableExplainer(models.table) };
  const explain = (pattern: CustomerPattern, facts: ChurnFacts): Parts =>
    own === null
      ? { ...explainLinear(FEATURES[pattern], models.patterns.patterns[pattern], facts), history: { kind: 'none' } }
      : explainBoth(own, models, pattern, facts);
  const logitOf = (pattern: CustomerPattern, facts: ChurnFacts): number => sumOf(explain(pattern, facts));

  return {
    version: models.version,
    score(facts) {
      const pattern = patternOf(facts);
      const { base, contributions, history } = explain(pattern, facts);
      const strongestFirst = [...contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
      // Summed in the order shown, so that whoever adds them up gets the logit to the last bit.
      const logit = sumOf({ base, contributions: strongestFirst });
      const line = lineFor(policy(), facts.customer, facts.now);
      const lineLogit = Math.log(line.threshold / (1 - line.threshold));
      return {
        probability: sigmoid(logit),
        logit,
        base,
        contributions: strongestFirst,
        pattern,
        modelVersion: models.version,
        ...line,
        history,
        hint: findHint(facts, lineLogit, (others) => logitOf(pattern, others)),
      };
    },
  };
}

interface OwnModel {
  readonly table: TableModelFile;
  readonly explainRecord: ReturnType<typeof createTableExplainer>;
}

function explainBoth(own: OwnModel, models: ChurnModels, pattern: CustomerPattern, facts: ChurnFacts): Parts {
  const said = explainLinear(CONVERSATION_FEATURES, models.conversation, facts);
  const { history, explained } = explainHistory(own, pattern, facts);
  return {
    base: explained.base + said.base,
    contributions: [...explained.contributions, ...said.contributions],
    history,
  };
}

/** The shop's model of the record, or the share of leavers where it cannot be asked honestly. */
function explainHistory(
  { table, explainRecord }: OwnModel,
  pattern: CustomerPattern,
  { customer, now }: ChurnFacts,
): { readonly history: ChurnHistory; readonly explained: Explained } {
  const { leavers, rows } = table.data;
  const rate = Math.log(leavers / (rows - leavers));
  const unknown = (missing: readonly string[]) => ({
    history: { kind: 'base-rate', logit: rate, missing } as const,
    explained: { base: rate, contributions: [] },
  });
  if (customer === null || pattern === 'anonymous') return unknown([]);
  const read = readCustomer(table.columns, customer, now);
  const blocking = blockingColumns(table.columns, table.model.encoding, read);
  if (blocking.length > 0) return unknown(blocking);
  const explained = explainRecord(read.record);
  return { history: { kind: 'scored', logit: sumOf(explained), missing: read.missing }, explained };
}

function sumOf({ base, contributions }: Explained): number {
  return contributions.reduce((sum, { contribution }) => sum + contribution, base);
}
