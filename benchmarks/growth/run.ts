import { performance } from 'node:perf_hooks';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createDataDir, warmCaches } from '../support/data-dirs.ts';
import { openChat, type ChatClient } from '../support/direct-line-client.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { customerMessages } from '../support/messages.ts';
import { memoryOf } from '../support/process-tree.ts';
import { startKefu, type ServerProcess } from '../support/server-process.ts';
import { summarise, type Summary } from '../support/statistics.ts';
import { fillHistory } from './fill-history.ts';

/*
 * What does a long history cost? The same turns, the same pages of the console and the same start, over ever more stored messages.
 */
const SIZES = sizesOf(process.argv) ?? [1_000, 100_000, 5_000_000];
const TURNS = 200;
const PAGES = 30;
const PASSWORD = 'a long enough password';
const EMAIL = 'admin@shop.example';
const ADMIN = { KEFU_ADMIN_EMAIL: EMAIL, KEFU_ADMIN_PASSWORD: PASSWORD };

interface Row {
  readonly storedMessages: number;
  readonly databaseMb: number;
  readonly readySeconds: number;
  readonly residentMb: number;
  /** From sending a message to its answer on the WebSocket, one at a time. */
  readonly turnMs: Summary;
  /** Answers of the console's API, whole, by path. */
  readonly consoleMs: Readonly<Record<string, Summary>>;
}

const environment = describeEnvironment();
await warmCaches();
const rows: Row[] = [];
for (const size of SIZES) {
  const row = await measure(size);
  rows.push(row);
  console.log(JSON.stringify(row));
}
const [first] = rows;
console.log(
  writeResult('growth', {
    environment,
    loadAfter: loadNow(),
    rows,
    ratiosToFirst: rows.map(({ storedMessages, turnMs, readySeconds }) => ({
      storedMessages,
      turnP50: round(turnMs.p50 / (first?.turnMs.p50 ?? 1), 2),
      ready: round(readySeconds / (first?.readySeconds ?? 1), 2),
    })),
  }),
);

async function measure(storedMessages: number): Promise<Row> {
  const data = createDataDir('warm');
  try {
    const before = await startKefu(data.path, { env: ADMIN });
    await converse(before, 1);
    await before.stop();
    fillHistory(data.path, storedMessages);

    const server = await startKefu(data.path, { env: ADMIN });
    try {
      await converse(server, 20);
      const turnMs = summarise(await converse(server, TURNS));
      return {
        storedMessages,
        databaseMb: round(statSync(join(data.path, 'kefu.sqlite')).size / 1e6, 1),
        readySeconds: round(server.readyMs / 1_000, 2),
        residentMb: memoryOf(server.pid).resident,
        turnMs,
        consoleMs: await pages(server.url),
      };
    } finally {
      await server.stop();
    }
  } finally {
    data.dispose();
  }
}

/** One customer who writes `count` messages, each after the answer to the last; a new one comes after a hand-over. Milliseconds of each. */
async function converse({ url }: ServerProcess, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  const messages = customerMessages(3_000, 7);
  for (let n = 0; times.length < count;) {
    let answered: () => void = () => undefined;
    let isHandedOver = false;
    const chat: ChatClient = await openChat({
      url,
      locale: 'en',
      onActivity({ type, replyToId, channelData }) {
        if (channelData?.kefu?.event?.name === 'handed-over') isHandedOver = true;
        if (type === 'message' && replyToId !== undefined) answered();
      },
    });
    for (let said = 0; said < 8 && !isHandedOver && times.length < count; said += 1) {
      const begun = performance.now();
      const heard = new Promise<void>((resolve) => {
        answered = resolve;
      });
      await chat.send(messages[n++ % messages.length]!.text, `m${n}`);
      await heard;
      times.push(performance.now() - begun);
    }
    chat.close();
  }
  return times;
}

async function pages(url: string): Promise<Record<string, Summary>> {
  const signedIn = await fetch(`${url}/api/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const measured: Record<string, Summary> = {};
  for (const path of ['/tickets?status=waiting', '/tickets?status=closed&limit=50', '/reports/summary']) {
    const times: number[] = [];
    for (let n = 0; n < PAGES; n += 1) {
      const begun = performance.now();
      const answer = await fetch(`${url}/api/console${path}`, { headers: { cookie } });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      times.push(performance.now() - begun);
    }
    measured[path] = summarise(times);
  }
  return measured;
}

function sizesOf(argv: readonly string[]): readonly number[] | null {
  const at = argv.indexOf('--sizes');
  return at === -1 ? null : (argv[at + 1] ?? '').split(',').map(Number);
}
