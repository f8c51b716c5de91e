import express, { type Router } from 'express';
import type { Metrics } from '../telemetry/metrics.ts';

export interface HealthDeps {
  /** Why the process should get no customers now, each in a few words; empty when all is well. */
  readonly reasons: () => Promise<readonly string[]>;
  readonly metrics: Pick<Metrics, 'read'>;
}

const READY_MS = 2_000;

/** `/healthz`: the process answers. `/readyz`: it can serve customers, or why it cannot. `/metrics`: Prometheus. */
export function createHealthRoutes({ reasons, metrics }: HealthDeps): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response, next) => {
    withDeadline(reasons())
      .then((why) => {
        response.set('cache-control', 'no-store');
        response.status(why.length === 0 ? 200 : 503).json({ status: why.length === 0 ? 'ready' : 'not-ready', reasons: why });
      })
      .catch(next);
  });
  router.get('/metrics', (_request, response, next) => {
    metrics
      .read()
      .then(({ contentType, text }) => response.set('content-type', contentType).send(text))
      .catch(next);
  });
  return router;
}

function withDeadline(reasons: Promise<readonly string[]>): Promise<readonly string[]> {
  const late = new Promise<readonly string[]>((resolve) => {
    setTimeout(() => resolve(['the checks take too long']), READY_MS).unref();
  });
  return Promise.race([reasons.catch(() => ['the checks failed; see the log']), late]);
}
