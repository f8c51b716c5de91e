import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drive } from '../latency/drive.ts';
import { numberOf } from '../support/arguments.ts';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { describeEnvironment, loadNow, PROJECT_DIR, round, writeResult } from '../support/environment.ts';
import { customerMessages } from '../support/messages.ts';
import { memoryOf, processTree } from '../support/process-tree.ts';
import { startKefu } from '../support/server-process.ts';
import { slopeOf, summarise } from '../support/statistics.ts';

/*
 * Does anything pile up? One process on SQLite at half of what `sustained/` measured, looked at each minute.
 */
const MINUTES = numberOf('--minutes', 30);
const PER_SECOND = numberOf('--rate', halfOfSustained());
const CUSTOMERS = 200;
const STAY = 8;
const SECONDS = 60;
/** Caches and pools fill first; slopes are of what comes after. */
const WARM_UP_MINUTES = Math.min(5, Math.floor(MINUTES / 3));

const environment = describeEnvironment();
await warmCaches();
const data = createDataDir('warm');
const kefu = await startKefu(data.path);
const messages = customerMessages(PER_SECOND * SECONDS * MINUTES, 1);
const minutes: Awaited<ReturnType<typeof minute>>[] = [];
for (let n = 0; n < MINUTES; n += 1) {
  const measured = await minute(n);
  console.log(JSON.stringify(measured));
  minutes.push(measured);
}
await kefu.stop();
data.dispose();

const settled = minutes.slice(WARM_UP_MINUTES);
const slopeAnHour = (of: (one: (typeof minutes)[number]) => number): number => round(slopeOf(settled.map(of)) * 60, 2);
console.log(
  writeResult('soak', {
    benchmark: 'soak',
    environment: { ...environment, loadAfter: loadNow() },
    settings: { minutes: MINUTES, turnsPerSecond: PER_SECOND, customers: CUSTOMERS, messagesOfACustomer: STAY },
    sent: minutes.reduce((sum, { sent }) => sum + sent, 0),
    unanswered: minutes.reduce((sum, { unanswered }) => sum + unanswered, 0),
    failed: minutes.reduce((sum, { failed }) => sum + failed, 0),
    /** By how much each grows in an hour, by least squares over the minutes after the first few. */
    slopesAnHour: {
      afterMinutes: WARM_UP_MINUTES,
      residentMb: slopeAnHour(({ residentMb }) => residentMb),
      heapMb: slopeAnHour(({ heapMb }) => heapMb),
      fileDescriptors: slopeAnHour(({ fileDescriptors }) => fileDescriptors),
      waitingMessages: slopeAnHour(({ waitingMessages }) => waitingMessages),
      eventLoopDelayP99Ms: slopeAnHour(({ eventLoopDelayMs }) => eventLoopDelayMs.p99),
      roundTripP99Ms: slopeAnHour(({ roundTripMs }) => roundTripMs.p99),
    },
    minutes,
  }),
);

/** A minute of customers, who come and go with it, and what the server holds while the last of them are still there. */
async function minute(n: number) {
  const running = drive({
    urls: [kefu.url],
    messages: messages.slice(n * PER_SECOND * SECONDS, (n + 1) * PER_SECOND * SECONDS),
    perSecond: PER_SECOND,
    customers: CUSTOMERS,
    stay: STAY,
  });
  const look = new Promise((resolve) => setTimeout(resolve, SECONDS * 900)).then(lookInside);
  const [measured, held] = await Promise.all([running, look]);
  return {
    minute: n + 1,
    sent: measured.sent,
    unanswered: measured.unanswered,
    failed: measured.failures.length,
    roundTripMs: summarise(measured.roundTrips),
    ...held,
    load: loadNow(),
  };
}

async function lookInside() {
  const metrics = await (await fetch(`${kefu.url}/metrics`)).text();
  const gauge = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1] ?? Number.NaN);
  const { resident, proportional } = memoryOf(kefu.pid);
  return {
    residentMb: resident,
    proportionalMb: proportional,
    heapMb: round(gauge('nodejs_heap_size_used_bytes') / 1e6, 1),
    fileDescriptors: processTree(kefu.pid).reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0),
    socketsOpen: gauge('kefu_sockets_open'),
    activeResources: gauge('nodejs_active_resources_total'),
    ...waiting(),
    /** Since the minute before, by Node's own histogram. */
    eventLoopDelayMs: {
      p50: round(gauge('nodejs_eventloop_lag_p50_seconds') * 1_000, 2),
      p99: round(gauge('nodejs_eventloop_lag_p99_seconds') * 1_000, 2),
      max: round(gauge('nodejs_eventloop_lag_max_seconds') * 1_000, 2),
    },
  };
}

/** The queues, as the database holds them: messages without their turn, customers without an agent. */
function waiting() {
  const db = new Database(join(data.path, 'kefu.sqlite'), { readonly: true });
  const count = (sql: string): number => Number(db.prepare(sql).pluck().get());
  try {
    return {
      waitingMessages: count('select count(*) from conversations where unhandled_since is not null'),
      waitingTickets: count(`select count(*) from tickets where status = 'waiting'`),
    };
  } finally {
    db.close();
  }
}

function halfOfSustained(): number {
  const file = join(PROJECT_DIR, 'benchmarks/results/sustained.json');
  try {
    const { sustained } = JSON.parse(readFileSync(file, 'utf8')) as { sustained: { sqlite: number } };
    return Math.round(sustained.sqlite / 2);
  } catch {
    return Number.NaN;
  }
}
