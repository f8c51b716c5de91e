import { Router } from 'express';
import { z } from 'zod';
import { BotError } from '../../contract/errors.ts';
import { hashPassword } from '../../handoff/passwords.ts';
import { parseBody } from '../parse-body.ts';
import type { ConsoleDeps } from './deps.ts';
import { requireAgent, signedIn } from './sessions.ts';

const password = z.string().min(10, 'must have 10 characters or more').max(200);
export const NewAgentBody = z.strictObject({
  email: z.email(),
  name: z.string().trim().min(1).max(80),
  role: z.enum(['agent', 'admin']),
  password,
});
export const AgentPatchBody = z.strictObject({ isDisabled: z.boolean() });
export const PasswordBody = z.strictObject({ password });
export const CannedReplyBody = z.strictObject({
  shortcut: z.string().regex(/^[\p{L}\p{N}_-]{1,30}$/u, 'is letters, digits, - and _'),
  zh: z.string().trim().min(1).max(2_000),
  en: z.string().trim().min(1).max(2_000),
});
export const PresenceBody = z.strictObject({ isAvailable: z.boolean() });

/** Agents, presence, canned replies, and figures. All behind the session check. */
export function agentRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const adminOnly = requireAgent(deps, 'admin');

  router.get('/agents', async (_request, response) => {
    response.json({ agents: await deps.agents.list(), available: await deps.presence.available() });
  });
  router.post('/agents', adminOnly, async (request, response) => {
    const { password: secret, ...given } = parseBody(NewAgentBody, request);
    const agent = { id: deps.newId(), isDisabled: false, createdAt: deps.now(), ...given };
    await deps.agents.add(agent, await hashPassword(secret));
    response.status(201).json({ agent });
  });
  router.patch('/agents/:id', adminOnly, async (request, response) => {
    const { isDisabled } = parseBody(AgentPatchBody, request);
    if (request.params.id === signedIn(response).agent.id) throw new BotError('CONFLICT', 'Nobody can disable themselves');
    await deps.agents.setDisabled(await known(request.params.id), isDisabled);
    response.status(204).end();
  });
  router.post('/agents/:id/password', async (request, response) => {
    const { agent } = signedIn(response);
    if (agent.role !== 'admin' && agent.id !== request.params.id) throw new BotError('FORBIDDEN', 'Only your own password');
    const { password: secret } = parseBody(PasswordBody, request);
    await deps.agents.setPassword(await known(request.params.id), await hashPassword(secret));
    response.status(204).end();
  });
  router.post('/presence', async (request, response) => {
    deps.presence.seen(signedIn(response).agent.id, parseBody(PresenceBody, request).isAvailable);
    response.json({ available: await deps.presence.available() });
  });

  router.get('/canned-replies', async (_request, response) => {
    response.json({ cannedReplies: await deps.agents.cannedReplies() });
  });
  router.put('/canned-replies/:id', adminOnly, async (request, response) => {
    const reply = { id: z.string().min(1).max(60).parse(request.params['id']), ...parseBody(CannedReplyBody, request) };
    await deps.agents.saveCannedReply(reply);
    response.json({ cannedReply: reply });
  });
  router.delete('/canned-replies/:id', adminOnly, async (request, response) => {
    await deps.agents.removeCannedReply(String(request.params['id']));
    response.status(204).end();
  });

  router.get('/articles', (_request, response) => {
    response.json({
      articles: deps
        .articles()
        .map(({ id, locale, title, owner, validUntil }) => ({ id, locale, title, owner, validUntil: validUntil ?? null })),
    });
  });
  router.get('/reports/summary', async (_request, response) => {
    const to = deps.now();
    const [today, week] = await Promise.all([deps.reports.report(to - DAY_MS, to), deps.reports.report(to - 7 * DAY_MS, to)]);
    response.json({ today, week });
  });
  return router;

  async function known(id: string | string[] | undefined): Promise<string> {
    const agent = await deps.agents.find(String(id));
    if (!agent) throw new BotError('NOT_FOUND', 'There is no such agent');
    return agent.id;
  }
}

const DAY_MS = 86_400_000;
