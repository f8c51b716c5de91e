import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { BotFrameworkDeps } from './channel/bot-framework/create-bot-framework.ts';
import { createDirectLine } from './channel/direct-line/create-direct-line.ts';
import { createIdentities } from './channel/identity.ts';
import { SupportBot } from './channel/support-bot.ts';
import type { Config } from './config/load-config.ts';
import { createAccept } from './conversation/accept.ts';
import { createAmend } from './conversation/amend.ts';
import { announcingLog } from './conversation/announcing-log.ts';
import { handleTurn } from './conversation/handle-turn.ts';
import { createPace } from './conversation/pace.ts';
import { createTurnRunner, LONGEST_BURST_MS } from './conversation/run-turns.ts';
import { welcomeReply } from './conversation/welcome.ts';
import { isDemoShop, greet, showPassword } from './greet.ts';
import { createHandoffDesk } from './handoff/desk.ts';
import { createSignIn } from './handoff/sign-in.ts';
import { createHelpRoutes } from './http/articles.ts';
import { createHttpServer } from './http/create-server.ts';
import { createDemoIdentityRoutes } from './http/demo-identity.ts';
import { createHealthRoutes } from './http/health.ts';
import { createOpenapiRoutes } from './http/openapi.ts';
import { createStaticRoutes } from './http/static.ts';
import { TURN_SETTINGS } from './open-brain.ts';
import { openContent } from './open-content.ts';
import { reasonsNotReady } from './reasons-not-ready.ts';
import { openCoordination } from './open-coordination.ts';
import { openHub } from './open-hub.ts';
import { openChurn } from './open-churn.ts';
import { openConnectors } from './open-connectors.ts';
import { openConsole } from './open-console.ts';
import { openLinking } from './open-linking.ts';
import { openStore } from './open-store.ts';
import { createRetention } from './retention/create-retention.ts';
import { openShop } from './open-shop.ts';
import { guardStore } from './storage/guard-store.ts';
import { createSqlAgentDirectory } from './storage/sql/agent-directory.ts';
import { createSqlAttachmentStore } from './storage/sql/attachment-store.ts';
import { createSqlChurnRecords } from './storage/sql/churn-records.ts';
import { createSqlConversationLog } from './storage/sql/conversation-log.ts';
import { createSqlRetentionStore } from './storage/sql/retention-store.ts';
import { createSqlTicketQueue } from './storage/sql/ticket-queue.ts';
import { inBackground, type Logger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';

export interface App {
  readonly url: string;
  /** Finishes the running turns, closes sockets and files. May be called twice. */
  dispose(): Promise<void>;
}

/** Files that belong to the program, wherever it is started from. */
const PROGRAM_DIR = resolve(import.meta.dirname, '..');
const SWEEP_MS = 5_000;
/** What is younger may wait for its customer's next words, here or in another process. */
const SWEEP_AGE_MS = LONGEST_BURST_MS + 500;
const LAST_ANSWERS_MS = 1_500;
/** Turns worked on at once: enough to wait for the shop beside each other, few enough to stay quick. */
const TURNS_AT_ONCE = 32;

/** Wires the rooms together and opens the doors. Raises a BotError that says what to do when it cannot. `other`: not the public cloud's. */
export async function startApp(
  config: Config,
  logger: Logger,
  other: Pick<BotFrameworkDeps, 'authentication'> = {},
): Promise<App> {
  const now = Date.now;
  const newId = randomUUID;
  const { database, secrets } = await openStore(config, logger);
  const { db } = database;
  const metrics = createMetrics();
  const coordination = await openCoordination(config, { db, metrics, logger, now, newId });
  const { announcements, leases, limiter, presence } = coordination;
  const log = announcingLog(guardStore(createSqlConversationLog({ db, now, newId })), announcements);
  const queue = guardStore(createSqlTicketQueue({ db }));
  const agents = guardStore(createSqlAgentDirectory({ db, now }));
  const attachments = guardStore(createSqlAttachmentStore({ db, now }));
  const shop = await openShop(config, { db, programDir: PROGRAM_DIR, now, newId });
  const content = await openContent(config, { db, metrics, logger, now });
  const { brain } = content;
  const records = guardStore(createSqlChurnRecords({ db, now }));
  const churn = openChurn(config, { records, brain, limiter, trialKey: secrets.token, now });

  const pace = createPace();
  const turns = createTurnRunner({
    log,
    leases,
    handleTurn: (conversation, messages, history) =>
      handleTurn(conversation, messages, history, {
        ...brain,
        ...TURN_SETTINGS,
        pace,
        shop,
        trialArmOf: churn.trialArmOf,
        customerValue: config.churn.value,
        now,
        newId,
      }),
    onTurn: (record, waitedMs) => {
      metrics.turnAnswered(record.decision.kind, record.tookMs, waitedMs);
      logger.info(
        {
          turnId: record.id,
          conversationId: record.conversationId,
          decision: record.decision.kind,
          degraded: record.degraded,
          tookMs: record.tookMs,
          waitedMs,
        },
        'turn decided',
      );
    },
    onFailure: () => metrics.turnFailed(),
    logger,
    now,
    burstMs: config.burstMs,
    mostAtOnce: TURNS_AT_ONCE,
    pace,
  });
  announcements.subscribe(null, (announcement, isOwn) => {
    if (announcement.kind === 'typing' && announcement.who === 'customer' && !isOwn)
      turns.customerTyping(announcement.conversationId);
  });
  const desk = createHandoffDesk({ log, queue, now, newId });
  const signIn = createSignIn({ agents, now, newId });
  const identities = createIdentities({ secret: secrets.identity, now });
  const catalogue = () => brain.understander().catalogue;
  const linking = openLinking(config, { db, identities, limiter, catalogue, secret: secrets.token, now, newId });
  const bot = new SupportBot({
    accept: createAccept({ log, turns }),
    amend: createAmend({ log, turns }),
    turns,
    log,
    desk,
    announcements,
    linking,
    welcome: (language) => welcomeReply(catalogue(), language),
    newId,
  });
  const botName = catalogue().shop.name.en;
  const directLine = createDirectLine({
    log,
    attachments,
    announcements,
    limiter,
    bot,
    identities,
    linking,
    secrets,
    limits: config.limits,
    allowedOrigins: config.allowedOrigins,
    publicUrl: config.publicUrl,
    botName,
    metrics,
    logger,
    now,
    newId,
  });
  const connectors = await openConnectors(config, {
    db,
    log,
    attachments,
    announcements,
    bot,
    tokenSecret: secrets.token,
    metrics,
    limiter,
    pace,
    logger,
    now,
    ...other,
  });

  const hub = openHub(config, { db, log, queue, desk, announcements, tokenSecret: secrets.token, botName, logger, now, newId });

  const consoleRoutes = openConsole(config, {
    db,
    brain,
    log,
    queue,
    desk,
    agents,
    signIn,
    presence,
    announcements,
    attachments,
    outbox: connectors.outbox,
    linked: linking,
    limiter,
    churnReport: churn.report,
    shop,
    now,
    newId,
  });

  const http = createHttpServer({
    host: config.host,
    port: config.port,
    trustProxy: config.trustProxy,
    isHttps: config.publicUrl?.startsWith('https:') ?? false,
    routes: [
      {
        path: '/',
        router: createHealthRoutes({
          reasons: () => reasonsNotReady(log, brain.embedder),
          degraded: () => [...coordination.degraded(), ...content.degraded()],
          metrics,
        }),
      },
      { path: '/v3/directline', router: directLine.routes },
      { path: '/api/chat', router: directLine.chatRoutes },
      { path: '/api/messages', router: connectors.routes },
      { path: '/api/handoff', router: hub.routes },
      { path: '/api/churn', router: churn.routes },
      { path: '/api/console', router: consoleRoutes },
      { path: '/api/openapi.json', router: createOpenapiRoutes({ file: join(PROGRAM_DIR, 'docs/openapi.json') }) },
      {
        path: '/help',
        router: createHelpRoutes({
          articles: () => brain.retriever().articles(),
          article: (id, language) => brain.retriever().article(id, language),
          shopName: () => catalogue().shop.name,
        }),
      },
      ...(config.shop === null ? [{ path: '/demo/identity', router: createDemoIdentityRoutes({ shop, identities }) }] : []),
      {
        path: '/',
        router: createStaticRoutes({ webDir: join(PROGRAM_DIR, 'dist/web'), isDemo: isDemoShop(config, PROGRAM_DIR) }),
      },
    ],
    upgrades: [directLine.sockets.upgrade],
    metrics,
    logger,
    now,
    newId,
  });
  const retention = createRetention({
    store: guardStore(createSqlRetentionStore({ db, now, newId })),
    days: config.retention,
    metrics,
    logger,
    now,
  });
  metrics.watch({
    socketsOpen: () => directLine.sockets.open(),
    outbox: () => connectors.outbox.figures(),
    ticketsOpen: async () => (await queue.count('waiting')) + (await queue.count('claimed')),
    churn: () => churn.watch(),
  });

  const sweeper = setInterval(() => {
    inBackground(turns.sweep(SWEEP_AGE_MS), logger, 'sweep');
    inBackground(desk.releaseIdle(now() - config.agentTimeoutMs), logger, 'release of idle tickets');
  }, SWEEP_MS);

  await signIn.ensureAdmin(config.admin, (generated) => showPassword(config.admin.email, generated));
  const port = await http.listen();
  await turns.sweep();
  connectors.start();
  retention.start();
  hub.start();
  const url = config.publicUrl ?? `http://localhost:${port}`;
  logger.info({ url, store: database.name, encoder: brain.embedder.id, churnModel: brain.churn.version }, 'ready');
  if (config.logLevel !== 'silent') greet(PROGRAM_DIR, url, isDemoShop(config, PROGRAM_DIR));

  let disposed: Promise<void> | null = null;
  return { url, dispose: () => (disposed ??= dispose()) };

  async function dispose(): Promise<void> {
    logger.info('stopping');
    clearInterval(sweeper);
    await content.dispose();
    const closed = http.close();
    directLine.sockets.dispose();
    // Running requests are answered; streams that never end are cut after a moment.
    const cut = setTimeout(() => http.server.closeAllConnections(), LAST_ANSWERS_MS);
    await closed;
    clearTimeout(cut);
    await turns.drain();
    await connectors.dispose();
    await retention.dispose();
    await coordination.dispose();
    await hub.dispose();
    await brain.dispose();
    await db.destroy();
  }
}
