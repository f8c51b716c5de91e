import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createAuthentication } from '../../../src/channel/bot-framework/create-authentication.ts';
import { createBotFramework, type BotFrameworkDeps } from '../../../src/channel/bot-framework/create-bot-framework.ts';
import { SupportBot } from '../../../src/channel/support-bot.ts';
import { createAccept } from '../../../src/conversation/accept.ts';
import { createAmend } from '../../../src/conversation/amend.ts';
import { announcingLog } from '../../../src/conversation/announcing-log.ts';
import { createPace } from '../../../src/conversation/pace.ts';
import { createInProcessAnnouncements } from '../../../src/coordination/in-process/announcements.ts';
import { createInProcessRateLimiter } from '../../../src/coordination/in-process/rate-limiter.ts';
import { createHandoffDesk } from '../../../src/handoff/desk.ts';
import { createHttpServer } from '../../../src/http/create-server.ts';
import { createSqlAttachmentStore } from '../../../src/storage/sql/attachment-store.ts';
import { createSqlOutbox } from '../../../src/storage/sql/outbox.ts';
import { createSqlReferences } from '../../../src/storage/sql/references.ts';
import { createSqlSeenContents } from '../../../src/storage/sql/seen-contents.ts';
import { createSqlSendTimes } from '../../../src/storage/sql/send-times.ts';
import { createTestConversation } from '../../conversation/turn-fakes.ts';
import { linkingFor } from '../linking-kit.ts';
import type { Json } from './activities.ts';
import { APP, APP_ID, authenticationFor } from './authentication-for.ts';
import type { FakeConnector } from './fake-connector.ts';

/** A connector that does not answer is waited for as long as a test can wait. */
const TIMEOUT_MS = 500;

/** `/api/messages` over a real server, the real log and a conversation whose encoder is replaced by words. */
export async function startKit(connector: FakeConnector, more: Partial<BotFrameworkDeps> = {}) {
  const { log: plainLog, runner, db, queue, answered } = await createTestConversation();
  const now = Date.now;
  const newId = (): string => randomUUID();
  const logger = pino({ level: 'silent' });
  const announcements = createInProcessAnnouncements();
  const log = announcingLog(plainLog, announcements);
  const turns = runner(log);
  const desk = createHandoffDesk({ log, queue, now, newId });
  const outbox = createSqlOutbox({ db, now });
  const attachments = createSqlAttachmentStore({ db, now });
  const references = createSqlReferences({ db, now });
  const taken: string[] = [];
  const { linking, mails } = linkingFor(db, now);
  const bot = new SupportBot({
    accept: createAccept({ log, turns }),
    amend: createAmend({ log, turns }),
    turns,
    log,
    desk,
    announcements,
    linking,
    newId,
    welcome: () => ({
      text: 'Welcome, I am a bot.',
      quickReplies: ['One', 'Two', 'Three', 'Four'].map((title) => ({ title, value: title.toLowerCase() })),
      article: null,
    }),
  });
  const channelDeps: BotFrameworkDeps = {
    identity: APP,
    authentication: authenticationFor(connector.url, createAuthentication, { timeoutMs: TIMEOUT_MS }),
    log,
    outbox,
    references,
    contents: createSqlSeenContents({ db, now }),
    times: createSqlSendTimes({ db, now }),
    attachments,
    announcements,
    bot,
    tokenSecret: 'k'.repeat(32),
    base: 'https://kefu.example',
    metrics: { messageTaken: (name, as) => void taken.push(`${name} ${as}`), deliveryRetried: () => undefined },
    limiter: createInProcessRateLimiter({ now }),
    pace: createPace(),
    messagesPerMinute: 600,
    uploadMaxBytes: 1_000,
    logger,
    now,
    random: () => 0,
    ...more,
  };
  let channel = createBotFramework(channelDeps);
  const http = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    trustProxy: 0,
    isHttps: false,
    routes: [{ path: '/api/messages', router: channel.routes }],
    upgrades: [],
    metrics: { httpAnswered: () => undefined },
    logger,
    now,
    newId,
  });
  const url = `http://127.0.0.1:${await http.listen()}`;
  channel.start();

  async function postAs(authorization: string | null, activity: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/api/messages`, {
      method: 'POST',
      body: JSON.stringify(activity),
      headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }), ...headers },
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  return {
    url,
    log,
    db,
    queue,
    desk,
    outbox,
    references,
    attachments,
    announcements,
    answered,
    taken,
    mails,
    /** The sending half of the program ends; what it had under way is not waited for by anybody. */
    stopSending: () => channel.dispose(),
    /** Another run of the program begins to send, knowing only what the database knows. */
    startSending() {
      channel = createBotFramework(channelDeps);
      channel.start();
    },
    postAs,
    /** Posts as the channel does, with a good token. */
    async post(activity: Json) {
      const token = await connector.sign({ aud: APP_ID, serviceurl: activity['serviceUrl'] });
      return await postAs(`Bearer ${token}`, activity);
    },
    async spoken(conversationId: string): Promise<readonly string[]> {
      const entries = await log.read(conversationId, { after: 0, limit: 100, audience: 'customer' });
      return entries.flatMap(({ author, body }) => (body.kind === 'message' ? [`${author.kind}: ${body.text}`] : []));
    },
    /** The bot speaks without being asked: one entry for each text. */
    async speak(conversationId: string, ...texts: readonly string[]) {
      const conversation = await log.find(conversationId);
      await log.commit({
        conversationId,
        expect: { fence: conversation?.fence ?? 0 },
        entries: texts.map((text) => ({
          id: newId(),
          author: { kind: 'bot' as const },
          body: { kind: 'message' as const, text, attachments: [], quickReplies: [], article: null },
        })),
      });
    },
    /** Texts that arrived at the connector, typing notices left out. */
    async delivered(count: number, until = 5_000): Promise<readonly string[]> {
      const texts = () => connector.arrived.filter(({ activity }) => activity.type === 'message');
      for (const end = Date.now() + until; Date.now() < end && texts().length < count;)
        await new Promise((resolve) => setTimeout(resolve, 5));
      return texts().map(({ activity }) => activity.text ?? activity.channelData?.text ?? '[card]');
    },
    async dispose() {
      http.server.closeAllConnections();
      await http.close();
      await turns.drain();
      await channel.dispose();
      await db.destroy();
    },
  };
}

export type Kit = Awaited<ReturnType<typeof startKit>>;
