import { join } from 'node:path';
import { renderEntry } from '../../src/channel/bot-framework/render/render-entry.ts';
import { checkEvidence, type AcknowledgedMessage, type Violation } from '../faults/check-evidence.ts';
import { countPending, readDatabase } from '../faults/read-database.ts';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { customerMessages } from '../support/messages.ts';
import { startKefu, type ServerProcess } from '../support/server-process.ts';
import { seededRandom, summarise } from '../support/statistics.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { shownBy, startConnector } from './connector.ts';
import { countDue, readOutbox } from './read-outbox.ts';

const CONVERSATIONS = numberOf('--conversations', 1_000);
const PER_SECOND = numberOf('--rate', 100);
const MESSAGES = numberOf('--messages', 3);
const KILLS = numberOf('--kills', 2);
const SEED = numberOf('--seed', 20_261_127);
/** Runs the sources rather than `dist/`. */
const FROM_SOURCE = process.argv.includes('--from-source');
const DUPLICATED = 0.05;
const FAULTS = 0.05;
const TENANT_SIZE = 20;
const CHANNEL_RETRY_MS = 200;
const SETTLE_MS = 600_000;
const COMMAND = FROM_SOURCE ? { command: ['--import', 'tsx', 'src/main.ts'] } : {};

const environment = describeEnvironment();
if (!FROM_SOURCE) await warmCaches();
const data = createDataDir('warm');
const database = join(data.path, 'kefu.sqlite');
const random = seededRandom(SEED);
const connector = await startConnector({ faultShare: FAULTS, random: seededRandom(SEED + 1) });
/** One language a conversation: labels are in the language that the customer has last used, when they are sent. */
const texts = { zh: textsIn('zh'), en: textsIn('en') };
const acknowledged: { readonly conversationId: string; readonly clientId: string; readonly text: string }[] = [];
const acknowledgementMs: number[] = [];
const kills: number[] = [];
let failedAttempts = 0;
let duplicates = 0;
let url: string | null = null;
let server = await start();

const begun = Date.now();
/** Each message follows the one before it in its conversation; all conversations together keep the rate. */
const posts = new Map<string, Promise<void>>();
for (let n = 0; n < CONVERSATIONS * MESSAGES; n += 1) {
  await pause(begun + (n * 1_000) / PER_SECOND - Date.now());
  if (kills.length < KILLS && n >= ((kills.length + 1) * CONVERSATIONS * MESSAGES) / (KILLS + 1)) {
    url = null;
    kills.push(Date.now());
    await server.kill();
    void start().then((next) => (server = next));
  }
  const id = `a:conversation-${n % CONVERSATIONS}`;
  const post = (posts.get(id) ?? Promise.resolve()).then(() => say(id, `${1_700_000_000_000 + n}`, textOf(n)));
  posts.set(id, post);
}
await Promise.all(posts.values());
const settleUntil = Date.now() + SETTLE_MS;
while (countPending(database) + countDue(database) > 0 && Date.now() < settleUntil) await pause(200);
const minutes = round((Date.now() - begun) / 60_000, 1);
const readySeconds = round(server.readyMs / 1_000, 2);
await server.stop();

const contents = readDatabase(database);
const outbox = readOutbox(database);
const expected = outbox.flatMap(({ entry, language }) =>
  renderEntry(entry, { language, to: { channel: 'msteams', threadTs: null }, base: baseOf(), linkOf: () => '' }).map(
    ({ activity }) => ({
      conversationId: entry.conversationId.replace('msteams|', ''),
      shown: shownBy(activity),
    }),
  ),
);
const deliveries = checkDeliveries({ expected, attempts: connector.attempts, kills, tenantOf });
const violations = checkEvidence({ ...contents, acknowledged: evidenceOf(), histories: new Map() }).filter(isOfLog);
const acknowledgement = summarise(acknowledgementMs);
const result = {
  benchmark: 'connectors',
  environment: { ...environment, loadAfter: loadNow() },
  settings: {
    conversations: CONVERSATIONS,
    messagesEach: MESSAGES,
    perSecond: PER_SECOND,
    duplicatedShare: DUPLICATED,
    faultShare: FAULTS,
    kills: KILLS,
    seed: SEED,
    note: 'tokens are not checked (the emulator’s door on loopback); checking one takes a tenth of a millisecond',
  },
  minutes,
  readySeconds,
  messages: { acknowledged: acknowledged.length, duplicates, failedAttempts, acknowledgementMs: acknowledgement },
  outbox: { done: countOf('done'), dead: countOf('dead'), due: countOf('due') },
  sends: Object.fromEntries(
    (['taken', 'lost', 'refused', 'unanswered'] as const).map((outcome) => [
      outcome,
      connector.attempts.filter((attempt) => attempt.outcome === outcome).length,
    ]),
  ),
  deliveries,
  violations: { total: violations.length, first: violations.slice(0, 20) },
  aims: [
    { what: 'messages not answered exactly once in the log', aim: 0, measured: violations.length },
    { what: 'answers that never arrived, or out of order', aim: 0, measured: deliveries.missing + deliveries.unexpected },
    { what: 'answers that arrived twice without need', aim: 0, measured: deliveries.repeatedWithoutNeed },
    {
      what: 'sends over the limits of a Teams thread or tenant',
      aim: 0,
      measured: deliveries.overThreadLimits + deliveries.overTenantLimits,
    },
    { what: 'acknowledgement, 99th percentile, ms', aim: 100, measured: acknowledgement.p99 },
  ].map((aim) => ({ ...aim, isMet: aim.measured <= aim.aim })),
};
console.log(JSON.stringify(result, null, 2));
if (CONVERSATIONS >= 1_000) console.log(writeResult('connectors', result));
await connector.close();
data.dispose();
process.exitCode = result.aims.every(({ isMet }) => isMet) ? 0 : 1;

function textsIn(language: 'zh' | 'en'): readonly string[] {
  return customerMessages(CONVERSATIONS * MESSAGES * 2, SEED).flatMap((message) =>
    message.language === language ? [message.text] : [],
  );
}

function textOf(n: number): string {
  const own = texts[(n % CONVERSATIONS) % 2 === 0 ? 'zh' : 'en'];
  return own[n % own.length] ?? 'hello there';
}

async function start(): Promise<ServerProcess> {
  const started = await startKefu(data.path, { ...COMMAND, env: { KEFU_ALLOW_EMULATOR: 'true', KEFU_BURST_MS: '0' } });
  url = started.url;
  return started;
}

/** Posts as a channel does: again and again with the same id, until it is taken; sometimes once more although it was. */
async function say(conversationId: string, id: string, text: string): Promise<void> {
  const activity = {
    type: 'message',
    id,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: connector.url,
    from: { id: `29:${conversationId}`, name: 'Customer' },
    recipient: { id: '28:kefu', name: 'Kefu' },
    conversation: { id: conversationId, conversationType: 'personal', tenantId: tenantOf(conversationId) },
    channelData: { tenant: { id: tenantOf(conversationId) } },
    text,
  };
  while (!(await post(activity))) {
    failedAttempts += 1;
    await pause(CHANNEL_RETRY_MS);
  }
  acknowledged.push({ conversationId: `msteams|${conversationId}`, clientId: id, text });
  if (random() < DUPLICATED) {
    duplicates += 1;
    await post(activity);
  }
}

async function post(activity: object): Promise<boolean> {
  if (url === null) return false;
  const at = performance.now();
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  }).catch(() => null);
  await response?.arrayBuffer().catch(() => null);
  if (response?.status !== 200) return false;
  acknowledgementMs.push(performance.now() - at);
  return true;
}

function tenantOf(conversationId: string): string {
  return `tenant-${Math.floor(Number(conversationId.split('-').at(-1)) / TENANT_SIZE)}`;
}

/** `faults/` compares acknowledged ids too; a connector is given none. */
function evidenceOf(): readonly AcknowledgedMessage[] {
  return acknowledged.map((message) => ({ ...message, activityIds: [] }));
}

function isOfLog({ kind }: Violation): boolean {
  return kind !== 'history-differs';
}

/** Without KEFU_PUBLIC_URL links begin with the configured port, which is 0 here. */
function baseOf(): string {
  return 'http://localhost:0';
}

function countOf(status: string): number {
  return outbox.filter((delivery) => delivery.status === status).length;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

function numberOf(flag: string, fallback: number): number {
  const at = process.argv.indexOf(flag);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}
