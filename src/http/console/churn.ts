import { Router } from 'express';
import { z } from 'zod';
import { parseQuery } from '../parse-body.ts';
import type { ConsoleDeps } from './deps.ts';
import { requireAgent } from './sessions.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;
export const ChurnReportQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(DAYS) });

/** What the churn line means, for administrators. */
export function churnRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  router.get('/churn/report', requireAgent(deps, 'admin'), async (request, response) => {
    const { days } = parseQuery(ChurnReportQuery, request);
    const to = deps.now();
    response.json(await deps.churnReport(to - days * DAY_MS, to));
  });
  return router;
}
