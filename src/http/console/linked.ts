import { Router } from 'express';
import { BotError } from '../../contract/errors.ts';
import type { ConsoleDeps } from './deps.ts';

const MOST = 10;
const LATEST = 30;

/** What the same person said elsewhere, once they have shown that it is they. */
export function linkedRoutes(deps: Pick<ConsoleDeps, 'log' | 'queue' | 'linked'>): Router {
  const router = Router();
  router.get('/tickets/:id/linked', async (request, response) => {
    const ticket = await deps.queue.find(request.params.id);
    if (!ticket) throw new BotError('TICKET_NOT_FOUND', 'There is no such ticket');
    const conversations = await deps.linked.linkedTo(ticket.conversationId, MOST);
    response.json({
      conversations: await Promise.all(
        conversations.map(async ({ id, channel, updatedAt, lastSequence }) => ({
          id,
          channel,
          updatedAt,
          entries: await deps.log.read(id, { after: Math.max(0, lastSequence - LATEST), limit: LATEST, audience: 'agent' }),
        })),
      ),
    });
  });
  return router;
}
