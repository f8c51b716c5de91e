import { Router } from 'express';
import { z } from 'zod';
import type { Conversation } from '../../contract/conversation.ts';
import { BotError } from '../../contract/errors.ts';
import { parseQuery } from '../parse-body.ts';
import type { ConsoleDeps } from './deps.ts';
import { claimedTicket } from './claimed-ticket.ts';
import { sendFile } from './send-file.ts';
import { signedIn } from './sessions.ts';
import { EntriesQuery } from './tickets.ts';
import { readAfter, readDetail } from './transcript.ts';

const FOUND = 30;
const MOST_WORDS = 8;

export const ChatsQuery = z.strictObject({
  text: z.string().trim().max(200).default(''),
  before: z.coerce.number().int().min(0).optional(),
});

/** All conversations, also those that the bot has to itself: to find, to read, and to take over. */
export function chatRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/chats', async (request, response) => {
    const { text, before } = parseQuery(ChatsQuery, request);
    const words = wordsOf(text);
    const isFirst = before === undefined;
    const [{ chats, next }, ofCustomer] = await Promise.all([
      deps.chats.find({ words, before: before ?? deps.now() + 1, limit: FOUND }),
      isFirst && words.length === 1 ? deps.chats.ofCustomer(text, FOUND) : [],
    ]);
    const first = new Set(ofCustomer.map(({ conversationId }) => conversationId));
    response.json({ words, chats: [...ofCustomer, ...chats.filter(({ conversationId }) => !first.has(conversationId))], next });
  });

  router.get('/chats/:id', async (request, response) => {
    response.json(await readDetail(await findChat(request.params.id), deps));
  });

  router.get('/chats/:id/entries', async (request, response) => {
    const { after } = parseQuery(EntriesQuery, request);
    const { id } = await findChat(request.params.id);
    response.json(await readAfter(deps.log, id, after));
  });

  router.get('/chats/:id/attachments/:attachmentId', async (request, response) => {
    const { id } = await findChat(request.params.id);
    await sendFile(response, deps.attachments, id, request.params.attachmentId);
  });

  router.post('/chats/:id/step-in', async (request, response) => {
    const claimed = await deps.stepIn(request.params.id, signedIn(response).agent);
    response.json({ ticket: await claimedTicket(claimed, deps.agents) });
  });

  return router;

  async function findChat(id: string): Promise<Conversation> {
    const conversation = await deps.log.find(id);
    if (!conversation) throw new BotError('CONVERSATION_NOT_FOUND', 'There is no such conversation');
    return conversation;
  }
}

/** In lower case, without the spaces and commas between them. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().split(/[\s，,、；;]+/);
  return words.filter((word) => word !== '').slice(0, MOST_WORDS);
}
