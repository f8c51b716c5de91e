import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createDataDir } from '../support/data-dirs.ts';
import { openChat, type ChatClient } from '../support/direct-line-client.ts';
import { round } from '../support/environment.ts';
import { customerMessages } from '../support/messages.ts';
import { memoryOf, peakMb } from '../support/process-tree.ts';
import { startKefu, type ServerProcess } from '../support/server-process.ts';
import { summarise, type Summary } from '../support/statistics.ts';
import { fillHistory } from './fill-history.ts';

export interface Grown {
  readonly databaseMb: number;
  /** The first start, which embeds and trains what is new, and the most memory that it took. */
  readonly firstReadySeconds: number;
  readonly firstPeakMb: number;
  /** A later start, from the caches. */
  readonly readySeconds: number;
  readonly residentMb: number;
  readonly peakMb: number;
  /** From sending a message to its answer on the WebSocket, one at a time. */
  readonly turnMs: Summary;
  /** Answers of the console's API, whole, by path. */
  readonly consoleMs: Readonly<Record<string, Summary>>;
}

export interface GrowthOptions {
  readonly storedMessages: number;
  /** Folders of content other than the shipped. */
  readonly env?: Readonly<Record<string, string>>;
}

const TURNS = 200;
const WARM_UP_TURNS = 20;
const PAGES = 30;
const FIRST_START_MS = 4 * 3_600_000;
const PASSWORD = 'a long enough password';
const EMAIL = 'admin@shop.example';

/** The same turns, the same pages of the console and the same start, over this history and this content. */
export async function measure({ storedMessages, env }: GrowthOptions): Promise<Grown> {
  const data = createDataDir('warm');
  const options = { env: { KEFU_ADMIN_EMAIL: EMAIL, KEFU_ADMIN_PASSWORD: PASSWORD, ...env }, timeoutMs: FIRST_START_MS };
  try {
    const first = await startKefu(data.path, options);
    const firstPeakMb = peakMb(first.pid);
    await converse(first, 1);
    await first.stop();
    fillHistory(data.path, storedMessages);

    const server = await startKefu(data.path, options);
    try {
      await converse(server, WARM_UP_TURNS);
      const turnMs = summarise(await converse(server, TURNS));
      return {
        databaseMb: round(statSync(join(data.path, 'kefu.sqlite')).size / 1e6, 1),
        firstReadySeconds: round(first.readyMs / 1_000, 2),
        firstPeakMb,
        readySeconds: round(server.readyMs / 1_000, 2),
        residentMb: memoryOf(server.pid).resident,
        peakMb: peakMb(server.pid),
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
