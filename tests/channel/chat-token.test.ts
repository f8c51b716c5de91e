import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.dispose());

const ask = async (json: unknown, headers: Record<string, string> = {}) => await server.ask('/api/chat/token', { json, headers });

async function start(json: unknown) {
  const { body } = await ask(json);
  await server.ask('/v3/directline/conversations', { method: 'POST', token: body.token });
  return body as { conversationId: string; token: string; userId: string; resume: string };
}

describe('a visitor', () => {
  it('gets a conversation of their own and an id that nobody guesses', async () => {
    const [one, two] = [(await ask({})).body, (await ask(undefined)).body];

    expect(one).toEqual({
      conversationId: expect.any(String),
      token: expect.any(String),
      expires_in: 1_800,
      userId: expect.stringMatching(/^dl_.{20,}$/),
      resume: expect.any(String),
      streamUrl: expect.stringMatching(/^ws:\/\//),
    });
    expect(two.conversationId).not.toBe(one.conversationId);
    expect(two.userId).not.toBe(one.userId);
  });

  it('comes back to the conversation within 30 days, and gets a new one after that', async () => {
    const first = await start({ locale: 'zh' });

    server.advance(29 * 86_400_000);
    const back = (await ask({ resume: first.resume })).body;
    server.advance(31 * 86_400_000);
    const late = (await ask({ resume: first.resume })).body;

    expect(back).toMatchObject({ conversationId: first.conversationId, userId: first.userId });
    expect(late.conversationId).not.toBe(first.conversationId);
  });

  it.each([['nonsense'], [''], [null]])('who comes back with the key %j gets a new conversation', async (resume) => {
    expect((await ask({ resume })).status).toBe(200);
  });

  it('cannot come back with a token', async () => {
    const first = await start({});

    expect((await ask({ resume: first.token })).body.conversationId).not.toBe(first.conversationId);
  });

  it('gets in while the store is away', async () => {
    const first = await start({});

    server.store.isBroken = true;

    expect((await ask({ resume: first.resume })).body.conversationId).toBe(first.conversationId);
    expect((await ask({})).status).toBe(200);
  });

  it.each([
    ['the body is no object', '"x"'],
    ['the body is broken', '{'],
    ['the locale is no text', '{"locale":5}'],
    ['the body is large', JSON.stringify({ resume: 'x'.repeat(20_000) })],
  ])('is told when %s', async (_case, body) => {
    const answer = await server.ask('/api/chat/token', { method: 'POST', body, headers: { 'content-type': 'application/json' } });

    expect(answer.body.error.code).toMatch(/^(BAD_REQUEST|PAYLOAD_TOO_LARGE)$/);
    expect(answer.status).toBe(answer.body.error.code === 'BAD_REQUEST' ? 400 : 413);
  });
});

describe('a signed-in customer', () => {
  const identity = (customer: string): Promise<string> => server.identities.sign(customer, 600);

  it('is known to the conversation from its start', async () => {
    const { conversationId } = await start({ identity: await identity('CU1001') });

    expect((await server.log.find(conversationId))?.shopCustomerId).toBe('CU1001');
  });

  it('who signs in later keeps the conversation', async () => {
    const guest = await start({});

    const signedIn = await start({ resume: guest.resume, identity: await identity('CU1001') });

    expect(signedIn.conversationId).toBe(guest.conversationId);
    expect((await server.log.find(guest.conversationId))?.shopCustomerId).toBe('CU1001');
  });

  it('finds the conversation again on another device', async () => {
    const phone = await start({ identity: await identity('CU1001') });

    const laptop = await start({ identity: await identity('CU1001') });

    expect(laptop).toMatchObject({ conversationId: phone.conversationId, userId: phone.userId });
  });

  it('never sees the conversation of the one who sat here before', async () => {
    const before = await start({ identity: await identity('CU1001') });

    const other = await start({ resume: before.resume, identity: await identity('CU1002') });
    const signedOut = await start({ resume: before.resume, identity: null });
    const sameSession = await start({ resume: before.resume });

    expect(other.conversationId).not.toBe(before.conversationId);
    expect((await server.log.find(other.conversationId))?.shopCustomerId).toBe('CU1002');
    expect(signedOut.conversationId).not.toBe(before.conversationId);
    expect(sameSession.conversationId).toBe(before.conversationId);
  });

  it('is not identified a second time by another name', async () => {
    const first = await start({ identity: await identity('CU1001') });

    await start({ resume: first.resume, identity: await identity('CU1002') });

    expect((await server.log.find(first.conversationId))?.shopCustomerId).toBe('CU1001');
  });

  it.each<[string, () => string | Promise<string>, RegExp]>([
    ['nonsense', () => 'nonsense', /KEFU_IDENTITY_SECRET/],
    [
      'a JWT of another key',
      () =>
        new SignJWT({ sub: 'CU1' })
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('1h')
          .sign(Buffer.from('y'.repeat(32))),
      /KEFU_IDENTITY_SECRET/,
    ],
    [
      'a JWT without an end',
      () => new SignJWT({ sub: 'CU1' }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('k'.repeat(32))),
      /`exp`/,
    ],
    ['a JWT that has ended', () => server.identities.sign('CU1', -600), /has expired/],
    ['a JWT of nobody', () => server.identities.sign(' ', 600), /`sub`/],
  ])('with %s as identity is refused, and the shop told why', async (_case, given, why) => {
    const { status, body } = await ask({ identity: await given() });

    expect([status, body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(body.error.message).toMatch(why);
  });
});

describe('a page', () => {
  it.each<[string, string | undefined, number]>([
    ['of an allowed origin', 'https://shop.example', 200],
    ['of our own origin', 'own', 200],
    ['without an origin', undefined, 200],
    ['of another origin', 'https://evil.example', 403],
    ['of an origin that looks alike', 'https://shop.example.evil.example', 403],
    ['of no origin at all', 'null', 403],
  ])('%s', async (_case, origin, expected) => {
    const { status, headers } = await ask({}, origin === undefined ? {} : { origin: origin === 'own' ? server.url : origin });

    expect(status).toBe(expected);
    if (expected === 403) expect(headers.get('access-control-allow-origin')).toBeNull();
    if (origin === 'https://shop.example') expect(headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('that opens chats without end is told to wait', async () => {
    await server.dispose();
    server = await startTestServer({ limits: { messagesPerMinute: 10, tokensPerMinute: 2, uploadMaxBytes: 10 } });

    const answers = [await ask({}), await ask({}), await ask({})];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers[2]?.body.error.code).toBe('RATE_LIMITED');
  });
});
