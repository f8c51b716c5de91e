import { json, Router } from 'express';
import { agentRoutes } from './agents.ts';
import { attachmentRoutes } from './attachments.ts';
import { chatRoutes } from './chats.ts';
import { churnRoutes } from './churn.ts';
import { contentRoutes } from './content.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import type { ConsoleDeps } from './deps.ts';
import { linkedRoutes } from './linked.ts';
import { requireAgent, sessionRoutes } from './sessions.ts';
import { streamRoutes } from './stream.ts';
import { ticketRoutes } from './tickets.ts';

/** Ten thousand characters, were each written as a JSON escape, and their frame. */
const BODY_LIMIT = '128kb';

/** Everything under /api/console. Bodies are JSON; errors are `{error: {code, message}}`. */
export function createConsoleRouter(deps: ConsoleDeps): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.use(json({ limit: BODY_LIMIT }));
  router.use(sessionRoutes(deps));
  router.use(requireAgent(deps));
  router.use(
    ticketRoutes(deps),
    chatRoutes(deps),
    agentRoutes(deps),
    streamRoutes(deps),
    attachmentRoutes(deps),
    linkedRoutes(deps),
    deadLetterRoutes(deps),
    churnRoutes(deps),
    contentRoutes(deps),
  );
  return router;
}
