import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentities } from '../../src/channel/identity.ts';
import { runCommand } from '../cli/support/run-command.ts';
import { NO_OWN_REDIS, startOwnRedis, type OwnRedis } from '../coordination/support/redis.ts';
import { createNamespace, NO_POSTGRES, type PostgresNamespace } from '../storage/support/postgres.ts';
import { startSlowShop, type SlowShop } from './support/slow-shop.ts';
import { SHIPPING_ANSWER, startReplica, writeContent, type Replica } from './support/start-replica.ts';
import { call, visit, type Seen } from './support/visitor.ts';

const IDENTITY_SECRET = 'i'.repeat(40);
const ADMIN = { email: 'admin@kefu.local', password: 'a password of tests' };
const SHIPPING = 'shipping title';
const HUMAN = 'human title';
/** Redis, database, lease and sweep have their times; under load a machine takes longer. */
const SOON = { timeout: 20_000 };
const MISSING = NO_POSTGRES ?? NO_OWN_REDIS;

describe.skipIf(MISSING !== null)(`two replicas${MISSING === null ? '' : ` (skipped: ${MISSING})`}`, { timeout: 600_000 }, () => {
  let namespace: PostgresNamespace;
  let redis: OwnRedis;
  let shop: SlowShop;
  let a: Replica;
  let b: Replica;
  const started: Replica[] = [];
  const content = writeContent();

  async function start(token: string): Promise<Replica> {
    const replica = await startReplica({
      KEFU_DATABASE_URL: namespace.url,
      KEFU_REDIS_URL: redis.url,
      KEFU_INTENTS_DIR: content.intents,
      KEFU_KNOWLEDGE_DIR: content.knowledge,
      KEFU_IDENTITY_SECRET: IDENTITY_SECRET,
      KEFU_ADMIN_PASSWORD: ADMIN.password,
      KEFU_SHOP_URL: shop.url,
      KEFU_SHOP_TOKEN: token,
      KEFU_TOKENS_PER_MINUTE: '1000',
      KEFU_BURST_MS: '0',
    });
    started.push(replica);
    return replica;
  }

  beforeAll(async () => {
    [namespace, redis, shop] = await Promise.all([createNamespace(), startOwnRedis(), startSlowShop()]);
    [a, b] = await Promise.all([start('token-of-a'), start('token-of-b')]);
  }, 600_000);
  afterAll(async () => {
    await Promise.all(started.map((replica) => replica.dispose()));
    await redis.dispose();
    await shop.close();
    await namespace.drop();
  });

  const answersIn = (activities: readonly Seen[]): readonly string[] =>
    activities.flatMap(({ type, text, from }) => (type === 'message' && from?.role === 'bot' ? [text ?? ''] : []));
  const answered = (activities: readonly Seen[]): number =>
    answersIn(activities).filter((text) => text.includes(SHIPPING_ANSWER)).length;

  async function signIn(url: string): Promise<{ readonly cookie: string; readonly 'x-kefu': string }> {
    const response = await fetch(`${url}/api/console/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    });
    return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '', 'x-kefu': 'console' };
  }

  it('bring an answer to a socket of the one when the message went to the other', async () => {
    const customer = await visit(a.url);
    const socket = await customer.listen(a.url);

    expect(await customer.say(b.url, SHIPPING, 'm1')).toBe(200);

    await expect.poll(() => answered(socket.activities), SOON).toBe(1);
    socket.close();
  });

  it('answer once when a message is sent to both at the same time', async () => {
    const customer = await visit(a.url);
    const ids = Array.from({ length: 10 }, (_, n) => `m${n}`);

    await Promise.all(ids.flatMap((id) => [customer.say(a.url, SHIPPING, id), customer.say(b.url, SHIPPING, id)]));

    const pending = () => namespace.sql('select id from conversations where unhandled_since is not null');
    await expect.poll(pending, SOON).toEqual([]);
    const turns = await namespace.sql<{ record: string }>('select record from turns where conversation_id = $1', [
      customer.conversationId,
    ]);
    const sequences = turns.flatMap(({ record }) => (JSON.parse(record) as { sequences: number[] }).sequences);
    expect(sequences).toHaveLength(ids.length);
    expect(new Set(sequences).size).toBe(ids.length);
  });

  it('give an agent at the one what the other queued, to one agent only, whose words reach the customer', async () => {
    const customer = await visit(b.url);
    const socket = await customer.listen(b.url);
    const headers = await signIn(a.url);
    const stream = await fetch(`${a.url}/api/console/stream`, { headers });
    const reader = stream.body?.getReader();
    const heard: string[] = [];
    const listening = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        heard.push(Buffer.from(part.value).toString());
    })().catch(() => undefined);

    await customer.say(b.url, HUMAN, 'm1');

    await expect.poll(() => heard.join(''), SOON).toContain('"kind":"ticket"');
    const { tickets } = await call<{ tickets: { id: string; conversationId: string }[] }>(`${a.url}/api/console/tickets`, {
      headers,
    });
    const ticket = tickets.find(({ conversationId }) => conversationId === customer.conversationId);
    const bo = { email: 'bo@shop.example', name: 'Bo', role: 'agent', password: 'another password' };
    await call(`${a.url}/api/console/agents`, { headers, body: bo });
    const boSession = await fetch(`${b.url}/api/console/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: bo.email, password: bo.password }),
    });
    const boHeaders = { cookie: (boSession.headers.get('set-cookie') ?? '').split(';')[0] ?? '', 'x-kefu': 'console' };
    const claims = await Promise.all(
      [
        { url: a.url, by: headers },
        { url: b.url, by: boHeaders },
      ].map(async ({ url, by }) => ({
        by,
        url,
        status: (await fetch(`${url}/api/console/tickets/${ticket?.id}/claim`, { method: 'POST', headers: by })).status,
      })),
    );
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = claims.find(({ status }) => status === 200);
    await call(`${a.url}/api/console/tickets/${ticket?.id}/reply`, {
      headers: { ...winner?.by },
      body: { clientId: randomUUID(), text: 'Here I am.' },
    });

    await expect.poll(() => socket.activities.map(({ text }) => text), SOON).toContain('Here I am.');
    await reader?.cancel();
    await listening;
    socket.close();
  });

  it('know the same agents, and count sign-ins together', async () => {
    const headers = await signIn(a.url);
    await call(`${a.url}/api/console/presence`, { headers, body: { isAvailable: true } });

    const { available } = await call<{ available: string[] }>(`${b.url}/api/console/agents`, { headers });
    expect(available).toHaveLength(1);
    const tries = await Promise.all(
      Array.from({ length: 24 }, async (_, n) => {
        const response = await fetch(`${(n % 2 === 0 ? a : b).url}/api/console/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email: 'guessed@shop.example', password: `guess ${n}` }),
        });
        return response.status;
      }),
    );
    // Ten a minute; two replicas that count alone would let twenty through.
    expect(tries.filter((status) => status === 401).length).toBeLessThanOrEqual(15);
    expect(tries).toContain(429);
  });

  it('answer everything once while Redis is killed and comes back empty', async () => {
    const customer = await visit(a.url);
    const socket = await customer.listen(a.url);
    const say = async (from: number, to: number): Promise<void> => {
      for (let n = from; n < to; n += 1) expect(await customer.say(n % 2 === 0 ? a.url : b.url, SHIPPING, `m${n}`)).toBe(200);
    };
    await say(0, 4);

    await redis.kill();
    await say(4, 8);
    const health = async (url: string) => {
      const response = await fetch(`${url}/readyz`);
      return [response.status, await response.json()];
    };
    const degraded = [200, { status: 'degraded', reasons: [], degraded: ['redis'] }];
    await expect.poll(() => health(b.url), SOON).toEqual(degraded);
    await say(8, 12);
    await expect.poll(() => namespace.sql('select id from conversations where unhandled_since is not null'), SOON).toEqual([]);
    const before = answered(socket.activities);
    // No notice of it can come: the other replica finds it in the log.
    expect(await customer.say(b.url, SHIPPING, 'alone')).toBe(200);
    await expect.poll(() => answered(socket.activities), SOON).toBeGreaterThan(before);
    await redis.restart();
    await expect.poll(() => health(b.url), SOON).toEqual([200, { status: 'ready', reasons: [], degraded: [] }]);
    await say(12, 16);

    const sequencesOf = async () => {
      const turns = await namespace.sql<{ record: string }>('select record from turns where conversation_id = $1', [
        customer.conversationId,
      ]);
      return turns.flatMap(({ record }) => (JSON.parse(record) as { sequences: number[] }).sequences);
    };
    await expect.poll(async () => (await sequencesOf()).length, SOON).toBe(17);
    expect(new Set(await sequencesOf()).size).toBe(17);
    const said = await customer.answers(a.url);
    // The welcome was there before the socket was.
    await expect.poll(() => answersIn(socket.activities), SOON).toEqual(said.slice(1));
    expect(b.lines.filter((line) => line.startsWith('redis is away'))).not.toHaveLength(0);
    socket.close();
  });

  it('take what is published within seconds, and keep the last good version of what does not load', async () => {
    const newer = writeContent('Shipping is free over 49.');
    const settings = { KEFU_DATABASE_URL: namespace.url, KEFU_INTENTS_DIR: newer.intents };
    const publish = (...args: readonly string[]) => runCommand(settings, 'publish', 'intents', ...args);
    const answerOf = async (url: string): Promise<string> => {
      const customer = await visit(url);
      await customer.say(url, SHIPPING, randomUUID());
      await expect.poll(async () => (await customer.answers(url)).length, SOON).toBeGreaterThan(1);
      return (await customer.answers(url)).join('\n');
    };
    expect((await publish()).stdout).toMatch(/^intents: version 1, [0-9a-f]{12}, 4 files, \d+ bytes\n$/);
    for (const { url } of [a, b]) await expect.poll(() => answerOf(url), SOON).toContain('Shipping is free over 49.');

    await namespace.sql(
      `insert into published_contents (kind, version, hash, bytes, created_at) values ('intents', 2, 'another', 'no content', 1)`,
    );
    const health = async (url: string) => (await fetch(`${url}/readyz`)).json();
    for (const { url } of [a, b]) {
      await expect.poll(() => health(url), SOON).toEqual({ status: 'degraded', reasons: [], degraded: ['content: intents'] });
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('kefu_content_stale{kind="intents"} 1');
      expect(await answerOf(url)).toContain('Shipping is free over 49.');
    }

    expect((await publish('--withdraw')).stdout).toBe('intents: each replica goes back to its own files\n');
    for (const { url } of [a, b]) {
      await expect.poll(() => answerOf(url), SOON).toContain(SHIPPING_ANSWER);
      expect(await health(url)).toEqual({ status: 'ready', reasons: [], degraded: [] });
    }
  });

  it('answer once what a replica was at when it was killed', async () => {
    const identities = createIdentities({ secret: IDENTITY_SECRET, now: Date.now });
    const customer = await visit(b.url, await identities.sign('K1', 600));
    const socket = await customer.listen(b.url);
    shop.holdFor('token-of-a');
    const asked = shop.askedBy.length;

    await customer.say(a.url, SHIPPING, 'm1');
    await expect.poll(() => shop.askedBy.slice(asked), { ...SOON, interval: 5 }).toContain('token-of-a');
    await a.dispose();

    await expect.poll(() => answered(socket.activities), SOON).toBe(1);
    expect(shop.askedBy.slice(asked)).toContain('token-of-b');
    await expect.poll(() => namespace.sql('select id from conversations where unhandled_since is not null'), SOON).toEqual([]);
    expect((await customer.answers(b.url)).filter((text) => text.includes(SHIPPING_ANSWER))).toHaveLength(1);
    socket.close();
  });

  it('finish their turns when told to stop, and send their sockets away at once', async () => {
    const c = await start('token-of-c');
    const identities = createIdentities({ secret: IDENTITY_SECRET, now: Date.now });
    const customer = await visit(b.url, await identities.sign('K2', 600));
    const socket = await customer.listen(c.url);
    shop.holdFor('token-of-c');

    await customer.say(c.url, SHIPPING, 'm1');
    await expect.poll(() => shop.askedBy, { ...SOON, interval: 5 }).toContain('token-of-c');
    c.signal('SIGTERM');

    expect(await socket.closed).toBe(1001);
    const next = await customer.listen(b.url);
    expect(await c.exited).toBe(0);
    await expect.poll(() => answered(next.activities), SOON).toBe(1);
    const [turn] = await namespace.sql<{ record: string }>('select record from turns where conversation_id = $1', [
      customer.conversationId,
    ]);
    // The shop kept that replica waiting, and no other.
    expect((JSON.parse(turn?.record ?? '{}') as { degraded: string[] }).degraded).toContain('customer');
    next.close();
  });
});
