import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { numberOf } from '../support/arguments.ts';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { countBy } from '../support/group-by.ts';
import { customerMessages } from '../support/messages.ts';
import { isRunning, processTree } from '../support/process-tree.ts';
import { startKefu, type ServerProcess } from '../support/server-process.ts';
import { seededRandom, summarise } from '../support/statistics.ts';
import { checkEvidence, type AcknowledgedMessage } from './check-evidence.ts';
import { runCustomer } from './customer.ts';
import { countPending, readDatabase } from './read-database.ts';
import { readHistories } from './read-histories.ts';

const KILLS = numberOf('--kills', 200);
const SEED = numberOf('--seed', 20_261_127);
const MOST_MINUTES = numberOf('--minutes', 25);
const CUSTOMERS = 20;
const LIVES_MS = { least: 50, most: 1_500 } as const;
const SETTLE_MS = 120_000;

const environment = describeEnvironment();
console.log('making the caches once, if need be');
await warmCaches();

const data = createDataDir('warm');
const database = join(data.path, 'kefu.sqlite');
const secret = randomBytes(24).toString('hex');
const env = { KEFU_DIRECTLINE_SECRET: secret, KEFU_MESSAGES_PER_MINUTE: '1000000' };
const random = seededRandom(SEED);
const messages = customerMessages(3_000, SEED);
const acknowledged: AcknowledgedMessage[] = [];
const readySeconds: number[] = [];
let url: string | null = null;
let isOver = false;
let sent = 0;
let failedAttempts = 0;

const begun = Date.now();
const customers = Array.from({ length: CUSTOMERS }, (_, n) =>
  runCustomer({
    url: () => url,
    isOver: () => isOver,
    nextMessage: () => messages[sent++ % messages.length] ?? { language: 'en', text: 'hello there, is anybody in?' },
    random: seededRandom(SEED + 1 + n),
    onAcknowledged: (message) => void acknowledged.push(message),
    onFailedAttempt: () => void (failedAttempts += 1),
  }),
);

let kills = 0;
const children: number[] = [];
while (kills < KILLS && Date.now() - begun < MOST_MINUTES * 60_000) {
  const server = await start();
  await pause(LIVES_MS.least + random() * (LIVES_MS.most - LIVES_MS.least));
  url = null;
  children.push(...processTree(server.pid).slice(1));
  await server.kill();
  kills += 1;
  if (kills % 10 === 0) console.log(`${kills} kills, ${acknowledged.length} messages acknowledged, load ${loadNow()}`);
}

const last = await start();
isOver = true;
await Promise.all(customers);
const settleUntil = Date.now() + SETTLE_MS;
while (countPending(database) > 0 && Date.now() < settleUntil) await pause(100);

const contents = readDatabase(database);
const histories = await readHistories(contents.conversations, { url: () => last.url, secret });
const orphans = children.filter(isRunning).length;
const violations = checkEvidence({ acknowledged, ...contents, histories });
await last.stop();

const result = {
  benchmark: 'faults',
  environment: { ...environment, loadAfter: loadNow() },
  settings: {
    killsWanted: KILLS,
    seed: SEED,
    customers: CUSTOMERS,
    killedAfterReadyMs: LIVES_MS,
    note: 'SIGKILL of the process; the machine and its disk stay up, so what a loss of power does is not shown',
  },
  kills,
  minutes: round((Date.now() - begun) / 60_000, 1),
  messages: {
    acknowledged: acknowledged.length,
    acknowledgedTwice: acknowledged.filter(({ activityIds }) => activityIds.length > 1).length,
    failedAttempts,
    conversations: contents.conversations.length,
  },
  stored: {
    entries: contents.entries.length,
    turns: contents.turns.length,
    turnsOfSeveralMessages: contents.turns.filter(({ sequences }) => sequences.length > 1).length,
    decisions: countBy(contents.turns.map(({ decision }) => decision)),
    databaseMb: round(statSync(database).size / 1e6, 1),
  },
  readySeconds: summarise(readySeconds),
  /** Processes that a killed server left behind. */
  orphans,
  corruption: contents.corruption,
  violations: { total: violations.length, byKind: countBy(violations.map(({ kind }) => kind)), first: violations.slice(0, 20) },
  aims: [
    { what: `random kills under load, at least`, aim: 200, measured: kills, isMet: kills >= 200 },
    {
      what: 'acknowledged messages not answered exactly once, or any other broken promise',
      aim: 0,
      measured: violations.length,
      isMet: violations.length === 0,
    },
  ],
};
console.log(JSON.stringify(result, null, 2));
console.log(writeResult('faults', result));
if (violations.length === 0) data.dispose();
else console.error(`the data folder is kept: ${data.path}`);
process.exitCode = violations.length === 0 && contents.corruption.length === 0 ? 0 : 1;

async function start(): Promise<ServerProcess> {
  const server = await startKefu(data.path, { env });
  readySeconds.push(round(server.readyMs / 1_000, 3));
  url = server.url;
  return server;
}
