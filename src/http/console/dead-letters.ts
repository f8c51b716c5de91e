import { Router } from 'express';
import { BotError } from '../../contract/errors.ts';
import type { ConsoleDeps } from './deps.ts';

const PAGE = 200;

/** Messages that a channel would not take. Sending one again puts it before whatever else its conversation still waits to be sent. */
export function deadLetterRoutes({ outbox }: Pick<ConsoleDeps, 'outbox'>): Router {
  const router = Router();
  router.get('/dead-letters', async (_request, response) => {
    const letters = await outbox.deadLetters(PAGE);
    response.json({
      deadLetters: letters.map(({ id, conversationId, entry, attempts, reason }) => ({
        id,
        conversationId,
        text: entry.body.kind === 'message' ? entry.body.text : null,
        attempts,
        reason,
        at: entry.at,
      })),
    });
  });
  router.post('/dead-letters/:id/send-again', async (request, response) => {
    if (!(await outbox.revive(request.params.id))) throw new BotError('NOT_FOUND', 'There is no such dead letter');
    response.status(204).end();
  });
  return router;
}
