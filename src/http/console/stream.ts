import { Router } from 'express';
import type { ConsoleDeps } from './deps.ts';
import { signedIn } from './sessions.ts';

const KEEP_ALIVE_MS = 20_000;

/**
 * Server-sent events: that something changed, never what. The console then reads from the API, so a lost notice only
 * delays, and no customer's word travels on the stream.
 */
export function streamRoutes(deps: Pick<ConsoleDeps, 'announcements' | 'presence'>): Router {
  const router = Router();
  /** Open streams of each agent: who closes one of two tabs has not gone. */
  const open = new Map<string, number>();
  router.get('/stream', (request, response) => {
    const { agent } = signedIn(response);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    response.write(': hello\n\n');
    const unsubscribe = deps.announcements.subscribe(null, (announcement) => {
      response.write(`data: ${JSON.stringify(announcement)}\n\n`);
    });
    open.set(agent.id, (open.get(agent.id) ?? 0) + 1);
    const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
    request.on('close', () => {
      clearInterval(keepAlive);
      unsubscribe();
      const left = (open.get(agent.id) ?? 1) - 1;
      if (left > 0) open.set(agent.id, left);
      else {
        open.delete(agent.id);
        deps.presence.gone(agent.id);
      }
    });
  });
  return router;
}
