import { Router } from 'express';
import { z } from 'zod';
import { parseQuery } from '../parse-body.ts';
import type { ConsoleDeps } from './deps.ts';
import { requireAgent } from './sessions.ts';

export const ContentReportQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(365).default(30),
});

/** What customers asked and nothing answered, for administrators: they write the articles. */
export function contentRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  router.get('/content/report', requireAgent(deps, 'admin'), async (request, response) => {
    const { days } = parseQuery(ContentReportQuery, request);
    response.json(await deps.contentReport(days));
  });
  return router;
}
