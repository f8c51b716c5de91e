/** Coefficients beside scikit-learn's at a tight tolerance: `npx tsx benchmarks/quality/churn/reference.ts <folder of the reference fits>`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../../src/churn/frame.ts';
import { logLoss } from '../../../src/numerics/binary-metrics.ts';
import { fitLogistic, linear, type LogisticFit } from '../../../src/numerics/logistic-regression.ts';
import { sigmoid } from '../../../src/numerics/sigmoid.ts';
import { describeEnvironment } from '../../support/environment.ts';
import { readSet, SETS } from './read-set.ts';
import { writeChurnResult } from './write-churn-result.ts';

type Spec =
  | { readonly kind: 'num'; readonly col: string; readonly median: number; readonly mean: number; readonly sd: number }
  | { readonly kind: 'missing'; readonly col: string }
  | { readonly kind: 'onehot'; readonly col: string; readonly level: string };

interface Reference {
  readonly spec: readonly Spec[];
  readonly coef: readonly number[];
  readonly intercept: number;
  readonly logloss: number;
}

const LARGEST_DIFFERENCE = 1e-6;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder that holds logreg_reference.json');
const environment = describeEnvironment();
const references = JSON.parse(readFileSync(join(folder, 'logreg_reference.json'), 'utf8')) as Record<string, Reference>;

const fits = SETS.flatMap((set) => {
  const { frame, y } = readSet(folder, set);
  return [set, `${set}_balanced`].flatMap((name) => {
    const reference = references[name];
    if (!reference) throw new Error(`logreg_reference.json has no ${name}`);
    const x = design(frame, reference.spec);
    const d = reference.spec.length;
    const problem = { x, y, d, c: 1, ...(name.endsWith('_balanced') && { weights: balanced(y) }) };
    return (['newton', 'lbfgs'] as const).map((method) => {
      const started = performance.now();
      const fit = fitLogistic(problem, { method, tolerance: 1e-11 });
      const ms = Number((performance.now() - started).toFixed(1));
      const beta = Float64Array.of(...fit.weights, fit.intercept);
      const p = Float64Array.from(y, (_, i) => sigmoid(linear(x, i, d, beta)));
      return {
        name,
        method,
        rows: y.length,
        columns: d,
        iterations: fit.iterations,
        ms,
        gradient: fit.gradient,
        largestDifference: differenceOf(fit, reference),
        logLossDifference: Math.abs(logLoss(p, y) - reference.logloss),
      };
    });
  });
});
console.table(fits);
const isEqual = fits.every(({ largestDifference }) => largestDifference <= LARGEST_DIFFERENCE);
console.log(await writeChurnResult('reference', { environment, aim: LARGEST_DIFFERENCE, isEqual, fits }));
process.exitCode = isEqual ? 0 : 1;

function design(frame: Frame, spec: readonly Spec[]): Float64Array {
  const d = spec.length;
  const x = new Float64Array(frame.rows * d);
  for (const [j, term] of spec.entries()) {
    const column = frame.columns.find(({ name }) => name === term.col);
    if (!column) throw new Error(`The set has no column ${term.col}`);
    for (let i = 0; i < frame.rows; i += 1) x[i * d + j] = cell(term, column, i);
  }
  return x;
}

function cell(term: Spec, column: Frame['columns'][number], i: number): number {
  if (column.kind === 'category') return term.kind === 'onehot' && column.levels[column.codes[i] ?? -1] === term.level ? 1 : 0;
  const value = column.values[i] ?? Number.NaN;
  if (term.kind === 'missing') return Number.isNaN(value) ? 1 : 0;
  if (term.kind === 'onehot') return 0;
  return ((Number.isNaN(value) ? term.median : value) - term.mean) / term.sd;
}

function balanced(y: Uint8Array): Float64Array {
  const events = y.reduce((sum, label) => sum + label, 0);
  return Float64Array.from(y, (label) => y.length / 2 / (label === 1 ? events : y.length - events));
}

function differenceOf({ weights, intercept }: LogisticFit, reference: Reference): number {
  return reference.coef.reduce(
    (most, coefficient, j) => Math.max(most, Math.abs((weights[j] ?? 0) - coefficient)),
    Math.abs(intercept - reference.intercept),
  );
}
