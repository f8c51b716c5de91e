import type { RequestHandler } from 'express';

const ALLOWED_HEADERS =
  'authorization, content-type, content-disposition, x-requested-with, x-ms-bot-agent, x-ms-client-name, x-ms-client-version';
const PREFLIGHT_SECONDS = '7200';

/**
 * Lets pages of other origins call: those for which `isAllowed` says so. Credentials are allowed for `credentialsPath` only;
 * everything else carries its right in a header, which no browser sends by itself.
 */
export function allowOrigins(isAllowed: (origin: string, own: string) => boolean, credentialsPath?: string): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('origin');
    response.vary('Origin');
    if (origin !== undefined && isAllowed(origin, `${request.protocol}://${request.get('host') ?? ''}`)) {
      response.set('access-control-allow-origin', origin);
      response.set('access-control-expose-headers', 'retry-after, x-request-id');
      if (request.path === credentialsPath) response.set('access-control-allow-credentials', 'true');
    }
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response.set({
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': PREFLIGHT_SECONDS,
    });
    response.status(204).end();
  };
}
