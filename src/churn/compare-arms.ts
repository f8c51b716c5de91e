import type { ArmFigures, ChurnReport, GroupFigure } from '../contract/churn-report.ts';
import type { JudgedScore, TrialCase } from '../contract/churn-records.ts';
import { differenceOf, shareOf } from '../numerics/accuracy.ts';

const FEWEST_CUSTOMERS = 100;
const FEWEST_LEAVERS = 20;

/** Retention of the customers who were handed over on the score and of those who were held out; each as first drawn (intention to treat). */
export function compareArms(cases: readonly TrialCase[]): ChurnReport['trial'] {
  const figuresOf = (arm: TrialCase['arm']): ArmFigures => {
    const own = cases.filter((one) => one.arm === arm);
    const known = own.filter(({ hasLeft }) => hasLeft !== null);
    const stayed = known.filter(({ hasLeft }) => hasLeft === false).length;
    return {
      customers: own.length,
      known: known.length,
      stayed,
      retention: known.length === 0 ? null : shareOf(stayed, known.length),
    };
  };
  const [treated, heldOut] = [figuresOf('treated'), figuresOf('held-out')];
  const difference =
    treated.known === 0 || heldOut.known === 0
      ? null
      : differenceOf({ count: treated.stayed, of: treated.known }, { count: heldOut.stayed, of: heldOut.known });
  return { treated, heldOut, difference };
}

/**
 * Calibration per segment, of customers whose outcome is that of the score alone: those whom nobody talked to. Whoever was handed over is
 * left out, as an agent may have changed what the score foretold.
 */
export function measureSegments(scores: readonly JudgedScore[]): readonly GroupFigure[] {
  const usable = scores.filter(({ hasLeft, wasHandedOver }) => hasLeft !== null && !wasHandedOver);
  const segments = [...new Set(usable.map(({ churn }) => churn.segment))];
  return segments.map((segment): GroupFigure => {
    const own = usable.filter(({ churn }) => churn.segment === segment);
    const leavers = own.filter(({ hasLeft }) => hasLeft === true).length;
    if (own.length < FEWEST_CUSTOMERS || leavers < FEWEST_LEAVERS) return { segment, customers: own.length, figures: null };
    const predicted = own.reduce((sum, { churn }) => sum + churn.probability, 0) / own.length;
    const left = shareOf(leavers, own.length);
    return { segment, customers: own.length, figures: { predicted, left, isOff: predicted < left.low || predicted > left.high } };
  });
}
