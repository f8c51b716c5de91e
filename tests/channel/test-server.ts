import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createDirectLine, type DirectLineDeps } from '../../src/channel/direct-line/create-direct-line.ts';
import { createIdentities } from '../../src/channel/identity.ts';
import { SupportBot } from '../../src/channel/support-bot.ts';
import { BotError } from '../../src/contract/errors.ts';
import { createAccept } from '../../src/conversation/accept.ts';
import { createAmend } from '../../src/conversation/amend.ts';
import { announcingLog } from '../../src/conversation/announcing-log.ts';
import { createInProcessAnnouncements } from '../../src/coordination/in-process/announcements.ts';
import { createInProcessRateLimiter } from '../../src/coordination/in-process/rate-limiter.ts';
import { createHandoffDesk } from '../../src/handoff/desk.ts';
import { createHttpServer, type HttpServerDeps } from '../../src/http/create-server.ts';
import { createHealthRoutes } from '../../src/http/health.ts';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { linkingFor } from './linking-kit.ts';
import { createTestConversation } from '../conversation/turn-fakes.ts';

export const SECRET = 'the-direct-line-secret';
const KEY = 'k'.repeat(32);

/** The real server on a free port, over the real log in memory and a conversation whose encoder is replaced by words. */
export async function startTestServer(more: Partial<DirectLineDeps> = {}, pages: HttpServerDeps['routes'] = []) {
  const { log: plainLog, runner, db, queue, answered, deps } = await createTestConversation();
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const newId = (): string => randomUUID();
  const logger = pino({ level: 'silent' });
  const announcements = createInProcessAnnouncements();
  const store = { isBroken: false };
  const breakable = new Proxy(plainLog, {
    get(target, name, receiver) {
      const method = Reflect.get(target, name, receiver) as (...args: readonly unknown[]) => unknown;
      return (...args: readonly unknown[]) =>
        store.isBroken ? Promise.reject(new BotError('STORE_UNAVAILABLE', 'broken by the test')) : method(...args);
    },
  });
  const log = announcingLog(breakable, announcements);
  const turns = runner(log);
  const desk = createHandoffDesk({ log, queue, now, newId });
  const metrics = createMetrics();
  const identities = createIdentities({ secret: KEY, now });
  const { linking } = linkingFor(db, now);
  const bot = new SupportBot({
    accept: createAccept({ log, turns }),
    amend: createAmend({ log, turns }),
    turns,
    log,
    desk,
    announcements,
    linking,
    newId,
    welcome: (language) => ({
      text: language === 'zh' ? '您好，我是小灯。' : 'Hello, I am the assistant.',
      quickReplies: [{ title: 'Shipping', value: 'shipping costs?' }],
      article: null,
    }),
  });
  const directLine = createDirectLine({
    log,
    attachments: createSqlAttachmentStore({ db, now }),
    announcements,
    limiter: createInProcessRateLimiter({ now }),
    bot,
    identities,
    linking,
    secrets: { directLine: SECRET, token: KEY },
    limits: { messagesPerMinute: 600, tokensPerMinute: 600, uploadMaxBytes: 100_000 },
    allowedOrigins: ['https://shop.example'],
    publicUrl: null,
    botName: 'Lantern',
    metrics,
    logger,
    now,
    newId,
    ...more,
  });
  const http = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    trustProxy: 0,
    isHttps: false,
    routes: [
      { path: '/', router: createHealthRoutes({ reasons: () => Promise.resolve([]), degraded: () => [], metrics }) },
      { path: '/v3/directline', router: directLine.routes },
      { path: '/api/chat', router: directLine.chatRoutes },
      ...pages,
    ],
    upgrades: [directLine.sockets.upgrade],
    metrics,
    logger,
    now,
    newId,
  });
  const port = await http.listen();
  const url = `http://127.0.0.1:${port}`;

  const ask = async (
    path: string,
    init: Omit<RequestInit, 'headers'> & {
      readonly headers?: Record<string, string>;
      readonly token?: string;
      readonly json?: unknown;
    } = {},
  ) => {
    const { token, json, ...rest } = init;
    const response = await fetch(url + path, {
      ...rest,
      ...(json === undefined ? {} : { method: rest.method ?? 'POST', body: JSON.stringify(json) }),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...rest.headers,
      },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  return {
    url,
    ask,
    log,
    /** While `isBroken`, every access to the log fails as it does on a full disk. */
    store,
    plainLog,
    queue,
    desk,
    db,
    turns,
    announcements,
    identities,
    directLine,
    bot,
    metrics,
    answered,
    deps,
    /** A visitor of the website, started. */
    async visit(body: unknown = {}) {
      const { body: given } = await ask('/api/chat/token', { json: body });
      const { body: started } = await ask('/v3/directline/conversations', { method: 'POST', token: given.token });
      return { ...given, streamUrl: started.streamUrl } as {
        readonly conversationId: string;
        readonly token: string;
        readonly userId: string;
        readonly resume: string;
        readonly streamUrl: string;
      };
    },
    /** Time passes, for tokens. */
    advance(ms: number) {
      ahead += ms;
    },
    async dispose() {
      directLine.sockets.dispose();
      http.server.closeAllConnections();
      await http.close();
      await turns.drain();
      await db.destroy();
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
