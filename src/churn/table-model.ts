import { z } from 'zod';
import { designWidth, encode } from './encoding/encode.ts';
import { Encoding } from './encoding/encoding.ts';
import type { Frame } from './frame.ts';
import type { MeanPrediction } from './report/partial-effects.ts';
import { compileLogit } from './scoring/compile-logit.ts';
import { Z_95 } from '../numerics/accuracy.ts';
import { calibrate } from '../numerics/calibration.ts';
import { solveCholesky } from '../numerics/cholesky.ts';
import { createLogisticObjective } from '../numerics/logistic-objective.ts';
import { linear } from '../numerics/logistic-regression.ts';
import { factorHessian } from '../numerics/newton.ts';
import { sampleRows } from '../numerics/sample-rows.ts';
import { sigmoid } from '../numerics/sigmoid.ts';

const numbers = z.array(z.number()).readonly();
const Calibration = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('platt'), slope: z.number(), intercept: z.number() }),
  z.strictObject({ kind: z.literal('isotonic'), from: numbers, to: numbers }),
]);

/** A fitted model of a shop's table, as plain data. */
export const TableModel = z.strictObject({
  encoding: Encoding,
  /** One a column of the design. */
  weights: numbers,
  intercept: z.number(),
  /** Inverse strength of the penalty. */
  c: z.number().positive(),
  calibration: Calibration,
});
export type TableModel = z.infer<typeof TableModel>;

const ROWS_AT_ONCE = 1_024;
const MOST_ROWS_FOR_INTERVALS = 10_000;

/** Probabilities of the rows of a table; columns that it lacks count as unknown. A stretch of rows at a time, which stays in the cache. */
export function predictTable(model: TableModel, frame: Frame): Float64Array {
  const logit = compileLogit(model, frame);
  const p = new Float64Array(frame.rows);
  for (let from = 0; from < frame.rows; from += ROWS_AT_ONCE) {
    const part = p.subarray(from, Math.min(from + ROWS_AT_ONCE, frame.rows));
    logit(from, part);
    for (let n = 0; n < part.length; n += 1) part[n] = probability(model, part[n] ?? 0);
  }
  return p;
}

/**
 * The mean prediction of a table with its 95 % interval from the uncertainty of the weights (delta method; the calibration and the choice
 * of the recipe are taken as given). `trained` and `y` are what the model was fitted on.
 */
export function meanPredictionOf(model: TableModel, trained: Frame, y: Uint8Array): MeanPrediction {
  const d = designWidth(model.encoding);
  const beta = Float64Array.of(...model.weights, model.intercept);
  const rows = sampleRows(trained.rows, Math.min(trained.rows, MOST_ROWS_FOR_INTERVALS));
  const objective = createLogisticObjective({
    x: encode(model.encoding, trained, rows),
    y: Uint8Array.from(rows, (row) => y[row] ?? 0),
    d,
    c: (model.c * trained.rows) / rows.length,
  });
  const lower = factorHessian(objective.hessian(beta), d + 1);
  return (frame) => {
    const x = encode(model.encoding, frame);
    const gradient = new Float64Array(d + 1);
    let mean = 0;
    for (let row = 0; row < frame.rows; row += 1) {
      const p = probability(model, linear(x, row, d, beta));
      const slope = (p * (1 - p)) / frame.rows;
      mean += p / frame.rows;
      for (let j = 0; j < d; j += 1) gradient[j] = (gradient[j] ?? 0) + slope * (x[row * d + j] ?? 0);
      gradient[d] = (gradient[d] ?? 0) + slope;
    }
    const solved = solveCholesky(lower, d + 1, gradient);
    const variance = model.c * gradient.reduce((sum, value, j) => sum + value * (solved[j] ?? 0), 0);
    const margin = Z_95 * Math.sqrt(Math.max(0, variance));
    return { value: mean, low: Math.max(0, mean - margin), high: Math.min(1, mean + margin) };
  };
}

function probability({ calibration }: TableModel, logit: number): number {
  return sigmoid(calibrate(calibration, logit));
}
