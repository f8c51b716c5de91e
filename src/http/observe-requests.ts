import type { Request, RequestHandler } from 'express';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export interface ObserveDeps {
  readonly metrics: Pick<Metrics, 'httpAnswered'>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId: () => string;
}

/** A request id, one log line and one measurement for each request. The line holds the route's pattern, never an address or text. */
export function observeRequests({ metrics, logger, now, newId }: ObserveDeps): RequestHandler {
  return (request, response, next) => {
    const requestId = newId();
    const began = now();
    response.set('x-request-id', requestId);
    response.once('close', () => {
      const tookMs = Math.max(0, now() - began);
      const route = routeOf(request);
      metrics.httpAnswered(request.method, route, response.statusCode, tookMs);
      const line = { requestId, method: request.method, route, status: response.statusCode, tookMs };
      if (response.statusCode >= 500) logger.warn(line, 'request answered');
      else logger.debug(line, 'request answered');
    });
    next();
  };
}

/** The pattern of the route that answered: a closed set, whatever clients ask for. */
function routeOf(request: Request): string {
  const route = request.route as { readonly path?: unknown } | undefined;
  return typeof route?.path === 'string' ? `${request.baseUrl}${route.path}` : 'unknown';
}
