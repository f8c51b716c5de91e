import type { CustomerPattern } from '../contract/churn.ts';
import { BotError } from '../contract/errors.ts';
import { areaUnderCurve, calibrationError, logLoss } from '../numerics/binary-metrics.ts';
import { fitLogistic, linear } from '../numerics/logistic-regression.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import type { ChurnFacts } from './churn-scorer.ts';
import { columnsOf, encodeFeatures, patternOf } from './features.ts';
import type { ChurnModel, SubModel } from './model-file.ts';

const FOLDS = 5;
const C = 0.3;
const FEWEST_EVENTS = 20;
const ORDER: readonly CustomerPattern[] = ['anonymous', 'new', 'full'];

export interface LabelledFacts {
  readonly facts: ChurnFacts;
  readonly churned: 0 | 1;
}

/**
 * Fits one sub-model a pattern. The sub-model of a poorer pattern also learns from richer customers, seen as if they were poorer:
 * an anonymous visitor is somebody of whom nothing is known, not somebody without a history.
 * Scores are out of fold. Raises TRAINING_DATA_INVALID when a pattern has fewer than 20 events of a class or a fit does not converge.
 */
export function fitPatterns(
  cases: readonly LabelledFacts[],
  naming: { readonly version: string; readonly trainedOn: string },
): ChurnModel {
  const fit = (pattern: CustomerPattern): SubModel =>
    fitPattern(
      pattern,
      cases.filter(({ facts }) => ORDER.indexOf(patternOf(facts)) >= ORDER.indexOf(pattern)),
    );
  return { ...naming, patterns: { anonymous: fit('anonymous'), new: fit('new'), full: fit('full') } };
}

function fitPattern(pattern: CustomerPattern, cases: readonly LabelledFacts[]): SubModel {
  const columns = columnsOf(pattern).map(({ name }) => name);
  const rows = cases.map(({ facts }) => encodeFeatures(pattern, facts));
  const y = Uint8Array.from(cases, ({ churned }) => churned);
  const events = y.reduce((sum, label) => sum + label, 0);
  if (Math.min(events, y.length - events) < FEWEST_EVENTS) {
    throw new BotError(
      'TRAINING_DATA_INVALID',
      `Customers of kind "${pattern}" need at least ${FEWEST_EVENTS} who left and ${FEWEST_EVENTS} who stayed; there are ${events} and ${y.length - events}`,
    );
  }
  const all = rows.map((_, i) => i);
  const p = new Float64Array(y.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const model = fitRows(
      rows,
      y,
      all.filter((i) => i % FOLDS !== fold),
      columns.length,
    );
    for (const i of all.filter((n) => n % FOLDS === fold)) p[i] = predict(model, rows[i] ?? new Float64Array());
  }
  const whole = fitRows(rows, y, all, columns.length);
  return {
    columns,
    ...whole,
    rows: y.length,
    rate: events / y.length,
    auc: areaUnderCurve(p, y),
    logLoss: logLoss(p, y),
    calibrationError: calibrationError(p, y),
    converged: true,
  };
}

type Fitted = Pick<SubModel, 'means' | 'scales' | 'weights' | 'intercept'>;

function fitRows(rows: readonly Float64Array[], y: Uint8Array, chosen: readonly number[], d: number): Fitted {
  const means = Array.from({ length: d }, (_, j) => chosen.reduce((sum, i) => sum + (rows[i]?.[j] ?? 0), 0) / chosen.length);
  const scales = means.map(
    (mean, j) => Math.sqrt(chosen.reduce((sum, i) => sum + ((rows[i]?.[j] ?? 0) - mean) ** 2, 0) / chosen.length) || 1,
  );
  const x = new Float64Array(chosen.length * d);
  for (const [n, i] of chosen.entries())
    for (let j = 0; j < d; j += 1) x[n * d + j] = ((rows[i]?.[j] ?? 0) - (means[j] ?? 0)) / (scales[j] ?? 1);
  const fit = fitLogistic({ x, y: Uint8Array.from(chosen, (i) => y[i] ?? 0), d, c: C });
  if (!fit.converged) throw new BotError('TRAINING_DATA_INVALID', 'The fit did not converge; it is not published');
  return { means, scales, weights: [...fit.weights], intercept: fit.intercept };
}

function predict(model: Fitted, row: Float64Array): number {
  const standard = row.map((value, j) => (value - (model.means[j] ?? 0)) / (model.scales[j] ?? 1));
  return sigmoid(linear(standard, 0, row.length, Float64Array.from([...model.weights, model.intercept])));
}
