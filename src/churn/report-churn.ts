import type { ChurnReport, ChurnWatch } from '../contract/churn-report.ts';
import type { ChurnRecords } from '../contract/churn-records.ts';
import type { ChurnModels } from './churn-models.ts';
import { compareArms } from './compare-arms.ts';
import { judgeScores, judgeSegments } from './judge-scores.ts';
import { measureDrift } from './measure-drift.ts';
import { economicsOf, escalationThreshold, releaseOf, type ChurnPolicy } from './policy.ts';
import { simulateLines } from './simulate-lines.ts';

const DAY_MS = 86_400_000;
const MOST_TURNS = 200_000;
/** Records of turns are whole and large: so many tell how the customers are spread. */
const MOST_CUSTOMERS = 2_000;
const MOST_OUTCOMES = 200_000;

/** What the churn score did from `from` to `to` (ms), what other lines would have done, and how well it holds. */
export async function reportChurn(
  { from, to }: { readonly from: number; readonly to: number },
  deps: {
    readonly records: ChurnRecords;
    readonly models: ChurnModels;
    readonly policy: ChurnPolicy;
    /** Whether the model still fits. */
    readonly watch: () => Promise<Pick<ChurnWatch, 'alarms'>>;
  },
): Promise<ChurnReport> {
  const { records, models, policy, watch } = deps;
  const turns = await records.scores(from, to, MOST_TURNS + 1);
  const [cases, last] = [await records.trial(from, to), await records.lastScores(from, to, MOST_CUSTOMERS)];
  const judged = await records.judged(from, to, MOST_OUTCOMES);
  const isCut = turns.length > MOST_TURNS;
  const [first, newest] = [turns[0]?.at ?? from, isCut ? (turns.at(-1)?.at ?? to) : to];
  const countedDays = Math.max(1, (newest - first) / DAY_MS);
  const usual = escalationThreshold(policy);
  const lines = [undefined, ...policy.segments].map((segment) => {
    const threshold = escalationThreshold(economicsOf(policy, segment));
    return { segment: segment?.name ?? null, threshold, release: releaseOf(policy, threshold) };
  });
  return {
    from,
    to,
    modelVersion: models.version,
    isOwnModel: models.table !== null,
    lines,
    holdOut: policy.holdOut,
    countedDays,
    scoredConversations: new Set(turns.map(({ conversationId }) => conversationId)).size,
    isCut,
    ...simulateLines(turns, usual, countedDays),
    trial: compareArms(cases),
    drift: measureDrift(models.table, last),
    outcomes: judgeScores(judged),
    groups: judgeSegments(judged),
    alarms: (await watch()).alarms,
  };
}
