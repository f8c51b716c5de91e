import { rememberFor } from './async/remember-for.ts';
import type { RateLimiter } from './channel/rate-limiter.ts';
import { reportChurn } from './churn/report-churn.ts';
import { scoreCustomers } from './churn/score-customers.ts';
import { trialArmOf } from './churn/trial-arm.ts';
import { watchModel } from './churn/watch-model.ts';
import type { Config } from './config/load-config.ts';
import type { TrialArm } from './contract/churn.ts';
import type { ChurnRecords } from './contract/churn-records.ts';
import type { ChurnReport, ChurnWatch } from './contract/churn-report.ts';
import { createChurnRoutes } from './http/churn-routes.ts';
import type { Brain } from './open-brain.ts';

export interface Churn {
  /** Under /api/churn. */
  readonly routes: ReturnType<typeof createChurnRoutes>;
  /** Of a span, ms since the epoch. */
  readonly report: (from: number, to: number) => Promise<ChurnReport>;
  /** Whether the live model still fits; an hour old at most. */
  readonly watch: () => Promise<ChurnWatch>;
  readonly trialArmOf: (shopCustomerId: string) => TrialArm;
}

/** A thousand records of turns are read for it, and it speaks of weeks. */
const WATCHED_EVERY_MS = 3_600_000;

/** What the service does with churn scores apart from the turn: the trial, outcomes, reports, and scores for other systems. */
export function openChurn(
  config: Config,
  deps: {
    readonly records: ChurnRecords;
    readonly brain: Brain;
    readonly limiter: RateLimiter;
    /** Keys the hash that draws the arms of the trial. */
    readonly trialKey: string;
    readonly now: () => number;
  },
): Churn {
  const { records, brain, limiter, trialKey, now } = deps;
  const watch = rememberFor(WATCHED_EVERY_MS, now, () => watchModel(now(), { records, models: brain.churnModels() }));
  return {
    routes: createChurnRoutes({
      apiKey: config.apiKey,
      records,
      score: (customers) => scoreCustomers(brain.churnModels().table, customers, now()),
      limiter,
      now,
    }),
    report: (from, to) => reportChurn({ from, to }, { records, models: brain.churnModels(), policy: brain.churnPolicy(), watch }),
    watch,
    trialArmOf: (shopCustomerId) => trialArmOf(shopCustomerId, brain.churnPolicy().holdOut, trialKey),
  };
}
