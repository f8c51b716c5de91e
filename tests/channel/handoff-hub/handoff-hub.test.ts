import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandoffHub } from '../../../src/channel/handoff-hub/create-handoff-hub.ts';
import { createAmend } from '../../../src/conversation/amend.ts';
import { createInProcessAnnouncements } from '../../../src/coordination/in-process/announcements.ts';
import { createHandoffDesk } from '../../../src/handoff/desk.ts';
import { createHttpServer } from '../../../src/http/create-server.ts';
import { createSqlHubHandoffs } from '../../../src/storage/sql/hub-handoffs.ts';
import { createSqlReferences } from '../../../src/storage/sql/references.ts';
import { createTestConversation } from '../../conversation/turn-fakes.ts';
import { SECRET, startFakeHub } from './fake-hub.ts';

const logger = pino({ level: 'silent' });
let kit: Awaited<ReturnType<typeof startHubKit>>;
beforeEach(async () => {
  kit = await startHubKit();
});
afterEach(() => kit.dispose());

async function startHubKit() {
  const conversation = await createTestConversation();
  const { db, log, queue, turns } = conversation;
  const external = await startFakeHub();
  const desk = createHandoffDesk({ log, queue, now: Date.now, newId: randomUUID });
  const deps = {
    hub: { url: external.url, secret: SECRET },
    log,
    queue,
    desk,
    handoffs: createSqlHubHandoffs({ db, now: Date.now }),
    references: createSqlReferences({ db, now: Date.now }),
    announcements: createInProcessAnnouncements(),
    tokenSecret: 'k'.repeat(32),
    base: 'https://kefu.example',
    botName: 'Kefu',
    logger,
    now: Date.now,
    newId: (): string => randomUUID(),
    pollMs: 10,
  };
  let hub = createHandoffHub(deps);
  const http = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    trustProxy: 0,
    isHttps: false,
    routes: [{ path: '/api/handoff', router: hub.routes }],
    upgrades: [],
    metrics: { httpAnswered: () => undefined },
    logger,
    now: Date.now,
    newId: () => randomUUID(),
  });
  const url = `http://127.0.0.1:${await http.listen()}`;
  hub.start();
  return {
    ...conversation,
    desk,
    external,
    amend: createAmend({ log, turns }),
    say: conversation.say,
    status: (state: string, more: object = {}) =>
      external.post(url, {
        type: 'event',
        name: 'handoff.status',
        conversation: { id: 'c1' },
        from: { id: 'x', name: 'Wei' },
        value: { state, ...more },
      }),
    post: (activity: object, signature?: string) =>
      external.post(url, { conversation: { id: 'c1' }, from: { id: 'x', name: 'Wei' }, ...activity }, signature),
    heard: () => external.heard.map(({ type, name, text }) => name ?? text ?? type),
    owner: async () => (await log.find('c1'))?.owner,
    async restart() {
      await hub.dispose();
      hub = createHandoffHub(deps);
      hub.start();
    },
    async dispose() {
      await hub.dispose();
      http.server.closeAllConnections();
      await http.close();
      await external.dispose();
      await turns.drain();
      await db.destroy();
    },
  };
}

/** A customer who asked for a person and was offered to the hub. */
async function handOver(): Promise<void> {
  await kit.say('shipping costs?');
  await kit.answered();
  await kit.say('a person please');
  await kit.answered();
  await expect.poll(kit.heard).toEqual(['handoff.initiate']);
}
async function accepted(): Promise<void> {
  await handOver();
  expect(await kit.status('accepted')).toBe(200);
}

describe('a handed-over customer', () => {
  it('is offered to the hub, signed, with the transcript, and is taken by it', async () => {
    await handOver();
    const [initiate] = kit.external.heard;
    expect(initiate).toMatchObject({
      type: 'event',
      name: 'handoff.initiate',
      conversation: { id: 'c1' },
      value: { Skill: 'asked-for-human', summary: expect.stringContaining('asked for a person') },
      attachments: [{ contentType: 'application/json', name: 'Transcript' }],
    });
    const said = initiate?.attachments?.[0]?.content.activities.map(({ text }) => text);
    expect(said).toEqual(expect.arrayContaining(['shipping costs?', 'All about shipping-costs.', 'a person please']));
    expect(kit.external.unsigned()).toBe(0);

    await kit.status('accepted');

    expect(await kit.owner()).toMatchObject({ kind: 'agent', agentId: 'handoff-hub' });
    expect((await kit.log.read('c1', { after: 0, limit: 50, audience: 'customer' })).at(-1)?.body).toMatchObject({
      event: { name: 'agent-joined', agentName: 'Wei' },
    });
  });

  it('talks with the hub’s agent both ways, in order, each word once, changes included', async () => {
    await accepted();

    await kit.say('one', 'x1');
    await kit.say('two', 'x2');
    await expect.poll(kit.heard).toEqual(['handoff.initiate', 'one', 'two']);
    await kit.amend({
      conversationId: 'c1',
      author: { kind: 'customer', id: 'dl_mei' },
      clientId: 'act',
      target: 'x1',
      change: { kind: 'deleted' },
    });
    await kit.post({ type: 'message', id: 'h1', text: 'Hello, Wei here' });
    await kit.post({ type: 'message', id: 'h1', text: 'Hello, Wei here' });

    await expect.poll(kit.heard).toEqual(['handoff.initiate', 'one', 'two', 'messageDelete']);
    expect((await kit.spoken()).filter((line) => line.startsWith('agent'))).toEqual(['agent: Hello, Wei here']);
    const ids = kit.external.heard.map(({ id }) => id);
    expect(ids[3]).toBe(ids[1]);
  });

  it('is the bot’s again when the hub has done, and may rate', async () => {
    await accepted();

    await kit.status('completed');

    expect(await kit.owner()).toEqual({ kind: 'bot' });
    const [ticket] = await kit.queue.list({ status: 'closed', limit: 5 });
    expect(ticket?.outcome).toBe('resolved');
    await kit.say('shipping costs?');
    await kit.answered();
    expect((await kit.spoken()).at(-1)).toBe('bot: All about shipping-costs.');
    expect(kit.heard()).toEqual(['handoff.initiate']);
  });

  it.each(['offered', 'accepted'])(
    'stands in our own queue when the hub fails after it was %s, and agents read why',
    async (when) => {
      await (when === 'accepted' ? accepted() : handOver());

      expect(await kit.status('failed', { message: 'Cannot find agent with requested skill' })).toBe(200);

      expect(await kit.owner()).toMatchObject({ kind: 'queue' });
      const entries = await kit.log.read('c1', { after: 0, limit: 50, audience: 'agent' });
      expect(entries.map(({ body }) => body)).toContainEqual({ kind: 'note', text: 'Cannot find agent with requested skill' });
      expect(await kit.status('accepted')).toBe(200);
      expect(await kit.owner()).toMatchObject({ kind: 'queue' });
    },
  );

  it('stands in our own queue when the hub refuses, and none of the words is lost', async () => {
    await accepted();
    kit.external.answer(() => 400);

    await kit.say('are you there?');

    await expect.poll(kit.owner).toMatchObject({ kind: 'queue' });
    expect(await kit.spoken()).toContain('customer: are you there?');
  });

  it('reaches the hub once it is back, after a restart too', async () => {
    let attempts = 0;
    kit.external.answer(() => ((attempts += 1) === 1 ? 503 : 202));
    await kit.say('a person please');
    await kit.answered();
    await expect.poll(() => attempts).toBe(1);

    await kit.restart();

    await expect.poll(kit.heard, { timeout: 3_000 }).toEqual(['handoff.initiate']);
  });

  it('is answered by the bot until the hub has accepted, and not a word longer', async () => {
    await handOver();
    const bots = async () => (await kit.spoken()).filter((line) => line.startsWith('bot: ')).length;
    const before = await bots();

    await kit.say('and the shipping costs?');
    await kit.answered();
    expect(await bots()).toBe(before + 1);
    expect(await kit.status('accepted')).toBe(200);
    await kit.say('once more: the shipping costs?');
    await kit.say('never mind');
    await kit.answered();

    expect(await bots()).toBe(before + 1);
    expect(await kit.owner()).toMatchObject({ kind: 'agent', agentId: 'handoff-hub' });
    await expect.poll(kit.heard).toContain('never mind');
  });

  it('who leaves the queue in words is no longer the hub’s', async () => {
    await handOver();

    await kit.say('never mind');
    await kit.answered();

    expect(await kit.owner()).toEqual({ kind: 'bot' });
    await expect.poll(() => kit.heard().at(-1)).toBe('endOfConversation');
  });

  it('who is taken by one of our own agents is no longer the hub’s', async () => {
    await handOver();
    const [waiting] = await kit.queue.list({ status: 'waiting', limit: 1 });
    const an = { id: 'an', email: '', name: 'An', role: 'agent', isDisabled: false, createdAt: 0 } as const;
    await kit.desk.claim(waiting?.id ?? '', an);

    expect(await kit.status('accepted')).toBe(200);

    expect(await kit.owner()).toMatchObject({ agentId: 'an' });
    await expect.poll(kit.heard).toEqual(['handoff.initiate', 'endOfConversation']);
    expect(await kit.post({ type: 'message', id: 'h1', text: 'Hello' })).toBe(409);
  });
});

describe('POST /api/handoff', () => {
  it.each<[string, object]>([
    ['a state that nobody knows', { type: 'event', name: 'handoff.status', value: { state: 'typing' } }],
    ['a status without a state', { type: 'event', name: 'handoff.status' }],
    [
      'a status of another conversation',
      { type: 'event', name: 'handoff.status', conversation: { id: 'x' }, value: { state: 'accepted' } },
    ],
    ['an event that nobody knows', { type: 'event', name: 'something' }],
    ['a type that nobody knows', { type: 'handoff' }],
  ])('takes note of %s and changes nothing', async (_case, activity) => {
    await handOver();

    expect(await kit.post(activity)).toBe(200);

    expect(await kit.owner()).toMatchObject({ kind: 'queue' });
  });

  it('refuses what the hub has not signed, whatever its shape', async () => {
    await handOver();

    expect(await kit.post({ type: 'event', name: 'handoff.status', value: { state: 'accepted' } }, 'sha256=00')).toBe(401);
    expect(await kit.post({ nonsense: true }, '')).toBe(401);
    expect(await kit.post({ conversation: null })).toBe(400);
    expect(await kit.owner()).toMatchObject({ kind: 'queue' });
  });
});
