import { ConnectionStatus, DirectLine, type Activity, type Message } from 'botframework-directlinejs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provideBrowserGlobals } from './browser-globals.ts';
import { SECRET, startTestServer, type TestServer } from './test-server.ts';

provideBrowserGlobals();

let server: TestServer;
const clients: DirectLine[] = [];

beforeEach(async () => {
  server = await startTestServer({ tickMs: 5 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end();
  await server.dispose();
});

interface Page {
  readonly client: DirectLine;
  readonly seen: Activity[];
  readonly statuses: ConnectionStatus[];
  readonly texts: () => readonly string[];
  /** Resolves with what postActivity yielded. */
  send(activity: Partial<Message> & { readonly type?: string }): Promise<string>;
}

/** A page that runs the npm client, as it comes. */
function openPage(options: Partial<ConstructorParameters<typeof DirectLine>[0]>): Page {
  const client = new DirectLine({ domain: `${server.url}/v3/directline`, ...options });
  clients.push(client);
  const seen: Activity[] = [];
  const statuses: ConnectionStatus[] = [];
  // Leaving ends both with an error, on purpose of the client.
  const ended = (): void => undefined;
  client.connectionStatus$.subscribe((status) => statuses.push(status), ended);
  client.activity$.subscribe((activity) => seen.push(activity), ended);
  return {
    client,
    seen,
    statuses,
    texts: () => seen.flatMap((activity) => (activity.type === 'message' ? [activity.text ?? ''] : [])),
    send: (activity) =>
      new Promise((resolve, reject) => {
        client
          .postActivity({ type: 'message', from: { id: 'someone' }, ...activity })
          .subscribe({ next: resolve, error: reject });
      }),
  };
}

const ANSWER = 'All about shipping-costs.';

describe.each([
  ['over a socket', { webSocket: true }],
  ['by polling', { webSocket: false, pollingInterval: 200 }],
])('the unmodified npm client, %s', (_way, transport) => {
  it('is welcomed, asks, sees its own message come back as it was, and is answered', async () => {
    const { body } = await server.ask('/api/chat/token', { json: { locale: 'en' } });
    const page = openPage({ token: body.token, ...transport });
    await expect.poll(page.texts).toEqual(['Hello, I am the assistant.']);

    const id = await page.send({
      text: 'shipping costs?',
      channelData: { clientActivityID: 'abc', anything: { else: ['说明', 1, null] } },
    });
    await expect.poll(page.texts).toEqual(['Hello, I am the assistant.', 'shipping costs?', ANSWER]);

    const [, echo, answer] = page.seen as Message[];
    expect(echo).toMatchObject({
      id,
      channelData: { clientActivityID: 'abc', anything: { else: ['说明', 1, null] } },
      from: { id: body.userId, role: 'user' },
    });
    expect(answer).toMatchObject({
      from: { role: 'bot' },
      replyToId: id,
      textFormat: 'markdown',
      suggestedActions: { actions: [{ type: 'imBack', title: 'Talk to a person' }] },
      channelData: {
        kefu: { article: { id: 'shipping-costs', url: `${server.url}/help/en/shipping-costs` } },
      },
    });
    expect(page.statuses).toContain(ConnectionStatus.Online);
  });

  it('gets files to the other side in the order of the message, and can fetch them', async () => {
    const { token, conversationId } = await server.visit();
    const page = openPage({ token, ...transport });
    const file = (name: string, contentType: string, content: string) => ({
      name,
      contentType,
      contentUrl: `data:${contentType};base64,${Buffer.from(content).toString('base64')}`,
    });

    await page.send({
      text: 'here',
      attachments: [
        file('照片.png', 'image/png', 'first'),
        file('../../etc/passwd.txt', 'text/plain', 'second'),
        file('照片.png', 'image/png', 'third'),
      ] as never,
    });
    await expect.poll(() => page.texts().includes('here')).toBe(true);

    const echo = page.seen.find((activity) => activity.type === 'message' && activity.text === 'here') as Message;
    expect((echo.attachments as readonly { name: string }[]).map(({ name }) => name)).toEqual([
      '照片.png',
      'passwd.txt',
      '照片 (1).png',
    ]);
    const bodies = await Promise.all(
      (echo.attachments ?? []).map(async (attachment) => {
        const response = await fetch((attachment as { contentUrl: string }).contentUrl);
        expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''/);
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        return await response.text();
      }),
    );
    expect(bodies).toEqual(['first', 'second', 'third']);
    expect((await server.log.find(conversationId))?.lastSequence).toBeGreaterThan(1);
  });

  it('shows agents, and what happens to the conversation, as messages of the other side', async () => {
    const { token, conversationId } = await server.visit({ locale: 'zh-CN' });
    const page = openPage({ token, ...transport });
    const agent = { id: 'a1', email: 'a@b.c', name: '小王', role: 'agent', isDisabled: false, createdAt: 0 } as const;

    await page.send({ text: '转人工' });
    await server.answered();
    const [ticket] = await server.queue.list({ status: 'waiting', limit: 1 });
    await server.desk.claim(ticket!.id, agent);
    await server.desk.note({ ticketId: ticket!.id, agent, clientId: 'n1', text: 'a difficult one' });
    await server.desk.reply({ ticketId: ticket!.id, agent, clientId: 'r1', text: '**您好**' });
    await server.desk.close(ticket!.id, agent);
    await expect.poll(() => page.texts().at(-1)).toBe('本次人工服务已结束，欢迎评价。');

    const reply = page.seen.find((activity) => activity.type === 'message' && activity.text === '**您好**');
    expect(reply).toMatchObject({
      from: { name: '小王', role: 'bot' },
      textFormat: 'plain',
      channelData: { kefu: { author: 'agent', agentName: '小王' } },
    });
    expect(page.texts()).toContain('客服 小王 已接入。');
    expect(page.seen.at(-1)).toMatchObject({
      channelData: { kefu: { event: { name: 'ticket-closed', ticketId: ticket!.id } } },
    });
    expect(page.texts().join()).not.toContain('difficult');

    await page.send({ type: 'event', name: 'kefu/rate', value: { ticketId: ticket!.id, score: 5, comment: ' ' } } as never);
    await expect.poll(async () => (await server.queue.find(ticket!.id))?.rating).toEqual({ score: 5, comment: null });
    expect((await server.log.find(conversationId))?.owner).toEqual({ kind: 'bot' });
  });

  it('says that the token has expired, and goes on when the page brings a new one', { timeout: 40_000 }, async () => {
    const visit = await server.visit();
    const page = openPage({ token: visit.token, ...transport });
    await page.send({ text: 'hello' });
    server.advance(31 * 60_000);

    expect(await page.send({ text: 'too late' })).toBe('retry');
    await expect.poll(() => page.statuses.at(-1)).toBe(ConnectionStatus.ExpiredToken);
    const { body } = await server.ask('/api/chat/token', { json: { resume: visit.resume } });
    expect(body).toMatchObject({ conversationId: visit.conversationId, userId: visit.userId });
    page.client.reconnect({ ...body, streamUrl: body.streamUrl });

    expect(await page.send({ text: 'shipping costs?' })).toContain(`${visit.conversationId}|`);
    // The client may wait 3 to 15 seconds before it connects again.
    await expect.poll(() => page.texts().at(-1), { timeout: 20_000 }).toBe(ANSWER);
  });

  it('starts from the secret, too', async () => {
    const page = openPage({ secret: SECRET, ...transport });

    await page.send({ text: 'shipping costs?', from: { id: 'someone' } });

    await expect.poll(() => page.texts().at(-1)).toBe(ANSWER);
  });
});

it('resumes the conversation of a page that went away, without a gap and without repeating what the page has', async () => {
  const visit = await server.visit();
  const first = openPage({ token: visit.token });
  await first.send({ text: 'hello' });
  await expect.poll(() => first.texts().length).toBe(3);
  const { watermark } = (
    await server.ask(`/v3/directline/conversations/${visit.conversationId}/activities`, { token: visit.token })
  ).body;
  first.client.end();
  await server.ask(`/v3/directline/conversations/${visit.conversationId}/activities`, {
    token: visit.token,
    json: { type: 'message', text: 'shipping costs?' },
  });
  await server.answered();
  const { body } = await server.ask(`/v3/directline/conversations/${visit.conversationId}?watermark=${watermark}`, {
    token: visit.token,
  });

  const second = openPage({
    token: body.token,
    streamUrl: body.streamUrl,
    conversationId: visit.conversationId,
    watermark,
  });

  await expect.poll(second.texts).toEqual(['shipping costs?', ANSWER]);
});

it('shows the whole history to a page that starts again', async () => {
  const visit = await server.visit();
  const first = openPage({ token: visit.token });
  await first.send({ text: 'hello' });
  await expect.poll(() => first.texts().length).toBe(3);
  const { body } = await server.ask('/api/chat/token', { json: { resume: visit.resume } });

  const second = openPage({ token: body.token });

  await expect.poll(second.texts).toEqual(first.texts());
  expect(second.seen.map(({ id }) => id)).toEqual(first.seen.map(({ id }) => id));
});
