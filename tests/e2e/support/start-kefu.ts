import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'dist/main.js');
/** The first start in an empty data folder trains the intents. */
const READY_MS = 170_000;

export interface RunningKefu {
  readonly url: string;
  /** Everything that it wrote to its standard output, so far. */
  said(): string;
  stop(): Promise<void>;
}

/**
 * The built program as a process of its own, on a free port and with an empty data folder; the pages are built afresh.
 * KEFU_TEST_URL names one that runs already, for a quick second look.
 */
export async function startKefu(env: Readonly<Record<string, string>> = {}): Promise<RunningKefu> {
  const running = process.env['KEFU_TEST_URL'];
  if (running) return { url: running, said: () => '', stop: () => Promise.resolve() };
  if (!existsSync(MAIN)) throw new Error(`${MAIN} does not exist: run \`npm run build\` first`);
  const built = spawnSync(process.execPath, [join(ROOT, 'scripts/build-web.js')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`scripts/build-web.js failed: ${built.stderr}`);
  const dataDir = mkdtempSync(join(tmpdir(), 'kefu-e2e-'));
  const child = spawn(process.execPath, [MAIN], {
    cwd: ROOT,
    env: { ...process.env, KEFU_PORT: '0', KEFU_HOST: '127.0.0.1', KEFU_DATA_DIR: dataDir, KEFU_LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { url: await addressOf(child.stdout, child.stderr, exited), said: () => said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressOf(stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream, exited: Promise<void>): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /"url":"http:\/\/localhost:(\d+)".*"msg":"ready"/.exec(said)?.[1];
      if (port) done(`http://127.0.0.1:${port}`);
    };
    stdout.on('data', hear);
    stderr.on('data', hear);
    setTimeout(() => fail(new Error(`Kefu was not ready in time. It said:\n${said}`)), READY_MS).unref();
    exited.then(
      () => fail(new Error(`Kefu ended before it was ready. It said:\n${said}`)),
      () => undefined,
    );
  });
}
