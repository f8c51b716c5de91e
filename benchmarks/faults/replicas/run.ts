import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { numberOf, wordOf } from '../../support/arguments.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../../support/environment.ts';
import { countBy } from '../../support/group-by.ts';
import { customerMessages } from '../../support/messages.ts';
import { seededRandom } from '../../support/statistics.ts';
import { warmCaches } from '../../support/data-dirs.ts';
import { checkEvidence, type AcknowledgedMessage } from '../check-evidence.ts';
import { runCustomer } from '../customer.ts';
import { readHistories } from '../read-histories.ts';
import { openSession, runAgent, type AgentAct } from './agent.ts';
import { checkClients, type AcknowledgedAct } from './check-clients.ts';
import { checkDesk } from './check-desk.ts';
import { startCluster } from './cluster.ts';
import { faultsOf } from './faults.ts';
import { listen, type Listener } from './listen.ts';
import { countPendingIn, readPostgres } from './read-postgres.ts';
import { strike } from './strike.ts';

const REPLICAS = 3;
const CUSTOMERS = 10;
const AGENTS = 4;
const FAULTS = numberOf('--faults', 1_000);
const MOST_MINUTES = numberOf('--minutes', 60);
const SEED = numberOf('--seed', 20_261_127);
/** Name of a mistake that is put into the program first (sabotage-hooks.js): then violations are what is hoped for. */
const SABOTAGE = wordOf('--sabotage');
/** Of messages, those that ask for a person. */
const ASK_FOR_PERSON = 0.15;
/** Pages that a customer leaves open, the newest ones. */
const PAGES_OPEN = 3;
const SETTLE_MS = 180_000;
const ADMIN = { email: 'admin@kefu.local', password: randomBytes(12).toString('hex') };

const environment = describeEnvironment();
await warmCaches();
const secret = randomBytes(24).toString('hex');
const cluster = await startCluster({
  replicas: REPLICAS,
  env: {
    KEFU_DIRECTLINE_SECRET: secret,
    KEFU_ADMIN_PASSWORD: ADMIN.password,
    KEFU_MESSAGES_PER_MINUTE: '1000000',
    ...(SABOTAGE === null ? {} : { FAULTS_SABOTAGE: SABOTAGE }),
  },
  preload: SABOTAGE === null ? [] : [new URL('./sabotage.js', import.meta.url).href],
});
await cluster.untilReady();
if (SABOTAGE === 'inbox-uniqueness-dropped') await cluster.postgres.sql('drop index entries_once');
console.log('three replicas are ready');

const random = seededRandom(SEED);
const anyUrl = (): string => cluster.urls[Math.floor(Math.random() * REPLICAS)]!;
const texts = customerMessages(3_000, SEED);
const acknowledged: AcknowledgedMessage[] = [];
const timed: AcknowledgedAct[] = [];
const acts: AgentAct[] = [];
const listeners: Listener[] = [];
const openPages: Listener[][] = [];
const agentIds = new Map<string, string>();
let isOver = false;
let sent = 0;
let failedAttempts = 0;

const agents = await createAgents();
const begun = Date.now();
const customers = Array.from({ length: CUSTOMERS }, (_, n) => {
  const own = seededRandom(SEED + 1 + n);
  const pages: Listener[] = [];
  openPages.push(pages);
  return runCustomer({
    url: anyUrl,
    isOver: () => isOver,
    nextMessage: () => {
      const message = texts[sent++ % texts.length]!;
      if (own() >= ASK_FOR_PERSON) return message;
      return { ...message, text: message.language === 'zh' ? '转人工客服，谢谢' : 'i want to talk to a human agent please' };
    },
    random: own,
    onChat({ conversationId, token }) {
      const page = listen({ url: anyUrl, conversationId, token });
      listeners.push(page);
      pages.push(page);
      if (pages.length > PAGES_OPEN) pages.shift()?.close();
    },
    onAcknowledged(message, took) {
      acknowledged.push(message);
      timed.push({
        ...took,
        conversationId: message.conversationId,
        sequence: Number(message.activityIds[0]?.split('|').at(-1)),
      });
    },
    onFailedAttempt: () => void (failedAttempts += 1),
  });
});
const desks = agents.map((agent, n) =>
  runAgent({
    ...agent,
    colleagues: agents.filter(({ id }) => id !== agent.id).map(({ id }) => id),
    url: anyUrl,
    isOver: () => isOver,
    random: seededRandom(SEED + 100 + n),
    onAct(act) {
      acts.push(act);
      if (act.sequence !== null) timed.push({ ...act, sequence: act.sequence });
    },
  }),
);

const faults = await strike({
  faults: faultsOf(cluster),
  count: FAULTS,
  untilMs: begun + MOST_MINUTES * 60_000,
  random,
  onFault(_name, total) {
    if (total % 10 === 0)
      console.log(`${total} faults, ${acknowledged.length} messages, ${acts.length} acts of agents, load ${loadNow()}`);
  },
});
const struckMinutes = round((Date.now() - begun) / 60_000, 1);
await cluster.untilReady();
isOver = true;
const settling = Date.now();
const clients = Promise.all([...customers, ...desks]);
/** Everything works again: whoever insists and still gets no answer has found something broken for good. */
const areStuck = await Promise.race([clients.then(() => false), pause(SETTLE_MS).then(() => true)]);
const pagesOpen = openPages.flat();
while (!areStuck && (await countPendingIn(cluster.postgres)) > 0 && Date.now() - settling < SETTLE_MS) await pause(200);
const contents = await readPostgres(cluster.postgres);
const ends = new Map(contents.conversations.map(({ id, lastSequence }) => [id, lastSequence]));
const isBehind = (): boolean => pagesOpen.some((page) => page.reached() < (ends.get(page.conversationId) ?? 0));
while (!areStuck && isBehind() && Date.now() - settling < SETTLE_MS) await pause(200);
const notWhole: string[] = [];
for (const { replica } of cluster.nodes) {
  while (!(await replica.isWhole()) && Date.now() - settling < SETTLE_MS) await pause(200);
  if (!(await replica.isWhole())) notWhole.push(replica.name);
}
const settledSeconds = round((Date.now() - settling) / 1_000, 1);

const histories = await readHistories(contents.conversations, { url: anyUrl, secret });
const heard = listeners.map((listener) => ({
  conversationId: listener.conversationId,
  connections: listener.connections,
  wasOpenAtEnd: pagesOpen.includes(listener),
}));
const deaths = cluster.nodes.flatMap(({ replica }) => replica.deaths);
const violations = [
  ...checkEvidence({ acknowledged, ...contents, histories }),
  ...checkDesk({ ...contents, acts, agentIds }),
  ...checkClients(contents.entries, timed, heard),
  ...(areStuck ? [{ kind: 'client-stuck' as const, conversationId: '', detail: `no answer in ${SETTLE_MS} ms` }] : []),
  ...notWhole.map((detail) => ({ kind: 'not-recovered' as const, conversationId: '', detail })),
  ...deaths.map((detail) => ({ kind: 'replica-died' as const, conversationId: '', detail })),
];
for (const listener of listeners) listener.close();
const starts = cluster.nodes.reduce((sum, { replica }) => sum + replica.starts(), 0);
const clocks = cluster.nodes.every(({ replica }) => replica.setClock !== null);
const disk = cluster.postgres.disk !== null;
await cluster.dispose();
const orphans = cluster.nodes.reduce((sum, { replica }) => sum + replica.orphans(), 0);

const result = {
  benchmark: 'faults-replicas',
  environment: { ...environment, loadAfter: loadNow() },
  settings: {
    replicas: REPLICAS,
    customers: CUSTOMERS,
    agents: AGENTS,
    seed: SEED,
    sabotage: SABOTAGE,
    clocks: clocks ? 'moved by libfaketime' : 'left alone: no libfaketime here',
    disk: disk ? 'PostgreSQL on a small disk of its own' : 'never full: no right to mount one here',
  },
  faults: { ...faults, byName: Object.fromEntries(Object.entries(faults.byName).sort()) },
  minutes: struckMinutes,
  settledSeconds,
  starts,
  orphans,
  messages: {
    acknowledged: acknowledged.length,
    acknowledgedTwice: acknowledged.filter(({ activityIds }) => activityIds.length > 1).length,
    failedAttempts,
    conversations: contents.conversations.length,
  },
  agents: countBy(acts.map(({ kind, outcome }) => `${kind} ${outcome}`)),
  sockets: {
    pages: listeners.length,
    openAtEnd: pagesOpen.length,
    connections: heard.reduce((sum, { connections }) => sum + connections.length, 0),
    activities: heard.reduce((sum, one) => sum + one.connections.reduce((count, { seen }) => count + seen.length, 0), 0),
  },
  stored: {
    entries: contents.entries.length,
    turns: contents.turns.length,
    decisions: countBy(contents.turns.map(({ decision }) => decision)),
    tickets: contents.tickets.length,
  },
  violations: { total: violations.length, byKind: countBy(violations.map(({ kind }) => kind)), first: violations.slice(0, 20) },
  aims:
    SABOTAGE === null
      ? [
          {
            what: 'random faults over three replicas, at least',
            aim: 1_000,
            measured: faults.total,
            isMet: faults.total >= 1_000,
          },
          { what: 'broken promises', aim: 0, measured: violations.length, isMet: violations.length === 0 },
        ]
      : [{ what: 'the mistake is noticed', aim: 1, measured: violations.length, isMet: violations.length > 0 }],
};
console.log(JSON.stringify(result, null, 2));
console.log(writeResult(SABOTAGE === null ? 'faults-replicas' : `faults-replicas-${SABOTAGE}`, result));
if (violations.length > 0) {
  const file = join(mkdtempSync(join(tmpdir(), 'kefu-faults-')), 'evidence.json');
  writeFileSync(file, JSON.stringify({ violations, acknowledged, timed, acts, heard, contents }, null, 1));
  console.error(`the evidence is kept: ${file}`);
}
process.exit((violations.length === 0) === (SABOTAGE === null) ? 0 : 1);

async function createAgents() {
  const cookie = await openSession(anyUrl(), ADMIN);
  return await Promise.all(
    Array.from({ length: AGENTS }, async (_, n) => {
      const account = { email: `agent${n}@shop.example`, name: `Agent ${n}`, role: 'agent', password: randomUUID() };
      const response = await fetch(`${anyUrl()}/api/console/agents`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, 'x-kefu': 'console' },
        body: JSON.stringify(account),
      });
      const { agent } = (await response.json()) as { agent: { id: string } };
      agentIds.set(account.name, agent.id);
      return { id: agent.id, email: account.email, password: account.password };
    }),
  );
}
