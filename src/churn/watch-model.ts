import type { ChurnRecords } from '../contract/churn-records.ts';
import type { ChurnAlarm, ChurnReport, ChurnWatch, DriftFigure, OutcomeFigure } from '../contract/churn-report.ts';
import type { ChurnModels } from './churn-models.ts';
import { judgeScores } from './judge-scores.ts';
import { measureDrift } from './measure-drift.ts';

const DAY_MS = 86_400_000;
/** Whole weeks, as weekends have other customers. */
const SCORES_SPAN_MS = 14 * DAY_MS;
/** Shops send outcomes monthly at the latest, or so they are asked to. */
const OUTCOMES_SPAN_MS = 30 * DAY_MS;
/** Whole records are read: few enough to read them beside conversations, spread evenly over the span. */
const MOST_CUSTOMERS = 500;
/** Fewer have a null distribution that is wider than what matters. */
const FEWEST_CUSTOMERS = 200;
const MOST_OUTCOMES = 50_000;
/** A smaller index is "no change" by custom (Siddiqi 2006, Credit Risk Scorecards, ch. 9), however surely it is no chance. */
const LEAST_PSI = 0.1;
/** Observed leavers this share above or below the expected ones move the line by as much. */
const LEAST_MISS = 0.2;

/** Looks at the live model in the two spans before `now` (ms), of scores and of outcomes. Only scores by this model count. */
export async function watchModel(
  now: number,
  { records, models }: { readonly records: ChurnRecords; readonly models: ChurnModels },
): Promise<ChurnWatch> {
  const driftIn = async (from: number, to: number): Promise<ChurnReport['drift']> => {
    if (models.table === null) return null;
    const drift = measureDrift(models.table, await records.lastScores(from, to, MOST_CUSTOMERS));
    return drift === null || drift.customers < FEWEST_CUSTOMERS ? null : drift;
  };
  const outcomesIn = async (from: number, to: number): Promise<OutcomeFigure | null> =>
    judgeScores((await records.judged(from, to, MOST_OUTCOMES)).filter(({ modelVersion }) => modelVersion === models.version));

  const [drift, driftBefore] = await inTwoSpans(now, SCORES_SPAN_MS, driftIn);
  const [outcomes, outcomesBefore] = await inTwoSpans(now, OUTCOMES_SPAN_MS, outcomesIn);
  const alarms = [...driftAlarms(drift, driftBefore), ...outcomeAlarms(outcomes, outcomesBefore)];
  return { score: drift?.score ?? null, outcomes, alarms };
}

/** The later span first. */
async function inTwoSpans<T>(
  now: number,
  length: number,
  measure: (from: number, to: number) => Promise<T>,
): Promise<readonly [T, T]> {
  return [await measure(now - length, now), await measure(now - 2 * length, now - length)];
}

function driftAlarms(later: ChurnReport['drift'], earlier: ChurnReport['drift']): readonly ChurnAlarm[] {
  if (later === null || earlier === null) return [];
  const movedBefore = new Set(earlier.features.filter(hasDrifted).map(({ name }) => name));
  const columns = later.features.filter((figure) => hasDrifted(figure) && movedBefore.has(figure.name));
  return [
    ...(hasDrifted(later.score) && hasDrifted(earlier.score) ? [{ kind: 'score' } as const] : []),
    ...columns.map(({ name }): ChurnAlarm => ({ kind: 'column', name })),
  ];
}

function hasDrifted({ psi, hasMoved }: DriftFigure): boolean {
  return hasMoved && psi >= LEAST_PSI;
}

function outcomeAlarms(later: OutcomeFigure | null, earlier: OutcomeFigure | null): readonly ChurnAlarm[] {
  if (later === null || earlier === null) return [];
  const isSame = Math.sign(later.z) === Math.sign(earlier.z);
  if (!isSame || !hasMissed(later) || !hasMissed(earlier)) return [];
  return [{ kind: 'outcomes', observed: later.observed, expected: later.expected }];
}

function hasMissed({ observed, expected, isOff }: OutcomeFigure): boolean {
  return isOff && Math.abs(observed - expected) >= LEAST_MISS * expected;
}
