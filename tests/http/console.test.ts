import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consoleClient, startConsole, type ConsoleServer } from './console-server.ts';

describe('the console API', () => {
  let server: ConsoleServer;
  beforeEach(async () => {
    server = await startConsole();
    await server.addAgent('An');
    await server.addAgent('Bo');
    await server.addAgent('Root', 'admin');
    return () => server.dispose();
  });

  const signedIn = (name: string) => server.browserOf(name);

  describe('sign-in', () => {
    it('opens a session whose cookie scripts cannot read', async () => {
      const client = consoleClient(server.url);

      const answer = await client.signIn('AN@shop.example');
      const session = await client.get('/session');

      expect(answer.body.agent).toMatchObject({ id: 'an', role: 'agent' });
      expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
      expect(session.body).toMatchObject({ agent: { id: 'an' }, shop: { name: { zh: '灯笼巷' } } });
      expect(JSON.stringify(session.body)).not.toContain('password');
    });

    it('tells a wrong password from nothing else', async () => {
      const wrong = await consoleClient(server.url).signIn('an@shop.example', 'guess');
      const unknown = await consoleClient(server.url).signIn('nobody@shop.example');

      expect(wrong.status).toBe(401);
      expect(unknown.body).toEqual(wrong.body);
    });

    it('stops somebody who guesses', async () => {
      const client = consoleClient(server.url);

      const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => client.signIn('an@shop.example', `guess ${n}`)));

      expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    });

    it('keeps everything from those who did not sign in', async () => {
      const client = consoleClient(server.url);

      const answers = await Promise.all(['/session', '/tickets', '/agents', '/stream', '/reports/summary'].map(client.get));

      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    });

    it('ends with the sign-out', async () => {
      const client = await signedIn('an');
      const cookie = client.cookie();

      await client.ask('DELETE', '/session');
      const answer = await fetch(`${server.url}/api/console/session`, { headers: { cookie } });

      expect(answer.status).toBe(401);
    });

    it('ends at once when the agent is disabled', async () => {
      const [client, admin] = [await signedIn('an'), await signedIn('root')];

      await admin.ask('PATCH', '/agents/an', { isDisabled: true });

      expect((await client.get('/tickets')).status).toBe(401);
    });
  });

  it('refuses to change anything without the header that other sites cannot send', async () => {
    const ticketId = await server.handOver('c1');
    const client = await signedIn('an');

    const answer = await client.ask('POST', `/tickets/${ticketId}/claim`, {}, {});

    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
    expect((await server.queue.find(ticketId))?.status).toBe('waiting');
  });

  it('leaves agents and canned replies to administrators', async () => {
    const client = await signedIn('an');
    const reply = { shortcut: 'hi', zh: '您好', en: 'Hello' };
    const agent = { email: 'new@shop.example', name: 'New', role: 'agent', password: 'long enough indeed' };

    const answers = [
      await client.ask('GET', '/content/report'),
      await client.post('/agents', agent),
      await client.ask('PATCH', '/agents/bo', { isDisabled: true }),
      await client.post('/agents/bo/password', { password: 'long enough indeed' }),
      await client.ask('PUT', '/canned-replies/hi', reply),
      await client.ask('DELETE', '/canned-replies/hi'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect((await client.post('/agents/an/password', { password: 'my own new password' })).status).toBe(204);
    expect((await consoleClient(server.url).signIn('an@shop.example', 'my own new password')).status).toBe(201);
  });

  it('shows administrators what customers asked in vain, of so many days', async () => {
    const admin = await signedIn('root');

    const asked = await admin.ask('GET', '/content/report?days=7');
    const wrong = await admin.ask('GET', '/content/report?days=0');

    expect(asked.body).toMatchObject({ turns: 7, articles: [{ articleId: 'refund-times' }] });
    expect([wrong.status, wrong.body.error.message]).toEqual([400, expect.stringContaining('query.days')]);
  });

  it('lets an administrator add an agent, who can then sign in', async () => {
    const admin = await signedIn('root');
    const agent = { email: 'new@shop.example', name: 'New', role: 'agent', password: 'long enough indeed' };

    const added = await admin.post('/agents', agent);
    const again = await admin.post('/agents', agent);
    const short = await admin.post('/agents', { ...agent, email: 'other@shop.example', password: 'short' });

    expect(added.status).toBe(201);
    expect(again.status).toBe(409);
    expect(short).toMatchObject({ status: 400, body: { error: { message: 'body.password: must have 10 characters or more' } } });
    expect((await consoleClient(server.url).signIn('new@shop.example', 'long enough indeed')).status).toBe(201);
    expect((await admin.ask('PATCH', '/agents/root', { isDisabled: true })).status).toBe(409);
  });

  describe('tickets', () => {
    it('shows the queue by priority, with the server’s clock', async () => {
      await server.handOver('c1', { priority: 10 });
      await server.handOver('c2', { priority: 90, reason: 'complaint' });
      const client = await signedIn('an');

      const { body } = await client.get('/tickets?status=waiting');

      expect(body.tickets.map(({ conversationId }: { conversationId: string }) => conversationId)).toEqual(['c2', 'c1']);
      expect(body.counts).toEqual({ waiting: 2, claimed: 0 });
      expect(Math.abs(body.now - Date.now())).toBeLessThan(5_000);
      expect((await client.get('/tickets?status=nonsense')).status).toBe(400);
    });

    it('shows a ticket with its conversation', async () => {
      const ticketId = await server.handOver('c1');
      const client = await signedIn('an');

      const { body } = await client.get(`/tickets/${ticketId}`);

      expect(body).toMatchObject({ ticket: { id: ticketId }, conversation: { id: 'c1' }, customer: null, orders: [], turns: [] });
      expect(body.entries.map(({ sequence }: { sequence: number }) => sequence)).toEqual([1, 2]);
      expect((await client.get('/tickets/none')).status).toBe(404);
      expect((await client.get(`/tickets/${ticketId}/suggestions`)).body.suggestions).toHaveLength(1);
    });

    it('gives a ticket to one agent and tells the other who has it', async () => {
      const ticketId = await server.handOver('c1');
      const [an, bo] = [await signedIn('an'), await signedIn('bo')];

      const first = await an.post(`/tickets/${ticketId}/claim`);
      const second = await bo.post(`/tickets/${ticketId}/claim`);
      const again = await an.post(`/tickets/${ticketId}/claim`);

      expect(first.body.ticket).toMatchObject({ status: 'claimed', claimedBy: 'an' });
      expect(second).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } });
      expect(second.body.error.message).toContain('An');
      expect(again.status).toBe(200);
    });

    it('takes the next of the queue, or says that nobody waits', async () => {
      await server.handOver('c1', { priority: 10 });
      await server.handOver('c2', { priority: 20 });
      const client = await signedIn('an');

      const taken = [];
      for (let n = 0; n < 3; n += 1) taken.push((await client.post('/tickets/claim-next')).body.ticket?.conversationId ?? null);

      expect(taken).toEqual(['c2', 'c1', null]);
    });

    it('writes a reply once, however often it is sent', async () => {
      const ticketId = await server.handOver('c1');
      const client = await signedIn('an');
      await client.post(`/tickets/${ticketId}/claim`);
      const send = () => client.post(`/tickets/${ticketId}/reply`, { clientId: 'reply-0001', text: 'Hello' });

      const answers = [await send(), await send(), await send()];

      expect(answers.map(({ body }) => body.isDuplicate)).toEqual([false, true, true]);
      expect(new Set(answers.map(({ body }) => body.entry.sequence)).size).toBe(1);
      const page = await client.get(`/tickets/${ticketId}/entries?after=3`);
      expect(page.body.entries).toHaveLength(1);
      expect(page.body.entries[0]).toMatchObject({ author: { kind: 'agent', id: 'an' }, body: { text: 'Hello' } });
    });

    it('refuses a reply from whoever does not hold the conversation, and an empty one', async () => {
      const ticketId = await server.handOver('c1');
      const [an, bo] = [await signedIn('an'), await signedIn('bo')];
      await an.post(`/tickets/${ticketId}/claim`);

      const foreign = await bo.post(`/tickets/${ticketId}/reply`, { clientId: 'reply-0001', text: 'Hello' });
      const empty = await an.post(`/tickets/${ticketId}/reply`, { clientId: 'reply-0002', text: '   ' });
      const long = await an.post(`/tickets/${ticketId}/reply`, { clientId: 'reply-0003', text: 'x'.repeat(10_001) });
      const huge = await an.post(`/tickets/${ticketId}/reply`, { clientId: 'reply-0004', text: 'x'.repeat(200_000) });
      const broken = await an.ask('POST', `/tickets/${ticketId}/reply`, '{"clientId":');

      expect(foreign).toMatchObject({ status: 409, body: { error: { code: 'OWNERSHIP_MOVED' } } });
      expect([empty.status, long.status, huge.status, broken.status]).toEqual([400, 400, 413, 400]);
    });

    it('shows notes to agents and never to the customer', async () => {
      const ticketId = await server.handOver('c1');
      const client = await signedIn('bo');

      const answer = await client.post(`/tickets/${ticketId}/note`, { clientId: 'note-00001', text: 'Called twice' });

      expect(answer.body.entry.body).toEqual({ kind: 'note', text: 'Called twice' });
      const seen = await server.log.read('c1', { after: 0, limit: 100, audience: 'customer' });
      expect(seen.some(({ body }) => body.kind === 'note')).toBe(false);
      expect((await client.get(`/tickets/${ticketId}`)).body.entries.at(-1).body.kind).toBe('note');
    });

    it('transfers to a colleague, and back to the queue', async () => {
      const ticketId = await server.handOver('c1');
      const [an, bo] = [await signedIn('an'), await signedIn('bo')];
      await an.post(`/tickets/${ticketId}/claim`);

      const toBo = await an.post(`/tickets/${ticketId}/transfer`, { agentId: 'bo' });
      const late = await an.post(`/tickets/${ticketId}/reply`, { clientId: 'reply-0001', text: 'Still me' });
      const unknown = await bo.post(`/tickets/${ticketId}/transfer`, { agentId: 'nobody' });
      const back = await bo.post(`/tickets/${ticketId}/transfer`, { agentId: null });

      expect(toBo.body.ticket).toMatchObject({ status: 'claimed', claimedBy: 'bo' });
      expect(late.status).toBe(409);
      expect(unknown.status).toBe(404);
      expect(back.body.ticket).toMatchObject({ status: 'waiting', claimedBy: null });
    });

    it.each([
      ['return', 'returned-to-bot'],
      ['close', 'resolved'],
    ])('gives the conversation to the bot on %s', async (act, outcome) => {
      const ticketId = await server.handOver('c1');
      const client = await signedIn('an');
      await client.post(`/tickets/${ticketId}/claim`);

      const answer = await client.post(`/tickets/${ticketId}/${act}`);
      const again = await client.post(`/tickets/${ticketId}/${act}`);

      expect(answer.body.ticket).toMatchObject({ status: 'closed', outcome });
      expect(again.status).toBe(409);
      expect((await server.log.find('c1'))?.owner).toEqual({ kind: 'bot' });
      expect((await client.get('/tickets?status=closed')).body.tickets).toHaveLength(1);
    });
  });

  it('keeps canned replies, one for each shortcut', async () => {
    const admin = await signedIn('root');
    const reply = { shortcut: 'hi', zh: '您好', en: 'Hello' };

    await admin.ask('PUT', '/canned-replies/r1', reply);
    await admin.ask('PUT', '/canned-replies/r1', { ...reply, en: 'Hi there' });
    const bad = await admin.ask('PUT', '/canned-replies/r2', { ...reply, shortcut: 'two words' });
    const listed = await admin.get('/canned-replies');
    await admin.ask('DELETE', '/canned-replies/r1');

    expect(bad.status).toBe(400);
    expect(listed.body.cannedReplies).toEqual([{ id: 'r1', ...reply, en: 'Hi there' }]);
    expect((await admin.get('/canned-replies')).body.cannedReplies).toEqual([]);
  });

  it('shows who is available', async () => {
    const client = await signedIn('an');

    const here = await client.post('/presence', { isAvailable: true });
    const away = await client.post('/presence', { isAvailable: false });

    expect(here.body.available).toEqual(['an']);
    expect(away.body.available).toEqual([]);
  });

  it('counts the day', async () => {
    const ticketId = await server.handOver('c1', { reason: 'complaint' });
    const client = await signedIn('an');
    await client.post(`/tickets/${ticketId}/claim`);

    const { body } = await client.get('/reports/summary');

    expect(body.today).toMatchObject({ conversations: 1, botOnly: 0, handoffs: { complaint: 1 } });
    expect(body.today.medianWaitMs).toBeGreaterThanOrEqual(0);
  });

  describe('the stream', () => {
    const streams: AbortController[] = [];
    afterEach(() => {
      for (const stream of streams.splice(0)) stream.abort();
    });

    it('keeps an agent who closed one of two tabs, and lets go of one who closed the last', async () => {
      const client = await signedIn('an');
      const tabs = [new AbortController(), new AbortController()];
      streams.push(...tabs);
      for (const { signal } of tabs) {
        const response = await fetch(`${server.url}/api/console/stream`, { headers: { cookie: client.cookie() }, signal });
        await response.body!.getReader().read();
      }
      await client.post('/presence', { isAvailable: true });

      tabs[0]?.abort();
      await expect.poll(() => server.streams()).toBe(1);
      expect(await server.presence.available()).toEqual(['an']);
      tabs[1]?.abort();

      await expect.poll(() => server.presence.available()).toEqual([]);
    });

    it('says at once that a ticket came, and nothing of what was written', async () => {
      const client = await signedIn('an');
      const stream = new AbortController();
      streams.push(stream);
      const response = await fetch(`${server.url}/api/console/stream`, {
        headers: { cookie: client.cookie() },
        signal: stream.signal,
      });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      await reader.read();

      await server.handOver('c1', { text: 'a secret of the customer' });
      let heard = '';
      while (!heard.includes('"kind":"ticket"')) heard += (await reader.read()).value ?? '';

      expect(response.headers.get('content-type')).toBe('text/event-stream');
      expect(heard).toContain('"ticketId":"ticket-c1"');
      expect(heard).not.toContain('secret');
    });
  });
});
