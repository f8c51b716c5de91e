import type { ArmFigures, ChurnReport } from '../contract/churn-report.ts';
import type { TrialCase } from '../contract/churn-records.ts';
import { differenceOf, shareOf } from '../numerics/accuracy.ts';

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
