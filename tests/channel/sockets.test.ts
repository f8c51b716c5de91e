import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let visit: Awaited<ReturnType<TestServer['visit']>>;
const tabs: WebSocket[] = [];

beforeEach(async () => {
  server = await startTestServer({ tickMs: 5 });
  visit = await server.visit();
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.terminate();
  await server.dispose();
});

async function openTab(url: string) {
  const socket = new WebSocket(url);
  tabs.push(socket);
  const frames: string[] = [];
  socket.on('message', (data: Buffer) => frames.push(data.toString()));
  const opened = await new Promise<boolean>((resolve) => {
    socket.on('open', () => resolve(true)).on('error', () => resolve(false));
  });
  const sets = () => frames.filter(Boolean).map((frame) => JSON.parse(frame));
  return {
    socket,
    opened,
    frames,
    sets,
    texts: () => sets().flatMap(({ activities }) => activities.map(({ text, type }: Record<string, string>) => text ?? type)),
  };
}

async function freshStream(watermark?: string): Promise<string> {
  const query = watermark === undefined ? '' : `?watermark=${watermark}`;
  const { body } = await server.ask(`/v3/directline/conversations/${visit.conversationId}${query}`, { token: visit.token });
  return body.streamUrl;
}

const say = (text: string) =>
  server.ask(`/v3/directline/conversations/${visit.conversationId}/activities`, {
    token: visit.token,
    json: { type: 'message', text },
  });

describe('a stream', () => {
  it('reaches every tab of the customer', async () => {
    const [one, two] = await Promise.all([openTab(visit.streamUrl), openTab(visit.streamUrl)]);

    await say('shipping costs?');

    const all = ['Hello, I am the assistant.', 'shipping costs?', 'All about shipping-costs.'];
    await expect.poll(one.texts).toEqual(all);
    await expect.poll(two.texts).toEqual(all);
    expect(server.directLine.sockets.open()).toBe(2);
  });

  it('has one activity a frame, with its own watermark', async () => {
    await say('shipping costs?');
    await server.answered();
    const tab = await openTab(visit.streamUrl);
    await expect.poll(tab.texts).toHaveLength(3);

    expect(tab.sets().map(({ activities }) => activities.length)).toEqual([1, 1, 1]);
    expect(tab.sets().map(({ watermark }) => watermark)).toEqual(['1', '2', '3']);
  });

  it('holds nothing but activities, a watermark and empty keep-alives', async () => {
    const tab = await openTab(visit.streamUrl);

    await say('hello');
    await expect.poll(() => tab.frames.includes('')).toBe(true);
    await expect.poll(() => tab.texts().length).toBe(3);

    for (const set of tab.sets())
      expect(set).toEqual({ activities: expect.any(Array), watermark: expect.stringMatching(/^\d+$/) });
  });

  it('goes on from the watermark, or from now without one', async () => {
    await say('hello');
    await server.answered();

    const [fromOne, fromNow] = [await openTab(await freshStream('1')), await openTab(await freshStream())];
    await say('shipping costs?');

    await expect.poll(fromOne.texts).toEqual(['hello', 'Hello!', 'shipping costs?', 'All about shipping-costs.']);
    await expect.poll(fromNow.texts).toEqual(['shipping costs?', 'All about shipping-costs.']);
  });

  it('says who types, and keeps no trace of it', async () => {
    const tab = await openTab(visit.streamUrl);
    await expect.poll(() => tab.texts().length).toBe(1);

    for (const who of ['bot', 'agent', 'customer'] as const)
      server.announcements.publish({ kind: 'typing', conversationId: visit.conversationId, who });
    await expect.poll(() => tab.texts().length).toBe(3);

    expect(tab.texts().slice(1)).toEqual(['typing', 'typing']);
    expect((await server.log.find(visit.conversationId))?.lastSequence).toBe(1);
  });

  it('needs no notice to catch up', async () => {
    const tab = await openTab(visit.streamUrl);

    await server.plainLog.accept({
      conversationId: visit.conversationId,
      author: { kind: 'customer', id: visit.userId },
      clientId: 'unannounced',
      text: 'unannounced',
      attachments: [],
      channelData: null,
    });

    await expect.poll(() => tab.texts().at(-1)).toBe('unannounced');
  });

  it('goes on after the store was away', async () => {
    const tab = await openTab(visit.streamUrl);
    await expect.poll(() => tab.texts().length).toBe(1);

    await server.plainLog.accept({
      conversationId: visit.conversationId,
      author: { kind: 'customer', id: visit.userId },
      clientId: 'x',
      text: 'written by another process',
      attachments: [],
      channelData: null,
    });
    server.store.isBroken = true;
    server.announcements.publish({ kind: 'log', conversationId: visit.conversationId, sequence: 2 });
    server.store.isBroken = false;

    await expect.poll(() => tab.texts().at(-1)).toBe('written by another process');
  });

  it.each<[string, () => string | Promise<string>]>([
    ['its address is a minute old', () => (server.advance(61_000), visit.streamUrl)],
    ['the token is the conversation’s', () => visit.streamUrl.replace(/t=.*/, `t=${visit.token}`)],
    ['there is no token', () => visit.streamUrl.replace(/\?.*/, '')],
    ['the token is for another conversation', () => visit.streamUrl.replace(visit.conversationId, 'other')],
    ['the path is nonsense', () => visit.streamUrl.replace(visit.conversationId, '%zz')],
    ['the path is no stream', () => visit.streamUrl.replace('/stream', '/elsewhere')],
  ])('does not open when %s', async (_case, url) => {
    const tab = await openTab(await url());

    expect(tab.opened).toBe(false);
    expect(server.directLine.sockets.open()).toBe(0);
    expect((await server.ask('/healthz')).status).toBe(200);
  });

  it('is closed when the client sends what no client sends', async () => {
    const tab = await openTab(visit.streamUrl);

    tab.socket.send('x'.repeat(10_000));

    await expect.poll(() => tab.socket.readyState).toBe(WebSocket.CLOSED);
    await expect.poll(() => server.directLine.sockets.open()).toBe(0);
  });

  it('ignores what clients say on it', async () => {
    const tab = await openTab(visit.streamUrl);

    for (const text of ['', '{}', '{"type":"message","text":"hi"}', '\u0000']) tab.socket.send(text);
    await say('hello');

    await expect.poll(() => tab.texts()).toEqual(['Hello, I am the assistant.', 'hello', 'Hello!']);
  });

  it('to a client that takes nothing is given up without keeping its messages in memory', async () => {
    const conversation = (await server.log.find(visit.conversationId))!;
    for (let page = 0; page < 12; page += 1) {
      await server.plainLog.commit({
        conversationId: conversation.id,
        expect: { fence: conversation.fence },
        entries: Array.from({ length: 100 }, (_, n) => ({
          id: `p${page}-${n}`,
          author: { kind: 'bot' as const },
          body: { kind: 'message' as const, text: '慢'.repeat(10_000), attachments: [], quickReplies: [], article: null },
        })),
      });
    }
    const tab = await openTab(await freshStream('1'));
    tab.socket.pause();

    await expect.poll(() => server.directLine.sockets.open(), { timeout: 5_000 }).toBe(0);
    const again = await openTab(await freshStream('1'));

    await expect.poll(() => again.texts().length, { timeout: 10_000 }).toBe(1_200);
  });

  it('is open sixteen times at most; the oldest goes', async () => {
    const url = visit.streamUrl;
    const first = await openTab(url);
    const reason = new Promise<string>((resolve) => {
      first.socket.on('close', (_code, why) => resolve(why.toString()));
    });

    for (let n = 0; n < 16; n += 1) expect((await openTab(url)).opened).toBe(true);

    expect(await reason).toBe('collision');
    expect(server.directLine.sockets.open()).toBe(16);
  });

  it('survives half an upgrade', async () => {
    const { port, pathname, search } = new URL(visit.streamUrl);
    const socket = connect(Number(port), '127.0.0.1');

    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: bad\r\n\r\n`,
    );
    socket.destroy();

    expect((await server.ask('/healthz')).status).toBe(200);
  });
});
