import { createHash, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { pino } from 'pino';
import type { Router } from 'express';
import { readChurnModels } from '../../src/churn/churn-models.ts';
import { churnPolicyOf } from '../../src/churn/policy.ts';
import { reportChurn } from '../../src/churn/report-churn.ts';
import { watchModel } from '../../src/churn/watch-model.ts';
import type { ChurnScore } from '../../src/contract/churn.ts';
import type { ShopDefinition } from '../../src/contract/content.ts';
import type { HandoffReason } from '../../src/contract/ticket.ts';
import type { Agent } from '../../src/contract/agent.ts';
import type { Announcements } from '../../src/conversation/announcements.ts';
import { announcingLog } from '../../src/conversation/announcing-log.ts';
import { createInProcessAnnouncements } from '../../src/coordination/in-process/announcements.ts';
import { createInProcessPresence } from '../../src/coordination/in-process/presence.ts';
import { createInProcessRateLimiter } from '../../src/coordination/in-process/rate-limiter.ts';
import { createHandoffDesk } from '../../src/handoff/desk.ts';
import { hashPassword } from '../../src/handoff/passwords.ts';
import { createStepIn } from '../../src/handoff/step-in.ts';
import { createSignIn } from '../../src/handoff/sign-in.ts';
import type { ConsoleDeps } from '../../src/http/console/deps.ts';
import { createConsoleRouter } from '../../src/http/console/router.ts';
import { createHttpServer } from '../../src/http/create-server.ts';
import { createSqlAgentDirectory } from '../../src/storage/sql/agent-directory.ts';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createSqlChatSearch } from '../../src/storage/sql/chat-search.ts';
import { createSqlChurnRecords } from '../../src/storage/sql/churn-records.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createDemoShop } from '../../src/storage/sql/demo-shop.ts';
import { createSqlPeople } from '../../src/storage/sql/people.ts';
import { createSqlOutbox } from '../../src/storage/sql/outbox.ts';
import { createSqlReportStore } from '../../src/storage/sql/report-store.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';

export const SHOP: ShopDefinition = {
  name: { en: 'Lantern Lane', zh: '灯笼巷' },
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  agentHours: { mon: ['09:00-22:00'] },
  holidays: [],
  orderNumber: 'LL\\d{10}',
  trackingNumbers: ['SF\\d{13}'],
  competitors: [],
};

const CHURN_MODELS = readChurnModels(resolve(import.meta.dirname, '../../models/churn'));
export const CHURN_POLICY = churnPolicyOf({}, { cost: 12, saveRate: 0.4, value: 120 });

export const PASSWORD = 'a long enough password';
/** Hashing is slow on purpose: once for all tests. */
const passwordHash = hashPassword(PASSWORD);

/** The console's API as the program serves it, over an in-memory database. */
export async function startConsole(
  options: { readonly port?: number; readonly more?: readonly { path: string; router: Router }[] } = {},
) {
  const now = Date.now;
  const newId = randomUUID;
  const db = openSqlite(':memory:');
  await migrate(db);
  const inProcess = createInProcessAnnouncements();
  let streams = 0;
  const announcements: Announcements = {
    ...inProcess,
    subscribe(conversationId, listener) {
      const end = inProcess.subscribe(conversationId, listener);
      streams += 1;
      return () => {
        streams -= 1;
        end();
      };
    },
  };
  const log = announcingLog(createSqlConversationLog({ db, now, newId }), announcements);
  const queue = createSqlTicketQueue({ db });
  const outbox = createSqlOutbox({ db, now });
  const agents = createSqlAgentDirectory({ db, now });
  const churnRecords = createSqlChurnRecords({ db, now });
  const shop = createDemoShop({ db, now, newId });
  const desk = createHandoffDesk({ log, queue, now, newId });
  const deps: ConsoleDeps = {
    log,
    queue,
    desk,
    stepIn: createStepIn({ log, queue, desk, now, newId }),
    chats: createSqlChatSearch({ db }),
    agents,
    signIn: createSignIn({ agents, now, newId }),
    presence: createInProcessPresence({ now }),
    reports: createSqlReportStore({ db }),
    announcements,
    attachments: createSqlAttachmentStore({ db, now }),
    outbox,
    linked: createSqlPeople({ db, now, newId: () => `person-${Math.random()}` }),
    limiter: createInProcessRateLimiter({ now }),
    churnReport: (from, to) =>
      reportChurn(
        { from, to },
        {
          records: churnRecords,
          models: CHURN_MODELS,
          policy: CHURN_POLICY,
          watch: () => watchModel(Date.now(), { records: churnRecords, models: CHURN_MODELS }),
        },
      ),
    contentReport: (days) =>
      Promise.resolve({
        turns: days,
        unanswered: 0,
        isCut: false,
        groups: [],
        articles: [
          { articleId: 'refund-times', title: { en: 'Refunds', zh: '退款' }, shown: 9, thenPerson: 2, thenUnanswered: 0 },
        ],
      }),
    shop,
    shopDefinition: () => SHOP,
    articles: () => [],
    suggest: () => Promise.resolve([{ articleId: 'refund-times', title: 'Refunds', text: 'Within **24 hours**.', score: 0.8 }]),
    uploadMaxBytes: 1_000_000,
    now,
    newId,
  };
  const http = createHttpServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    trustProxy: 0,
    isHttps: false,
    routes: [{ path: '/api/console', router: createConsoleRouter(deps) }, ...(options.more ?? [])],
    upgrades: [],
    metrics: { httpAnswered: () => undefined },
    logger: pino({ level: 'silent' }),
    now,
    newId,
  });
  const url = `http://127.0.0.1:${await http.listen()}`;

  async function addAgent(name: string, role: Agent['role'] = 'agent'): Promise<Agent> {
    const id = name.toLowerCase();
    const agent: Agent = { id, email: `${id}@shop.example`, name, role, isDisabled: false, createdAt: now() };
    await agents.add(agent, await passwordHash);
    return agent;
  }

  /** A conversation in which the customer said something and the bot handed over; gives the ticket's id. */
  async function handOver(
    id: string,
    given: {
      readonly reason?: HandoffReason;
      readonly priority?: number;
      readonly churn?: ChurnScore;
      readonly text?: string;
    } = {},
  ): Promise<string> {
    const { reason = 'asked-for-human', priority = 10, churn = null, text = 'Where is my parcel?' } = given;
    await log.open({ id, channel: 'direct-line', customerId: `dl_${id}`, shopCustomerId: null, language: 'en' });
    await log.accept({
      conversationId: id,
      author: { kind: 'customer', id: `dl_${id}` },
      clientId: `first-${id}`,
      text,
      attachments: [],
      channelData: null,
    });
    const conversation = await log.find(id);
    const ticketId = `ticket-${id}`;
    await log.commit({
      conversationId: id,
      expect: { version: conversation?.version ?? 0 },
      entries: [
        { id: newId(), author: { kind: 'bot' }, body: { kind: 'event', event: { name: 'handed-over', ticketId, reason } } },
      ],
      owner: { kind: 'queue', ticketId },
      handledSequence: 1,
      ticket: { kind: 'open', ticket: { id: ticketId, reason, priority, language: 'en', summary: text, entities: [], churn } },
    });
    return ticketId;
  }

  /** A browser in which the agent signed in before. */
  async function browserOf(agentId: string) {
    const token = newId();
    const tokenHash = createHash('sha256').update(token).digest('hex');
    await agents.openSession({ tokenHash, agentId, expiresAt: now() + 3_600_000 });
    return consoleClient(url, `kefu_console=${token}`);
  }

  return {
    ...deps,
    outbox,
    churnRecords,
    shop,
    url,
    addAgent,
    browserOf,
    handOver,
    /** Streams that are open. */
    streams: () => streams,
    async dispose() {
      http.server.closeAllConnections();
      await http.close();
      await db.destroy();
    },
  };
}

export type ConsoleServer = Awaited<ReturnType<typeof startConsole>>;

/** Whatever came: the tests look into it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function parse(text: string): any {
  return text === '' ? null : JSON.parse(text);
}

/** A browser's side of the API: keeps the cookie and sends the header. */
export function consoleClient(url: string, cookie = '') {
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = { 'x-kefu': 'console' }) {
    const response = await fetch(`${url}/api/console${path}`, {
      method,
      headers: { ...headers, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    return { status: response.status, body: parse(text), headers: response.headers };
  }
  return {
    ask,
    get: (path: string) => ask('GET', path),
    post: (path: string, body: unknown = {}) => ask('POST', path, body),
    signIn: (email: string, password = PASSWORD) => ask('POST', '/session', { email, password }),
    cookie: () => cookie,
  };
}
