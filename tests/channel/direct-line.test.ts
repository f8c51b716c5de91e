import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { SECRET, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
afterEach(() => server.dispose());

type Visit = Awaited<ReturnType<TestServer['visit']>>;
const activitiesOf = ({ conversationId }: Pick<Visit, 'conversationId'>): string =>
  `/v3/directline/conversations/${conversationId}/activities`;
const message = (text: string, clientActivityID?: string) => ({
  type: 'message',
  text,
  ...(clientActivityID === undefined ? {} : { channelData: { clientActivityID } }),
});

async function post(visit: Visit, activity: unknown) {
  return await server.ask(activitiesOf(visit), { token: visit.token, json: activity });
}

async function textsOf(visit: Visit): Promise<readonly string[]> {
  const { body } = await server.ask(activitiesOf(visit), { token: visit.token });
  return body.activities.map(({ text }: { text: string }) => text);
}

describe('credentials', () => {
  const sign = (claims: Record<string, unknown>, audience: string, key = 'k'.repeat(32)): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setAudience(audience).setExpirationTime('1h').sign(Buffer.from(key));
  const claimsOf = ({ conversationId }: Visit) => ({
    conv: conversationId,
    user: 'dl_forged',
    shop: null,
    lang: 'en',
    site: '',
    origins: [],
  });

  it.each<[string, (visit: Visit) => string | undefined | Promise<string>, number, string]>([
    ['none', () => undefined, 401, 'Unauthorized'],
    ['another scheme', () => 'Basic abc', 401, 'Unauthorized'],
    ['an empty bearer', () => 'Bearer ', 401, 'Unauthorized'],
    ['a word', () => 'Bearer nonsense', 403, 'Forbidden'],
    ['a secret with one letter more', () => `Bearer ${SECRET}x`, 403, 'Forbidden'],
    [
      'a token of another key',
      async (visit) => `Bearer ${await sign(claimsOf(visit), 'direct-line', 'x'.repeat(32))}`,
      403,
      'Forbidden',
    ],
    [
      'an unsigned token',
      (visit) => `Bearer ${new UnsecuredJWT(claimsOf(visit)).setAudience('direct-line').encode()}`,
      403,
      'Forbidden',
    ],
    ['a resume key', (visit) => `Bearer ${visit.resume}`, 403, 'Forbidden'],
    ['a token without claims', async () => `Bearer ${await sign({}, 'direct-line')}`, 403, 'Forbidden'],
  ])('are refused: %s', async (_case, authorization, status, code) => {
    server = await startTestServer();
    const visit = await server.visit();

    const header = await authorization(visit);
    const answers = await Promise.all(
      (['GET', 'POST'] as const).map((method) =>
        server.ask(activitiesOf(visit), { method, headers: header === undefined ? {} : { authorization: header } }),
      ),
    );

    for (const answer of answers)
      expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
  });

  it('that have expired are told so, everywhere', async () => {
    server = await startTestServer();
    const { conversationId, token } = await server.visit();
    server.advance(1_801_000);

    const path = `/v3/directline/conversations/${conversationId}`;
    const answers = await Promise.all([
      server.ask(path, { token }),
      server.ask(`${path}/activities`, { token }),
      server.ask(`${path}/activities`, { token, json: message('hello') }),
      server.ask('/v3/directline/tokens/refresh', { token, method: 'POST' }),
      server.ask('/v3/directline/conversations', { token, method: 'POST' }),
    ]);

    for (const { status, body } of answers) expect([status, body.error.code]).toEqual([403, 'TokenExpired']);
  });

  it('of one conversation do not open another', async () => {
    server = await startTestServer();
    const mine = await server.visit();
    const theirs = await server.visit();

    const answers = await Promise.all([
      server.ask(activitiesOf(theirs), { token: mine.token }),
      server.ask(activitiesOf(theirs), { token: mine.token, json: message('hello') }),
      server.ask(`/v3/directline/conversations/${theirs.conversationId}`, { token: mine.token }),
      server.ask(`/v3/directline/conversations/${theirs.conversationId}/upload`, { token: mine.token, method: 'POST' }),
    ]);

    for (const { status, body } of answers) expect([status, body.error.code]).toEqual([403, 'Forbidden']);
    expect(await textsOf(theirs)).toEqual(['Hello, I am the assistant.']);
  });

  it('are refreshed as long as they are good, any number of times', async () => {
    server = await startTestServer();
    const visit = await server.visit();
    let { token } = visit;

    for (let n = 0; n < 4; n += 1) {
      server.advance(20 * 60_000);
      const { body } = await server.ask('/v3/directline/tokens/refresh', { token, method: 'POST' });
      expect(body).toEqual({ conversationId: visit.conversationId, token: expect.any(String), expires_in: 1_800 });
      token = body.token;
    }

    expect((await server.ask(activitiesOf(visit), { token, json: message('still here') })).status).toBe(200);
  });

  it('are generated with the secret only, and start nothing yet', async () => {
    server = await startTestServer();

    const generated = await server.ask('/v3/directline/tokens/generate', { token: SECRET, json: { user: { id: 'dl_1' } } });
    const { conversationId, token } = generated.body;
    const byToken = await server.ask('/v3/directline/tokens/generate', { token, method: 'POST' });
    const unstarted = await server.log.find(conversationId);
    const first = await server.ask('/v3/directline/conversations', { token, method: 'POST' });
    const again = await server.ask('/v3/directline/conversations', { token, method: 'POST' });

    expect(generated.body).toEqual({ conversationId: expect.any(String), token: expect.any(String), expires_in: 1_800 });
    expect(byToken.status).toBe(403);
    expect(unstarted).toBeNull();
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(first.body).toMatchObject({ conversationId, streamUrl: expect.stringMatching(/^ws:\/\/.*\/stream\?t=/) });
    expect((await server.log.find(conversationId))?.customerId).toBe('dl_1');
  });

  it('with origins work on pages of these origins only', async () => {
    server = await startTestServer();
    const { body } = await server.ask('/v3/directline/tokens/generate', {
      token: SECRET,
      json: { trustedOrigins: ['https://good.example'] },
    });

    const from = (origin: string) =>
      server.ask('/v3/directline/conversations', { method: 'POST', token: body.token, headers: { origin } });

    expect((await from('https://good.example')).status).toBe(201);
    expect((await from('https://evil.example')).status).toBe(403);
  });

  it('decide who writes: a name in the token is the only one believed, and dl_ is believed nowhere else', async () => {
    server = await startTestServer();
    const visit = await server.visit();
    const { body: nameless } = await server.ask('/v3/directline/tokens/generate', { token: SECRET, method: 'POST' });
    const path = activitiesOf(nameless);

    await post(visit, { ...message('who am I?'), from: { id: 'somebody else' } });
    const reserved = await server.ask(path, { token: nameless.token, json: { ...message('hi'), from: { id: 'dl_stolen' } } });
    const missing = await server.ask(path, { token: nameless.token, json: message('hi') });
    const named = await server.ask(path, { token: nameless.token, json: { ...message('hi'), from: { id: 'me' } } });

    const [, mine] = (await server.ask(activitiesOf(visit), { token: visit.token })).body.activities;
    expect(mine.from).toEqual({ id: visit.userId, name: '', role: 'user' });
    expect([reserved.status, missing.status, named.status]).toEqual([403, 400, 200]);
  });

  it('of the secret open every conversation that exists', async () => {
    server = await startTestServer();
    const visit = await server.visit();

    expect((await server.ask(activitiesOf(visit), { token: SECRET })).body.activities).toHaveLength(1);
    expect((await server.ask('/v3/directline/conversations/none/activities', { token: SECRET })).status).toBe(404);
  });
});

describe('a message', () => {
  it.each([
    ['HTML and JavaScript', '<script>alert(1)</script><img src=x onerror="alert(1)">'],
    ['SQL', `'); DROP TABLE entries; -- " OR 1=1`],
    ['only emoji', '👩‍👩‍👧‍👦🙏🏽'],
    ['zero-width characters', 'a\u200bb\u200d\ufeffc'],
    ['right-to-left marks', '\u202egpj.exe'],
    ['control characters', 'a\u0000b\u0007c\u001b[31m'],
    ['template and format signs', '${process.env} %s {0} {{x}} $(id)'],
    ['a path', '../../../../etc/passwd'],
    ['line breaks and tabs', 'one\r\ntwo\tthree\u2028four'],
    ['10,000 characters', '好'.repeat(10_000)],
    ['combining marks', 'Z̸̢̛̺͎͖͕̭̲͇̗̱̲̓̈́̀a̶l̴g̷o̵'],
  ])('comes back letter for letter: %s', async (_case, text) => {
    server = await startTestServer();
    const visit = await server.visit();

    const { status } = await post(visit, message(text));

    expect(status).toBe(200);
    expect((await textsOf(visit))[1]).toBe(text);
  });

  it.each<[string, unknown, number, string]>([
    ['10,001 characters', message('x'.repeat(10_001)), 413, 'MessageSizeTooBig'],
    ['a body over 256 KB', message('x'.repeat(300_000)), 413, 'MessageSizeTooBig'],
    ['channelData over 8 KiB', { ...message('hi'), channelData: 'x'.repeat(9_000) }, 413, 'MessageSizeTooBig'],
    ['no text', { type: 'message' }, 400, 'BadArgument'],
    ['blank text', message(' \n '), 400, 'BadArgument'],
    ['text that is no text', { type: 'message', text: { $gt: '' } }, 400, 'BadArgument'],
    ['an unknown type', { type: 'invoke', name: 'x' }, 400, 'BadArgument'],
    ['no type', { text: 'hi' }, 400, 'BadArgument'],
    ['an array', [message('hi')], 400, 'BadArgument'],
    ['null', null, 400, 'BadArgument'],
    ['a number', 7, 400, 'BadArgument'],
    [
      'a file inside',
      { ...message('hi'), attachments: [{ contentType: 'a/b', contentUrl: 'data:a/b;base64,AA==' }] },
      400,
      'BadArgument',
    ],
    ['a rating without a ticket', { type: 'event', name: 'kefu/rate', value: 5 }, 400, 'BadArgument'],
    [
      'a rating of a ticket that is not there',
      { type: 'event', name: 'kefu/rate', value: { ticketId: 'x', score: 5 } },
      400,
      'BadArgument',
    ],
  ])('is refused in the documented shape: %s', async (_case, activity, status, code) => {
    server = await startTestServer();
    const visit = await server.visit();

    const answer = await post(visit, activity);

    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    expect(await textsOf(visit)).toHaveLength(1);
  });

  it.each([
    ['broken off', '{"type":"message","text":"hi'],
    ['with a pollution of prototypes', '{"type":"message","__proto__":{"text":"hi"},"constructor":{"prototype":{}}}'],
    ['not JSON', '<xml/>'],
    ['empty', ''],
  ])('whose JSON is %s is refused', async (_case, body) => {
    server = await startTestServer();
    const visit = await server.visit();

    const answer = await server.ask(activitiesOf(visit), {
      method: 'POST',
      token: visit.token,
      body,
      headers: { 'content-type': 'application/json' },
    });

    expect([answer.status, answer.body.error.code]).toEqual([400, 'BadArgument']);
  });

  it('that is sent ten times at once is taken and answered once', async () => {
    server = await startTestServer();
    const visit = await server.visit();

    const answers = await Promise.all(Array.from({ length: 10 }, () => post(visit, message('shipping costs?', 'same'))));
    await server.answered();

    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await textsOf(visit)).toEqual(['Hello, I am the assistant.', 'shipping costs?', 'All about shipping-costs.']);
    expect((await server.metrics.read()).text).toContain('kefu_messages_duplicate_total{channel="direct-line"} 9');
  });

  it('with a link to a file keeps the link', async () => {
    server = await startTestServer();
    const visit = await server.visit();

    await post(visit, {
      ...message('look'),
      attachments: [{ contentType: 'image/png', contentUrl: 'https://pics.example/1.png' }],
    });

    expect((await textsOf(visit))[1]).toBe('look\nhttps://pics.example/1.png');
  });

  it('that comes too fast is held back, and refused only when that would take too long', async () => {
    const waits: number[] = [];
    server = await startTestServer({
      limits: { messagesPerMinute: 30, tokensPerMinute: 10, uploadMaxBytes: 1_000 },
      wait: (ms) => {
        waits.push(ms);
        if (waits.length < 3) server.advance(ms);
        return Promise.resolve();
      },
    });
    const visit = await server.visit();
    const statuses: number[] = [];

    for (let n = 0; n < 33; n += 1) statuses.push((await post(visit, message(`m${n}`))).status);

    expect(statuses.slice(0, 32).every((status) => status === 200)).toBe(true);
    expect(statuses[32]).toBe(429);
    expect(waits.every((ms) => ms > 0 && ms <= 2_000)).toBe(true);
  });

  it('is refused as "try again" while the store is away, and then taken', async () => {
    server = await startTestServer();
    const visit = await server.visit();

    server.store.isBroken = true;
    const refused = await post(visit, message('hello', 'm1'));
    server.store.isBroken = false;
    const taken = await post(visit, message('hello', 'm1'));

    expect([refused.status, refused.body.error.code]).toEqual([502, 'BotRejectedActivity']);
    expect(JSON.stringify(refused.body)).not.toContain('broken by the test');
    expect(taken.status).toBe(200);
  });
});

describe('polling', () => {
  it('pages through the log by watermark, in order, with times that only grow', async () => {
    server = await startTestServer();
    const visit = await server.visit();
    for (let n = 0; n < 250; n += 1) {
      await server.log.accept({
        conversationId: visit.conversationId,
        author: { kind: 'customer', id: visit.userId },
        clientId: `m${n}`,
        text: `m${n}`,
        attachments: [],
        channelData: null,
      });
    }

    const seen: { id: string; text: string; timestamp: string }[] = [];
    let watermark = '';
    for (;;) {
      const { body } = await server.ask(`${activitiesOf(visit)}?watermark=${watermark}`, { token: visit.token });
      if (body.activities.length === 0) break;
      seen.push(...body.activities);
      watermark = body.watermark;
    }

    expect(seen.slice(1).map(({ text }) => text)).toEqual(Array.from({ length: 250 }, (_, n) => `m${n}`));
    for (const key of ['id', 'timestamp'] as const) {
      const values = seen.map((activity) => activity[key]);
      expect(values).toEqual([...new Set(values)].sort());
    }
    expect(watermark).toBe('251');
  });

  it.each(['', 'undefined', 'null', '-1', 'abc', '9'.repeat(30), '%00'])(
    'takes the watermark %j as no watermark',
    async (watermark) => {
      server = await startTestServer();
      const visit = await server.visit();

      const { status, body } = await server.ask(`${activitiesOf(visit)}?watermark=${watermark}`, { token: visit.token });

      expect([status, body.activities.length, body.watermark]).toEqual([200, 1, '1']);
    },
  );

  it('is answered with nothing and the old watermark while the store is away', async () => {
    server = await startTestServer();
    const visit = await server.visit();

    server.store.isBroken = true;
    const { status, body } = await server.ask(`${activitiesOf(visit)}?watermark=1`, { token: visit.token });

    expect([status, body]).toEqual([200, { activities: [], watermark: '1' }]);
  });

  it('is answered with nothing when it goes round without a pause', async () => {
    server = await startTestServer({ limiter: { take: () => Promise.resolve({ waitMs: 5_000 }) } });
    const { body } = await server.ask('/v3/directline/tokens/generate', { token: SECRET, method: 'POST' });

    const polled = await server.ask(`${activitiesOf(body)}?watermark=7`, { token: body.token });

    expect([polled.status, polled.body]).toEqual([200, { activities: [], watermark: '7' }]);
  });
});

describe('a conversation', () => {
  it('starts even while the store is away, and comes into being with the first message', async () => {
    server = await startTestServer();
    const { body: given } = await server.ask('/api/chat/token', { json: { locale: 'zh-CN' } });

    server.store.isBroken = true;
    const started = await server.ask('/v3/directline/conversations', { token: given.token, method: 'POST' });
    server.store.isBroken = false;
    const posted = await post(given, message('hello'));

    expect([started.status, posted.status]).toEqual([201, 200]);
    expect(await server.log.find(given.conversationId)).toMatchObject({ customerId: given.userId, channel: 'direct-line' });
  });

  it('is welcomed once, in the language of the page', async () => {
    server = await startTestServer();
    const visit = await server.visit({ locale: 'zh-TW' });

    await server.ask('/v3/directline/conversations', { token: visit.token, method: 'POST' });
    await post(visit, { type: 'event', name: 'webchat/join', value: { language: 'zh' } });
    await post(visit, { type: 'event', name: 'webchat/join', value: { language: 'en' } });

    expect(await textsOf(visit)).toEqual(['您好，我是小灯。']);
  });

  it('of a page that names no user is welcomed when it joins', async () => {
    server = await startTestServer();
    const { body } = await server.ask('/v3/directline/conversations', { token: SECRET, method: 'POST' });
    const before = await textsOf(body);

    await post(body, { type: 'event', name: 'webchat/join', from: { id: 'me' }, value: { language: 'zh' } });

    expect(before).toEqual([]);
    expect(await textsOf(body)).toEqual(['您好，我是小灯。']);
  });

  it('can be left by whoever waits in the queue', async () => {
    server = await startTestServer();
    const visit = await server.visit();
    await post(visit, message('a person please'));
    await server.answered();

    await post(visit, { type: 'event', name: 'kefu/leave-queue' });

    expect((await server.log.find(visit.conversationId))?.owner).toEqual({ kind: 'bot' });
    expect((await textsOf(visit)).at(-1)).toContain('You have left the queue');
  });

  it('takes and forgets what clients send besides', async () => {
    server = await startTestServer();
    const visit = await server.visit();

    const answers = await Promise.all(
      ['typing', 'endOfConversation', 'conversationUpdate', 'messageReaction'].map((type) => post(visit, { type })),
    );

    for (const { status, body } of answers) expect([status, body.id]).toEqual([200, expect.any(String)]);
    expect(await textsOf(visit)).toHaveLength(1);
  });
});

describe('other origins', () => {
  it('may speak Direct Line with its headers, without credentials', async () => {
    server = await startTestServer();

    const preflight = await server.ask('/v3/directline/conversations', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://anywhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-ms-bot-agent,x-requested-with',
      },
    });
    const session = await server.ask('/v3/directline/session/getsessionid', { headers: { origin: 'https://anywhere.example' } });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://anywhere.example');
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization.*x-requested-with.*x-ms-bot-agent/);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    expect(session.headers.get('access-control-allow-credentials')).toBe('true');
    expect(session.body.sessionId).toEqual(expect.any(String));
  });

  it('see errors, too', async () => {
    server = await startTestServer();

    const { status, headers } = await server.ask('/v3/directline/nowhere', { headers: { origin: 'https://anywhere.example' } });

    expect([status, headers.get('access-control-allow-origin')]).toEqual([404, 'https://anywhere.example']);
  });
});
