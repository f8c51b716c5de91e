import { numberOf } from '../support/arguments.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { customerMessages } from '../support/messages.ts';
import { memoryOf, peakMb } from '../support/process-tree.ts';
import { startKefu, startServer, type LogLine, type ServerProcess } from '../support/server-process.ts';
import { summarise } from '../support/statistics.ts';
import { drive, type Measured } from './drive.ts';

const PER_SECOND = 50;
const SECONDS = numberOf('--seconds', 60);
const WARM_UP_SECONDS = 5;
const CUSTOMERS = 200;
const STAY = 8;
const STARTS = 3;
const ECHO = { command: ['--import', 'tsx', 'benchmarks/latency/echo-server.ts'], env: {} };

const environment = describeEnvironment();
console.log('making the caches once, if need be');
await warmCaches();

const echoTurns = turnTimes();
const echo = await startServer({ ...ECHO, onLine: echoTurns.onLine });
const echoRun = await measure('botbuilder echo bot', echo, echoTurns.values);
await echo.stop();

const warm = createDataDir('warm');
const first = await startKefu(warm.path);
await first.stop();
const readySeconds: number[] = [];
const turns = turnTimes();
let kefu = await startKefu(warm.path, { onLine: turns.onLine });
readySeconds.push(kefu.readyMs / 1_000);
for (let n = 1; n < STARTS; n += 1) {
  await kefu.stop();
  kefu = await startKefu(warm.path, { onLine: turns.onLine });
  readySeconds.push(kefu.readyMs / 1_000);
}
const kefuRun = await measure('Kefu', kefu, turns.values);
await kefu.stop();
warm.dispose();

let emptySeconds: number | null = null;
if (!process.argv.includes('--skip-empty')) {
  console.log('starting with an empty data folder: everything is trained');
  const empty = createDataDir('empty');
  const fresh = await startKefu(empty.path, { timeoutMs: 900_000 });
  emptySeconds = round(fresh.readyMs / 1_000, 2);
  await fresh.stop();
  empty.dispose();
}

const ready = summarise(readySeconds);
const result = {
  benchmark: 'latency',
  environment: { ...environment, loadAfter: loadNow() },
  settings: {
    turnsPerSecond: PER_SECOND,
    seconds: SECONDS,
    warmUpSeconds: WARM_UP_SECONDS,
    customers: CUSTOMERS,
    messagesOfACustomer: STAY,
    note: 'client, peer and server share the machine; no text is sent twice, so the vector cache does not help',
  },
  aims: [
    aim('turn p50, message in the log to committed reply, ms', 10, kefuRun.serverMs.p50),
    aim('turn p99, message in the log to committed reply, ms', 40, kefuRun.serverMs.p99),
    aim('messages without an answer that the bot owed, number', 1, kefuRun.unanswered),
    aim('start to ready with warm caches, median, s', 5, ready.p50),
    aim('resident memory after the run, all processes, MB', 400, kefuRun.memoryMb.afterRun.resident),
  ],
  kefu: { ...kefuRun, readySeconds: { warm: ready, emptyDataDir: emptySeconds } },
  echo: echoRun,
  ratios: {
    roundTripP50: round(kefuRun.roundTripMs.p50 / echoRun.roundTripMs.p50, 2),
    roundTripP99: round(kefuRun.roundTripMs.p99 / echoRun.roundTripMs.p99, 2),
    residentMemory: round(kefuRun.memoryMb.afterRun.resident / echoRun.memoryMb.afterRun.resident, 2),
  },
};
console.log(JSON.stringify(result, null, 2));
console.log(writeResult('latency', result));

async function measure(name: string, server: ServerProcess, decided: number[]) {
  const total = PER_SECOND * (WARM_UP_SECONDS + SECONDS);
  const messages = customerMessages(total, 1);
  const common = { urls: [server.url], perSecond: PER_SECOND, customers: CUSTOMERS, stay: STAY };
  const afterReady = memoryOf(server.pid);
  console.log(`${name}: warming up`);
  await drive({ ...common, messages: messages.slice(0, PER_SECOND * WARM_UP_SECONDS) });
  const afterWarmUp = memoryOf(server.pid);
  decided.length = 0;
  console.log(`${name}: ${PER_SECOND} turns a second for ${SECONDS} s`);
  const load = loadNow();
  const measured = await drive({ ...common, messages: messages.slice(PER_SECOND * WARM_UP_SECONDS) });
  if (measured.unanswered > 0) console.error(`${name}: ${measured.unanswered} messages were not answered`);
  if (measured.failures.length > 0) console.error(measured.failures.slice(0, 5));
  return {
    ...describe(measured),
    /** From the log: begin of the turn to its decision, without waiting and without the commit. */
    decisionMs: summarise(decided),
    memoryMb: { afterReady, afterWarmUp, afterRun: memoryOf(server.pid), peak: peakMb(server.pid) },
    load: { before: load, after: loadNow() },
  };
}

function describe(measured: Measured) {
  return {
    sent: measured.sent,
    unanswered: measured.unanswered,
    leftToPerson: measured.leftToPerson,
    failed: measured.failures.length,
    conversations: measured.conversations,
    serverMs: summarise(measured.serverTimes),
    roundTripMs: summarise(measured.roundTrips),
  };
}

function turnTimes() {
  const values: number[] = [];
  return {
    values,
    onLine: (line: LogLine): void => {
      if (line['msg'] === 'turn decided') values.push(Number(line['tookMs']));
    },
  };
}

function aim(what: string, below: number, measured: number) {
  return { what, below, measured, isMet: measured < below };
}
