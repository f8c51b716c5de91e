import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { performance } from 'node:perf_hooks';
import { PROJECT_DIR } from './environment.ts';

export type LogLine = Readonly<Record<string, unknown>>;

export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  /** From the start of the process until it answered `/readyz` with 200. */
  readonly readyMs: number;
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when the process is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Arguments of node, from the project's folder. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onLine?: (line: LogLine) => void;
  readonly timeoutMs?: number;
}

/** Settings that a measurement from one address needs; everything else is as shipped. */
export const UNLIMITED = { KEFU_TOKENS_PER_MINUTE: '1000000' } as const;

/** V8's settings as `npm start` has them. */
export const V8_FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=20'] as const;

/** The built program on a free port of this machine, with a data folder of its own. */
export function startKefu(dataDir: string, options: Partial<ServerOptions> = {}): Promise<ServerProcess> {
  return startServer({
    command: [...V8_FLAGS, 'dist/main.js'],
    ...options,
    env: { KEFU_PORT: '0', KEFU_HOST: '127.0.0.1', KEFU_DATA_DIR: dataDir, ...UNLIMITED, ...options.env },
  });
}

/** Starts a server that prints a JSON line `{"msg": "ready", "url": …}`, and waits for its `/readyz`. */
export async function startServer({ command, env, onLine, timeoutMs = 300_000 }: ServerOptions): Promise<ServerProcess> {
  const begun = performance.now();
  const child = spawn(process.execPath, command, {
    cwd: PROJECT_DIR,
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  const keep = (text: string): void => {
    tail.push(text);
    if (tail.length > 20) tail.shift();
  };
  createInterface({ input: child.stderr }).on('line', keep);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in ${timeoutMs} ms:\n${tail.join('\n')}`)), timeoutMs);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready:\n${tail.join('\n')}`)));
    child.once('error', reject);
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parse(text);
      if (!line) return;
      if (Number(line['level']) >= 40) keep(text);
      onLine?.(line);
      if (line['msg'] !== 'ready' || typeof line['url'] !== 'string') return;
      clearTimeout(timer);
      resolve(line['url'].replace('localhost', '127.0.0.1'));
    });
  }).catch(async (error: unknown) => {
    await end(child, 'SIGKILL', gone);
    throw error;
  });
  await untilReady(url, timeoutMs);
  const readyMs = performance.now() - begun;
  return {
    pid: child.pid ?? 0,
    url,
    readyMs,
    kill: () => end(child, 'SIGKILL', gone),
    stop: () => end(child, 'SIGTERM', gone),
  };
}

/** Settings of Kefu in the caller's shell must not change what is measured. */
export function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KEFU_')));
}

async function untilReady(url: string, timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    const response = await fetch(`${url}/readyz`).catch(() => null);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${url}/readyz did not say 200 in ${timeoutMs} ms`);
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM', gone: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await gone;
}

function parse(text: string): LogLine | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as LogLine) : null;
  } catch {
    return null;
  }
}
