import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { numberOf } from '../support/arguments.ts';
import { renderEntry } from '../../src/channel/bot-framework/render/render-entry.ts';
import { APP_ID } from '../../tests/channel/bot-framework/authentication-for.ts';
import { checkEvidence, type AcknowledgedMessage } from '../faults/check-evidence.ts';
import { countPending, readDatabase } from '../faults/read-database.ts';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { countBy } from '../support/group-by.ts';
import { startKefu, V8_FLAGS, type ServerProcess } from '../support/server-process.ts';
import { seededRandom, summarise } from '../support/statistics.ts';
import { createChannel } from './channel.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { shownBy, startFaultyConnector } from './connector.ts';
import { messagesOfRun, tenantOf } from './conversations.ts';
import { countDue, readDeliveries } from './read-outbox.ts';

const CONVERSATIONS = numberOf('--conversations', 1_000);
const PER_SECOND = numberOf('--rate', 100);
const EACH = numberOf('--messages', 3);
const KILLS = numberOf('--kills', 2);
const SEED = numberOf('--seed', 20_261_127);
const DUPLICATED = 0.05;
const FAULTS = 0.05;
const SETTLE_MS = 900_000;
/** Without KEFU_PUBLIC_URL links begin with the configured port, which is 0 here. */
const BASE = 'http://localhost:0';

const environment = describeEnvironment();
await warmCaches();
const data = createDataDir('warm');
const database = join(data.path, 'kefu.sqlite');
const connector = await startFaultyConnector({ faultShare: FAULTS, random: seededRandom(SEED + 1) });
let url: string | null = null;
const channel = createChannel({
  url: () => url,
  serviceUrl: connector.url,
  token: await connector.sign({ aud: APP_ID, serviceurl: connector.url }),
  duplicatedShare: DUPLICATED,
  random: seededRandom(SEED),
});
const acknowledged: AcknowledgedMessage[] = [];
const readySeconds: number[] = [];
const kills: number[] = [];
let server = start();
await server;

/** Each message follows the one before it in its conversation; all conversations together keep the rate. */
const messages = messagesOfRun(CONVERSATIONS, EACH, SEED);
const posts = new Map<string, Promise<void>>();
const begun = Date.now();
for (const [n, message] of messages.entries()) {
  await pause(Math.max(0, begun + (n * 1_000) / PER_SECOND - Date.now()));
  if (kills.length < KILLS && n >= ((kills.length + 1) * messages.length) / (KILLS + 1)) await killAndStart();
  const { conversationId, id: clientId, text } = message;
  const post = (posts.get(conversationId) ?? Promise.resolve())
    .then(() => channel.say(message))
    // `faults/` compares the ids of the website's channel too; a connector is given none.
    .then(() => void acknowledged.push({ conversationId: `msteams|${conversationId}`, clientId, text, activityIds: [] }));
  posts.set(conversationId, post);
}
await Promise.all(posts.values());
const saidSeconds = round((Date.now() - begun) / 1_000, 1);
const settleUntil = Date.now() + SETTLE_MS;
while (countPending(database) + countDue(database) > 0 && Date.now() < settleUntil) await pause(200);
const settledSeconds = round((Date.now() - begun) / 1_000, 1);
await (await server).stop();

const contents = readDatabase(database);
const stored = readDeliveries(database);
const deliveries = checkDeliveries({ expected: expectedOf(stored), attempts: connector.attempts, kills, tenantOf });
const violations = checkEvidence({ ...contents, acknowledged, histories: new Map() }).filter(
  ({ kind }) => kind !== 'history-differs',
);
const acknowledgement = summarise(channel.promptMs);
const decisions = countBy(contents.turns.map(({ decision }) => decision));
const result = {
  benchmark: 'connectors',
  environment: { ...environment, loadAfter: loadNow() },
  settings: {
    conversations: CONVERSATIONS,
    messagesEach: EACH,
    perSecond: PER_SECOND,
    duplicatedShare: DUPLICATED,
    faultShare: FAULTS,
    kills: KILLS,
    seed: SEED,
  },
  saidSeconds,
  settledSeconds,
  readySeconds,
  messages: {
    acknowledged: acknowledged.length,
    duplicates: channel.duplicates(),
    /** Of posts that were taken at their first attempt, at the rate of the settings: no message waited to be posted again. */
    acknowledgementMs: acknowledgement,
    /** The same while messages that the program had been away for were posted too: at a rate far above it. */
    besideRepeatsMs: summarise(channel.besideMs),
    /** Of posts that were tried before in vain: what piled up while the program was away. */
    afterRestartMs: summarise(channel.retriedMs),
    /** How often another status came, 0 for no answer. */
    notTaken: Object.fromEntries(channel.refused),
  },
  turns: {
    decisions,
    /** Messages of customers whom a person had been called for, without a certain answer: the bot is silent. */
    leftToPerson: contents.turns.flatMap(({ decision, sequences }) => (decision === 'stay-silent' ? sequences : [])).length,
  },
  answers: countBy(stored.map(({ status }) => status ?? 'not in the outbox')),
  sends: countBy(connector.attempts.map(({ outcome }) => outcome)),
  deliveries,
  corruption: contents.corruption,
  violations: { total: violations.length, byKind: countBy(violations.map(({ kind }) => kind)), first: violations.slice(0, 20) },
  aims: [
    { what: 'messages not answered exactly once in the log', aim: 0, measured: violations.length },
    {
      what: 'answers that never arrived, or out of order, or may not have',
      aim: 0,
      measured: deliveries.missing + deliveries.unexpected + deliveries.undecided,
    },
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
await connector.dispose();
const areMet = result.aims.every(({ isMet }) => isMet);
if (areMet) data.dispose();
else console.error(`the data folder is kept: ${data.path}`);
process.exitCode = areMet ? 0 : 1;

async function start(): Promise<ServerProcess> {
  const started = await startKefu(data.path, {
    command: [...V8_FLAGS, '--import', 'tsx', 'benchmarks/connectors/kefu-server.ts', connector.url],
  });
  url = started.url;
  readySeconds.push(round(started.readyMs / 1_000, 2));
  return started;
}

async function killAndStart(): Promise<void> {
  const running = await server;
  url = null;
  kills.push(Date.now());
  await running.kill();
  server = start();
}

/** What should have arrived, part by part. */
function expectedOf(deliveriesStored: typeof stored) {
  return deliveriesStored.flatMap(({ entry, language, doneAt }) =>
    renderEntry(entry, { language, to: { channel: 'msteams', threadTs: null, topic: null }, base: BASE, linkOf: () => '' }).map(
      ({ activity }) => ({ conversationId: entry.conversationId.replace('msteams|', ''), shown: shownBy(activity), doneAt }),
    ),
  );
}
