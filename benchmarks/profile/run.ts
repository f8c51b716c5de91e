import { writeFileSync } from 'node:fs';
import { freePort } from '../../tests/coordination/support/redis.ts';
import { drive } from '../latency/drive.ts';
import { numberOf } from '../support/arguments.ts';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { customerMessages } from '../support/messages.ts';
import { processTree } from '../support/process-tree.ts';
import { startKefu, V8_FLAGS } from '../support/server-process.ts';
import { summarise } from '../support/statistics.ts';
import { callNode, callTree, widest, type CallNode, type Part } from './call-tree.ts';
import { flameGraph } from './flame-graph.ts';
import { startProfiling } from './inspector.ts';

/*
 * Where does the time of a turn go? The server and its encoder are sampled while the load of `latency/` runs.
 */
const PER_SECOND = numberOf('--rate', 50);
const SECONDS = numberOf('--seconds', 30);
const WARM_UP_SECONDS = 5;
const CUSTOMERS = 200;
const STAY = 8;
const PARTS = 25;
const SHOWN = 10;
/** Where a node process opens its inspector when it gets SIGUSR1. */
const INSPECTOR_PORT = 9_229;

const environment = describeEnvironment();
await warmCaches();
const data = createDataDir('warm');
const port = await freePort();
const kefu = await startKefu(data.path, { command: [`--inspect=127.0.0.1:${port}`, ...V8_FLAGS, 'dist/main.js'] });
const messages = customerMessages(PER_SECOND * (WARM_UP_SECONDS + SECONDS), 1);
const common = { urls: [kefu.url], perSecond: PER_SECOND, customers: CUSTOMERS, stay: STAY };
await drive({ ...common, messages: messages.slice(0, PER_SECOND * WARM_UP_SECONDS) });

const encoderPid = processTree(kefu.pid)[1];
if (encoderPid === undefined) throw new Error('the server has no encoder');
process.kill(encoderPid, 'SIGUSR1');
const [server, encoder] = await Promise.all([startProfiling(port), startProfiling(INSPECTOR_PORT)]);
const measured = await drive({ ...common, messages: messages.slice(PER_SECOND * WARM_UP_SECONDS) });
const trees = {
  server: callTree(await server.stop(), 'server'),
  encoder: callTree(await encoder.stop(), 'encoder'),
};
await kefu.stop();
data.dispose();

const turns = measured.sent - measured.leftToPerson;
const result = {
  benchmark: 'profile',
  environment: { ...environment, loadAfter: loadNow() },
  settings: {
    turnsPerSecond: PER_SECOND,
    seconds: SECONDS,
    note: 'microseconds a turn; chats that are opened are part of the load',
  },
  turns,
  unanswered: measured.unanswered,
  serverMs: summarise(measured.serverTimes),
  server: describe(trees.server),
  encoder: describe(trees.encoder),
};
const file = writeResult('profile', result);
const picture = file.replace(/json$/, 'svg');
writeFileSync(picture, flameGraph(together(trees), turns));
for (const name of ['server', 'encoder'] as const) {
  console.log(`${name}, µs a turn`);
  console.table(result[name].byFunction.self.slice(0, SHOWN));
}
console.log(file);
console.log(picture);

function describe(tree: CallNode) {
  return {
    usOfATurn: ofATurn(tree.totalUs),
    byFunction: orders(widest(tree, 'function')),
    byModule: orders(widest(tree, 'module')),
  };
}

function orders(parts: readonly Part[]) {
  const shown = ({ what, selfUs, inclusiveUs }: Part) => ({ what, self: ofATurn(selfUs), inclusive: ofATurn(inclusiveUs) });
  return {
    self: parts
      .toSorted((a, b) => b.selfUs - a.selfUs)
      .slice(0, PARTS)
      .map(shown),
    inclusive: parts.slice(0, PARTS).map(shown),
  };
}

function ofATurn(us: number): number {
  return round(us / turns, 1);
}

function together({ server, encoder }: typeof trees): CallNode {
  const root = { ...callNode('a turn', ''), totalUs: server.totalUs + encoder.totalUs };
  root.children.set('server', server).set('encoder', encoder);
  return root;
}
