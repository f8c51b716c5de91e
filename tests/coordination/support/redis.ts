import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export const REDIS_URL = process.env['TEST_REDIS_URL'] || 'redis://localhost:6379';

/** Why tests on Redis cannot run here; null when they can. With CI set, a missing server is a failure instead. */
export const NO_REDIS = process.env['CI'] ? null : await whyNot();

/** The same for tests that stop and start a server of their own. */
export const NO_OWN_REDIS =
  process.env['CI'] || spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'no redis-server on the PATH: CONTRIBUTING.md';

async function whyNot(): Promise<string | null> {
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return null;
  } catch (error) {
    return `no Redis for the tests: CONTRIBUTING.md says how to make one (${(error as Error).message})`;
  } finally {
    redis.disconnect();
  }
}

/** A prefix that no other test has. */
export function newPrefix(): string {
  return `kefu-test-${randomUUID()}`;
}

/** Removes what a test left under its prefix. */
export async function removeKeys(prefix: string): Promise<void> {
  const redis = new Redis(REDIS_URL);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.del(keys);
  }
  redis.disconnect();
}

export interface OwnRedis {
  readonly url: string;
  /** SIGKILL; what it held is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** SIGSTOP: takes connections and commands, and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** A client beside Kefu's, as an operator has it. */
  client(): Redis;
  dispose(): Promise<void>;
}

/** A redis-server of the test's own, on a free port, without a disk. */
export async function startOwnRedis(): Promise<OwnRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'kefu-redis-'));
  const clients: Redis[] = [];
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
      stdio: 'ignore',
    });
    const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    await redis.ping();
    redis.disconnect();
  }

  async function kill(): Promise<void> {
    const gone = server;
    server = null;
    if (!gone || gone.exitCode !== null) return;
    const exited = new Promise<void>((done) => gone.once('exit', () => done()));
    gone.kill('SIGKILL');
    await exited;
  }

  await start();
  return {
    url,
    kill,
    restart: start,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    client() {
      const redis = new Redis(url);
      redis.on('error', () => undefined);
      clients.push(redis);
      return redis;
    },
    async dispose() {
      for (const redis of clients) redis.disconnect();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
