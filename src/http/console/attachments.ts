import { createHash } from 'node:crypto';
import { Router } from 'express';
import { createGate } from '../../async/gate.ts';
import { readUpload } from '../../channel/direct-line/read-upload.ts';
import { BotError } from '../../contract/errors.ts';
import type { ConsoleDeps } from './deps.ts';
import { sendFile } from './send-file.ts';
import { signedIn } from './sessions.ts';

/** Uploads lie in memory while they come in: this many at once bound it. */
const MOST_AT_ONCE = 4;

/** Files of a conversation, for agents: sent ahead of the reply that names them; served as downloads, never opened in the console's own page. */
export function attachmentRoutes(deps: Pick<ConsoleDeps, 'queue' | 'attachments' | 'uploadMaxBytes'>): Router {
  const router = Router();
  const gate = createGate(MOST_AT_ONCE);

  router.put('/tickets/:id/uploads/:uploadId', async (request, response) => {
    const { id: ticketId, uploadId } = request.params;
    const { agent } = signedIn(response);
    if (!/^[\w-]{8,100}$/.test(uploadId))
      throw new BotError('BAD_REQUEST', 'The id of an upload is 8 to 100 letters, digits, - and _');
    const ticket = await deps.queue.find(ticketId);
    if (!ticket) throw new BotError('TICKET_NOT_FOUND', 'There is no such ticket');
    if (ticket.status !== 'claimed' || ticket.claimedBy !== agent.id)
      throw new BotError('OWNERSHIP_MOVED', 'The conversation is not yours (any more); the file was not kept');
    const { conversationId } = ticket;
    const id = attachmentId(conversationId, agent.id, uploadId);
    const [known] = await deps.attachments.describe(conversationId, [id]);
    if (known) {
      response.json({ attachment: known });
      return;
    }
    const attachment = await gate(async () => {
      const { files } = await readUpload(request, deps.uploadMaxBytes);
      const [file] = files;
      if (!file || files.length > 1) throw new BotError('BAD_REQUEST', 'Send one file in each upload');
      const made = { id, name: file.name, contentType: file.contentType, sizeBytes: file.bytes.length };
      await deps.attachments.save({ attachment: made, conversationId, bytes: file.bytes });
      return made;
    });
    response.status(201).json({ attachment });
  });

  router.get('/tickets/:id/attachments/:attachmentId', async (request, response) => {
    const ticket = await deps.queue.find(request.params.id);
    await sendFile(response, deps.attachments, ticket?.conversationId ?? null, request.params.attachmentId);
  });
  return router;
}

/** The same for each attempt of one upload, and for no other: a repeat after a lost answer keeps no second copy. */
function attachmentId(conversationId: string, agentId: string, uploadId: string): string {
  return createHash('sha256').update([conversationId, agentId, uploadId].join('\n')).digest('hex').slice(0, 32);
}
