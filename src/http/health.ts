import express, { type Router } from 'express';
import type { Metrics } from '../telemetry/metrics.ts';

export interface HealthDeps {
  /** Why the process should get no customers now, each in a few words; empty when all is well. */
  readonly reasons: () => Promise<readonly string[]>;
  /** Parts that are away while the process serves its customers without them. */
  readonly degraded: () => readonly string[];
  readonly metrics: Pick<Metrics, 'read'>;
}

const READY_MS = 2_000;

/** `/healthz`: the process answers. `/readyz`: it can serve customers, with what is missing, or why it cannot. `/metrics`: Prometheus. */
export function createHealthRoutes({ reasons, degraded, metrics }: HealthDeps): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response, next) => {
    withDeadline(reasons())
      .then((why) => {
        response.set('cache-control', 'no-store');
        const away = degraded();
        const status = why.length > 0 ? 'not-ready' : away.length > 0 ? 'degraded' : 'ready';
        response.status(status === 'not-ready' ? 503 : 200).json({ status, reasons: why, degraded: away });
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
