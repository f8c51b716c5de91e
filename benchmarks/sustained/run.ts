import { drive } from '../latency/drive.ts';
import { numberOf, wordOf } from '../support/arguments.ts';
import { warmCaches } from '../support/data-dirs.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { customerMessages, type CustomerMessage } from '../support/messages.ts';
import { memoryOf } from '../support/process-tree.ts';
import { summarise } from '../support/statistics.ts';
import { TARGETS, type Target } from './targets.ts';

/*
 * How many turns a second can it keep up? The rate is raised step by step, until answers come too late or not at all.
 */
const STEP = numberOf('--step', 25);
const FIRST = numberOf('--from', STEP);
const MOST = numberOf('--most', 1_000);
const SECONDS = numberOf('--seconds', 20);
const NAMES = wordOf('--only')?.split(',') ?? Object.keys(TARGETS);
const WARM_UP_SECONDS = 5;
const LATEST_MS = 250;
/** From here on steps are four times as wide. */
const HIGH = 200;
const CUSTOMERS = 200;
const STAY = 8;

const environment = describeEnvironment();
await warmCaches();
const targets: Record<string, Awaited<ReturnType<typeof climb>>> = {};
for (const name of NAMES) {
  const start = TARGETS[name];
  if (!start) throw new Error(`--only takes ${Object.keys(TARGETS).join(', ')}`);
  console.log(name);
  const target = await start();
  try {
    targets[name] = await climb(target);
  } finally {
    await target.dispose();
  }
}
console.log(
  writeResult('sustained', {
    benchmark: 'sustained',
    environment: { ...environment, loadAfter: loadNow() },
    settings: {
      secondsAStep: SECONDS,
      latestP99Ms: LATEST_MS,
      customers: CUSTOMERS,
      messagesOfACustomer: STAY,
      note: 'client, server, PostgreSQL and Redis share the cores of one machine; no text is sent twice',
    },
    sustained: Object.fromEntries(Object.entries(targets).map(([name, { sustained }]) => [name, sustained])),
    targets,
  }),
);

/** Raises the rate until a step fails. `sustained` is the highest rate that was held, turns a second. */
async function climb(target: Target) {
  const texts = freshTexts();
  await step(target, texts, FIRST, WARM_UP_SECONDS);
  const steps: Awaited<ReturnType<typeof step>>[] = [];
  for (
    let perSecond = FIRST;
    perSecond <= MOST && steps.every(({ isHeld }) => isHeld);
    perSecond += perSecond < HIGH ? STEP : 4 * STEP
  ) {
    const measured = await step(target, texts, perSecond, SECONDS);
    console.log(JSON.stringify(measured));
    steps.push(measured);
  }
  return { sustained: steps.findLast(({ isHeld }) => isHeld)?.perSecond ?? 0, steps };
}

async function step(
  { urls, pids }: Target,
  texts: (count: number) => readonly CustomerMessage[],
  perSecond: number,
  seconds: number,
) {
  const messages = texts(Math.round(perSecond * seconds));
  const { sent, unanswered, leftToPerson, failures, roundTrips, serverTimes } = await drive({
    urls,
    messages,
    perSecond,
    customers: CUSTOMERS,
    stay: STAY,
  });
  const roundTripMs = summarise(roundTrips);
  return {
    perSecond,
    isHeld: roundTripMs.p99 <= LATEST_MS && unanswered === 0 && failures.length === 0,
    sent,
    unanswered,
    leftToPerson,
    failed: failures.length,
    failures: failures.slice(0, 3),
    roundTripMs,
    serverMs: summarise(serverTimes),
    residentMb: round(
      pids.reduce((sum, pid) => sum + memoryOf(pid).resident, 0),
      1,
    ),
    load: loadNow(),
  };
}

/** Texts that this target has not had before. */
function freshTexts(): (count: number) => readonly CustomerMessage[] {
  let used = 0;
  return (count) => customerMessages((used += count), 1).slice(-count);
}
