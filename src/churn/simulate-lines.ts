import type { LineOutcome } from '../contract/churn-report.ts';
import type { ScoredTurn } from '../contract/churn-records.ts';

const HIGHEST = 0.9;
/** In percent. */
const CURVE = [...Array.from({ length: 20 }, (_, n) => n + 1), ...Array.from({ length: 28 }, (_, n) => 22.5 + 2.5 * n)];

/**
 * What the line of now and other lines would have done with the turns of a span of `days`. A conversation is handed over once: at the
 * turn that was furthest over its own line, of those in which the score alone may hand over. When the usual line moves from `usual` to t,
 * all others move by the same factor, as p* = cost/(saveRate·value) does when cost or save rate change. Savings are p·saveRate·value − cost
 * with the figures of the time. Customers who are held out count as if they were not.
 */
export function simulateLines(
  turns: readonly ScoredTurn[],
  usual: number,
  days: number,
): { readonly current: LineOutcome; readonly curve: readonly LineOutcome[] } {
  const furthest = new Map<string, ScoredTurn>();
  for (const turn of turns) {
    if (!turn.mayEscalate) continue;
    const before = furthest.get(turn.conversationId);
    if (before === undefined || ratioOf(turn) > ratioOf(before)) furthest.set(turn.conversationId, turn);
  }
  const candidates = [...furthest.values()];
  const outcomeAt = (threshold: number): LineOutcome => {
    const factor = threshold / usual;
    const over = candidates.filter((turn) => turn.probability >= Math.min(HIGHEST, turn.threshold * factor));
    const expectedSaving = over.reduce(
      (sum, { probability, economics }) => sum + probability * economics.saveRate * economics.value - economics.cost,
      0,
    );
    return { threshold, escalations: over.length, perDay: over.length / days, expectedSaving };
  };
  return { current: outcomeAt(usual), curve: CURVE.map((percent) => outcomeAt(percent / 100)) };
}

function ratioOf({ probability, threshold }: ScoredTurn): number {
  return probability / threshold;
}
