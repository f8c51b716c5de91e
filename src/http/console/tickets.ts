import { Router } from 'express';
import { z } from 'zod';
import { FILES_IN_ALL, MOST_FILES } from '../../channel/direct-line/read-upload.ts';
import type { Agent } from '../../contract/agent.ts';
import { BotError } from '../../contract/errors.ts';
import type { Attachment, LogEntry } from '../../contract/conversation.ts';
import type { Moved, Written } from '../../handoff/desk.ts';
import { parseBody, parseQuery } from '../parse-body.ts';
import type { ConsoleDeps } from './deps.ts';
import { claimedTicket } from './claimed-ticket.ts';
import { poorer } from './poorer.ts';
import { signedIn } from './sessions.ts';
import { readAfter, readDetail } from './transcript.ts';

const MOST_TICKETS = 200;

export const TicketsQuery = z.object({
  status: z.enum(['waiting', 'claimed', 'closed']).default('waiting'),
  limit: z.coerce.number().int().min(1).max(MOST_TICKETS).default(100),
});
export const EntriesQuery = z.object({ after: z.coerce.number().int().min(0).default(0) });
const clientId = z.string().min(8).max(100);
export const NoteBody = z.strictObject({ clientId, text: z.string().trim().min(1).max(10_000) });
export const ReplyBody = z
  .strictObject({
    clientId,
    text: z.string().trim().max(10_000).default(''),
    /** Ids that the uploads gave, in the order to show. */
    attachments: z.array(z.string().min(1).max(100)).max(MOST_FILES).default([]),
  })
  .refine(({ text, attachments }) => text !== '' || attachments.length > 0, {
    path: ['text'],
    error: 'must not be empty where there is no file',
  });
export const TransferBody = z.strictObject({ agentId: z.string().nullable() });
export const CloseBody = z.strictObject({
  /** Sequence of the last entry that the agent saw: what the customer wrote after it, the bot answers. */
  seen: z.number().int().min(0).optional(),
});

/** The queue and what an agent does with a ticket. All behind the session check. */
export function ticketRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/tickets', async (request, response) => {
    const { status, limit } = parseQuery(TicketsQuery, request);
    const [tickets, waiting, claimed] = await Promise.all([
      deps.queue.list({ status, limit }),
      deps.queue.count('waiting'),
      deps.queue.count('claimed'),
    ]);
    response.json({ tickets, counts: { waiting, claimed }, now: deps.now() });
  });

  router.get('/tickets/:id', async (request, response) => {
    const ticket = await findTicket(request.params.id);
    const conversation = await deps.log.find(ticket.conversationId);
    if (!conversation) throw new BotError('CONVERSATION_NOT_FOUND', 'The conversation of this ticket is gone');
    response.json({ ticket, ...(await readDetail(conversation, deps)) });
  });

  router.get('/tickets/:id/entries', async (request, response) => {
    const { after } = parseQuery(EntriesQuery, request);
    const ticket = await findTicket(request.params.id);
    response.json({ ...(await readAfter(deps.log, ticket.conversationId, after)), ticket });
  });

  router.get('/tickets/:id/suggestions', async (request, response) => {
    const ticket = await findTicket(request.params.id);
    response.json({ suggestions: await poorer(deps.suggest(ticket.conversationId), []) });
  });

  router.post('/tickets/claim-next', async (_request, response) => {
    response.json({ ticket: await deps.desk.claimNext(signedIn(response).agent) });
  });

  router.post('/tickets/:id/claim', async (request, response) => {
    const claimed = await deps.desk.claim(request.params.id, signedIn(response).agent);
    response.json({ ticket: await claimedTicket(claimed, deps.agents) });
  });

  router.post('/tickets/:id/reply', async (request, response) => {
    const { attachments: ids, ...body } = parseBody(ReplyBody, request);
    const ticketId = request.params.id;
    const attachments = ids.length === 0 ? [] : await filesOf(ticketId, ids);
    const written = await deps.desk.reply({ ticketId, agent: signedIn(response).agent, ...body, attachments });
    response.json({ entry: entryOf(written), isDuplicate: written.kind === 'duplicate' });
  });

  router.post('/tickets/:id/note', async (request, response) => {
    const body = parseBody(NoteBody, request);
    const written = await deps.desk.note({ ticketId: request.params.id, agent: signedIn(response).agent, ...body });
    response.json({ entry: entryOf(written), isDuplicate: written.kind === 'duplicate' });
  });

  router.post('/tickets/:id/transfer', async (request, response) => {
    const { agentId } = parseBody(TransferBody, request);
    response.json({
      ticket: ticketOf(await deps.desk.transfer(request.params.id, signedIn(response).agent, await target(agentId))),
    });
  });
  router.post('/tickets/:id/return', async (request, response) => {
    response.json({ ticket: ticketOf(await deps.desk.returnToBot(request.params.id, signedIn(response).agent)) });
  });
  router.post('/tickets/:id/close', async (request, response) => {
    const { seen } = parseBody(CloseBody, request);
    response.json({ ticket: ticketOf(await deps.desk.close(request.params.id, signedIn(response).agent, seen)) });
  });

  router.post('/tickets/:id/typing', async (request, response) => {
    const ticket = await findTicket(request.params.id);
    if (ticket.claimedBy === signedIn(response).agent.id) {
      deps.announcements.publish({ kind: 'typing', conversationId: ticket.conversationId, who: 'agent' });
    }
    response.status(204).end();
  });

  return router;

  async function findTicket(id: string) {
    const ticket = await deps.queue.find(id);
    if (!ticket) throw new BotError('TICKET_NOT_FOUND', 'There is no such ticket');
    return ticket;
  }

  async function filesOf(ticketId: string, ids: readonly string[]): Promise<readonly Attachment[]> {
    const { conversationId } = await findTicket(ticketId);
    const files = await deps.attachments.describe(conversationId, ids);
    if (files.length < ids.length) throw new BotError('BAD_REQUEST', 'attachments: upload each file before the reply names it');
    const mostBytes = deps.uploadMaxBytes * FILES_IN_ALL;
    if (files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > mostBytes)
      throw new BotError('PAYLOAD_TOO_LARGE', `The files of a message may have ${mostBytes} bytes together`);
    return files;
  }

  async function target(agentId: string | null): Promise<Agent | null> {
    if (agentId === null) return null;
    const agent = await deps.agents.find(agentId);
    if (!agent || agent.isDisabled) throw new BotError('NOT_FOUND', 'There is no such agent');
    return agent;
  }
}

function entryOf(written: Written): LogEntry {
  if (written.kind === 'not-yours')
    throw new BotError('OWNERSHIP_MOVED', 'The conversation is not yours (any more); nothing was sent');
  return written.entry;
}

function ticketOf(moved: Moved) {
  if (moved.kind === 'not-yours') throw new BotError('OWNERSHIP_MOVED', 'The conversation is not yours (any more)');
  return moved.ticket;
}
