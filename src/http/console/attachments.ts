import { Router } from 'express';
import { BotError } from '../../contract/errors.ts';
import type { ConsoleDeps } from './deps.ts';

/** Files of a conversation, for agents: always a download, never opened in the console's own page. */
export function attachmentRoutes(deps: Pick<ConsoleDeps, 'queue' | 'attachments'>): Router {
  const router = Router();
  router.get('/tickets/:id/attachments/:attachmentId', async (request, response) => {
    const ticket = await deps.queue.find(request.params.id);
    const file = ticket && (await deps.attachments.load(ticket.conversationId, request.params.attachmentId));
    if (!file) throw new BotError('NOT_FOUND', 'There is no such file');
    response
      .attachment(file.attachment.name)
      .type('application/octet-stream')
      .set('x-content-type-options', 'nosniff')
      .send(file.bytes);
  });
  return router;
}
