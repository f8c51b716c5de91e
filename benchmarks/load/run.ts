import { setTimeout as pause } from 'node:timers/promises';
import { numberOf } from '../support/arguments.ts';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { openChat, type ChatClient } from '../support/direct-line-client.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { memoryOf } from '../support/process-tree.ts';
import { startKefu } from '../support/server-process.ts';
import { summarise } from '../support/statistics.ts';

const SOCKETS = numberOf('--sockets', 2_000);
const AT_ONCE = 20;
const IDLE_MS = 60_000;
const SETTLE_MS = 10_000;
const PROBES = 30;

const environment = describeEnvironment();
console.log('making the caches once, if need be');
await warmCaches();
const data = createDataDir('warm');
const kefu = await startKefu(data.path);

// A turn first, so that nothing is loaded lazily while the sockets are counted.
const probesBefore = await probe();
await pause(SETTLE_MS);
const before = memoryOf(kefu.pid).resident;

const began = performance.now();
let lost = 0;
let isClosing = false;
const chats: ChatClient[] = [];
for (let n = 0; n < SOCKETS; n += AT_ONCE) {
  const batch = Array.from({ length: AT_ONCE }, (_, k) =>
    openChat({
      url: kefu.url,
      locale: (n + k) % 2 === 0 ? 'en' : 'zh',
      onActivity: () => undefined,
      onClose: () => void (lost += isClosing ? 0 : 1),
    }),
  );
  chats.push(...(await Promise.all(batch)));
}
const openSeconds = (performance.now() - began) / 1_000;
const afterOpen = memoryOf(kefu.pid).resident;
console.log(`${chats.length} sockets are open; idle for ${IDLE_MS / 1_000} s`);
await pause(IDLE_MS);
const afterIdle = memoryOf(kefu.pid).resident;
const open = await gauge('kefu_sockets_open');
const probesAmong = await probe();

isClosing = true;
for (const chat of chats) chat.close();
await pause(SETTLE_MS);
const afterClose = memoryOf(kefu.pid).resident;
const openAfterClose = await gauge('kefu_sockets_open');
await kefu.stop();
data.dispose();

const most = Math.max(afterOpen, afterIdle);
const added = round(most - before, 1);
const result = {
  benchmark: 'load',
  environment: { ...environment, loadAfter: loadNow() },
  settings: {
    sockets: SOCKETS,
    idleSeconds: IDLE_MS / 1_000,
    note: 'each customer has a token, a conversation with its welcome, and one WebSocket; resident memory of the server and its encoder together',
  },
  aims: [
    SOCKETS <= 2_000
      ? {
          what: `memory that ${SOCKETS} idle customers add, MB`,
          below: 100,
          measured: added,
          isMet: added < 100 && open === SOCKETS,
        }
      : { what: `memory with ${SOCKETS} customers, MB`, below: 1_000, measured: most, isMet: most < 1_000 && open === SOCKETS },
  ],
  memoryMb: { before, afterOpen, afterIdle, afterClose, added, kbOfACustomer: round((added * 1_000) / SOCKETS, 1) },
  sockets: { open, lost, openAfterClose, openSeconds: round(openSeconds, 1) },
  roundTripMs: { before: summarise(probesBefore), amongIdle: summarise(probesAmong) },
};
console.log(JSON.stringify(result, null, 2));
console.log(writeResult(SOCKETS === 2_000 ? 'load' : `load-${SOCKETS}`, result));

/** Round trips of one customer who writes while the others are silent. */
async function probe(): Promise<number[]> {
  const tookMs: number[] = [];
  let answered: (() => void) | null = null;
  const chat = await openChat({
    url: kefu.url,
    locale: 'en',
    onActivity: ({ replyToId }) => {
      if (replyToId !== undefined) answered?.();
    },
  });
  for (let n = 0; n < PROBES; n += 1) {
    const begun = performance.now();
    const reply = new Promise<void>((resolve) => {
      answered = resolve;
    });
    await chat.send(`how long does shipping take to place number ${n}?`, `probe${n}`);
    await Promise.race([reply, pause(5_000)]);
    tookMs.push(performance.now() - begun);
    await pause(100);
  }
  chat.close();
  return tookMs;
}

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${kefu.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
}
