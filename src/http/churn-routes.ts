import { json, Router } from 'express';
import { z } from 'zod';
import type { RateLimiter } from '../channel/rate-limiter.ts';
import type { ChurnRecords } from '../contract/churn-records.ts';
import type { CustomerFacts, ScoredCustomers } from '../contract/churn-scoring.ts';
import { BotError } from '../contract/errors.ts';
import { parseBody } from './parse-body.ts';
import { requireApiKey } from './require-api-key.ts';

export interface ChurnRoutesDeps {
  readonly apiKey: string | null;
  readonly records: Pick<ChurnRecords, 'saveOutcomes'>;
  /** Raises CONFLICT where there is no model. */
  readonly score: (customers: readonly CustomerFacts[]) => ScoredCustomers;
  readonly limiter: RateLimiter;
  readonly now: () => number;
}

/** A thousand customers of sixty facts keep the process for .13 s, in which it serves nobody else (benchmarks/churn-score/run.ts). */
const MOST_CUSTOMERS = 1_000;
const MOST_OUTCOMES = 5_000;
const BODY_LIMIT = '4mb';
const REQUESTS_PER_MINUTE = 120;
const DAY_MS = 86_400_000;

const customer = z.string().trim().min(1).max(128);
const facts = z.record(z.string().max(200), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]));
export const ScoreBody = z.strictObject({
  customers: z.array(z.strictObject({ customer, facts })).min(1).max(MOST_CUSTOMERS),
});
export const OutcomesBody = z.strictObject({
  outcomes: z
    .array(z.strictObject({ customer, hasLeft: z.boolean(), at: z.union([z.int().nonnegative(), z.iso.date()]) }))
    .min(1)
    .max(MOST_OUTCOMES),
});

/** Under /api/churn, for the shop's own systems. */
export function createChurnRoutes({ apiKey, records, score, limiter, now }: ChurnRoutesDeps): Router {
  const router = Router();
  router.use(requireApiKey(apiKey), async (_request, _response, next) => {
    const { waitMs } = await limiter.take('churn-api', REQUESTS_PER_MINUTE);
    if (waitMs > 0) throw new BotError('RATE_LIMITED', `Too many requests; wait ${Math.ceil(waitMs / 1_000)} seconds`);
    next();
  });
  router.use(json({ limit: BODY_LIMIT }));
  router.post('/score', (request, response) => {
    response.json(score(parseBody(ScoreBody, request).customers));
  });
  router.post('/outcomes', async (request, response) => {
    const outcomes = parseBody(OutcomesBody, request).outcomes.map(({ customer: shopCustomerId, hasLeft, at }) => ({
      shopCustomerId,
      hasLeft,
      at: typeof at === 'number' ? at : Date.parse(at),
    }));
    const early = outcomes.findIndex(({ at }) => at > now() + DAY_MS);
    if (early !== -1) {
      throw new BotError('BAD_REQUEST', `body.outcomes.${early}.at: lies in the future; write milliseconds since 1970 or a date`);
    }
    await records.saveOutcomes(outcomes);
    response.json({ taken: outcomes.length });
  });
  return router;
}
