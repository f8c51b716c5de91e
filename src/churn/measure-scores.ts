import type { Scores } from './report/report-data.ts';
import {
  areaUnderCurve,
  ascending,
  brierScore,
  calibrationError,
  calibrationSlope,
  liftAt,
  logLoss,
} from '../numerics/binary-metrics.ts';
import { bootstrapIntervals } from '../numerics/bootstrap.ts';

const CALIBRATION_BINS = 10;
const TOP = 0.1;
/** Above so many rows fewer draws tell the interval well enough. */
const DRAWN_ROWS = 5_000_000;
const MOST_DRAWS = 500;
const FEWEST_DRAWS = 50;

/** How good probabilities are, with 95 % bootstrap intervals over groups (a number from 0 on a row). */
export function scoresOf(p: Float64Array, y: Uint8Array, groups: Int32Array): Scores {
  const order = ascending(p);
  const draws = Math.max(FEWEST_DRAWS, Math.min(MOST_DRAWS, Math.floor(DRAWN_ROWS / p.length)));
  return bootstrapIntervals(
    p.length,
    (counts) => ({
      auc: areaUnderCurve(p, y, counts, order),
      logLoss: logLoss(p, y, counts),
      brier: brierScore(p, y, counts),
      calibrationError: calibrationError(p, y, CALIBRATION_BINS, counts),
      calibrationSlope: calibrationSlope(p, y, counts),
      lift10: liftAt(TOP, p, y, counts, order),
    }),
    { groups, draws },
  );
}
