import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { articleText, temporaryFolder, write } from '../../retrieval/articles.ts';
import { intent, SHOP } from '../../understanding/small-shop.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const READY_MS = 500_000;

export const SHIPPING_ANSWER = 'Shipping is free over 99.';

/** Content whose intents are answered when their title is sent, and which is trained in a moment. */
export function writeContent(shipping = SHIPPING_ANSWER): { readonly intents: string; readonly knowledge: string } {
  const intents = mkdtempSync(join(tmpdir(), 'kefu-replica-intents-'));
  const answer = (en: string): string => `answer: { en: "${en}", zh: "${en}（中文）" }\n`;
  const files: Readonly<Record<string, string>> = {
    'shop.yaml': SHOP,
    'out_of_scope.yaml': `id: out_of_scope\nexamples:\n  en: [tell me a joke, who won the match, write a poem]\n  zh: [讲个笑话, 谁赢了比赛, 写一首诗]\n`,
    'shipping.yaml': intent(
      'shipping',
      {
        en: ['when will you ship', 'how long is shipping', 'is shipping slow'],
        zh: ['什么时候发货', '发货要多久', '快递几天到'],
      },
      answer(shipping),
    ),
    'human.yaml': intent(
      'human',
      { en: ['a person please', 'human', 'live agent'], zh: ['转人工', '人工客服', '找真人'] },
      `${answer('A colleague will be with you.')}handoff: { when: always, reason: asked-for-human }\n`,
    ),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(intents, name), text);
  const knowledge = temporaryFolder();
  for (const locale of ['en', 'zh']) {
    write(
      knowledge,
      `${locale}/parcels.md`,
      articleText({ id: 'parcels', locale, questions: ['where is it'], body: '# Parcels\n\nIn the van.' }),
    );
  }
  return { intents, knowledge };
}

export interface Replica {
  readonly url: string;
  /** Messages of the log, in order. */
  readonly lines: readonly string[];
  signal(signal: NodeJS.Signals): void;
  /** The exit code, once the process has ended; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** SIGKILL, unless it has ended. */
  dispose(): Promise<void>;
}

/** The program as a process of its own, on a free port and with an empty data folder. */
export async function startReplica(env: Readonly<Record<string, string>>): Promise<Replica> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kefu-replica-'));
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(KEFU_|VITEST|NODE_OPTIONS)/.test(name)),
  );
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: {
      ...inherited,
      KEFU_PORT: '0',
      KEFU_HOST: '127.0.0.1',
      KEFU_DATA_DIR: dataDir,
      KEFU_LOG_LEVEL: 'info',
      KEFU_POSTGRES_POOL_SIZE: '5',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const said: string[] = [];
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const url = new Promise<string>((done, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const { msg, url: address } = line.startsWith('{') ? (JSON.parse(line) as { msg: string; url?: string }) : { msg: line };
        lines.push(msg);
        if (msg === 'ready' && address) done(address.replace('localhost', '127.0.0.1'));
      });
    }
    const late = (why: string) => fail(new Error(`the replica ${why}. It said:\n${said.join('\n')}`));
    setTimeout(() => late('was not ready in time'), READY_MS).unref();
    exited.then(
      () => late('ended before it was ready'),
      () => undefined,
    );
  });
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    return { url: await url, lines, signal: (signal) => void child.kill(signal), exited, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
