import type { JudgedScore } from '../contract/churn-records.ts';
import type { GroupFigure, OutcomeFigure } from '../contract/churn-report.ts';
import { shareOf, Z_95 } from '../numerics/accuracy.ts';

const FEWEST_CUSTOMERS = 100;
const FEWEST_LEAVERS = 20;

/**
 * Observed against expected leavers, of customers whose outcome is that of the score alone: those whom nobody talked to, as an agent may
 * have changed what the score foretold. Null for fewer than 100 customers, or fewer than 20 leavers both seen and expected.
 */
export function judgeScores(scores: readonly JudgedScore[]): OutcomeFigure | null {
  const own = scores.filter(({ wasHandedOver }) => !wasHandedOver);
  const observed = leaversOf(own);
  const expected = own.reduce((sum, { probability }) => sum + probability, 0);
  if (own.length < FEWEST_CUSTOMERS || Math.max(observed, expected) < FEWEST_LEAVERS) return null;
  const variance = own.reduce((sum, { probability }) => sum + probability * (1 - probability), 0);
  const z = (observed - expected) / Math.sqrt(variance);
  return { customers: own.length, observed, expected, z, isOff: Math.abs(z) > Z_95 };
}

/** The same per segment, as shares; null figures for fewer than 100 customers or 20 leavers. */
export function judgeSegments(scores: readonly JudgedScore[]): readonly GroupFigure[] {
  const usable = scores.filter(({ wasHandedOver }) => !wasHandedOver);
  const segments = [...new Set(usable.map(({ segment }) => segment))];
  return segments.map((segment): GroupFigure => {
    const own = usable.filter((score) => score.segment === segment);
    const leavers = leaversOf(own);
    if (own.length < FEWEST_CUSTOMERS || leavers < FEWEST_LEAVERS) return { segment, customers: own.length, figures: null };
    const predicted = own.reduce((sum, { probability }) => sum + probability, 0) / own.length;
    const left = shareOf(leavers, own.length);
    return { segment, customers: own.length, figures: { predicted, left, isOff: predicted < left.low || predicted > left.high } };
  });
}

function leaversOf(scores: readonly JudgedScore[]): number {
  return scores.filter(({ hasLeft }) => hasLeft).length;
}
