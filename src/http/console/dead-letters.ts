import { Router } from 'express';
import { BotError } from '../../contract/errors.ts';
import type { ConsoleDeps } from './deps.ts';
import { requireAgent } from './sessions.ts';

const PAGE = 200;

/** Messages that a channel would not take, for administrators. Sending one again puts it before whatever else its conversation still waits to be sent. */
export function deadLetterRoutes({ outbox, signIn }: Pick<ConsoleDeps, 'outbox' | 'signIn'>): Router {
  const router = Router();
  router.use('/dead-letters', requireAgent({ signIn }, 'admin'));
  router.get('/dead-letters', async (_request, response) => {
    const letters = await outbox.deadLetters(PAGE);
    response.json({
      deadLetters: letters.map(({ id, conversationId, entry, attempts, reason }) => ({
        id,
        conversationId,
        // Ids of conversations on connectors begin with their channel.
        channel: conversationId.split('|')[0] ?? '',
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
  router.post('/dead-letters/:id/drop', async (request, response) => {
    if (!(await outbox.drop(request.params.id))) throw new BotError('NOT_FOUND', 'There is no such dead letter');
    response.status(204).end();
  });
  return router;
}
