import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../../tests/coordination/support/redis.ts';

export interface PostgresServer {
  readonly port: number;
  /** Address through another port of this machine, such as a proxy's; by default the server's own. */
  url(port?: number): string;
  sql<Row extends object>(text: string): Promise<readonly Row[]>;
  /** SIGKILL to a process that serves Kefu: the server throws all of them out and recovers from its log. False when there is none. */
  killBackend(random: () => number): Promise<boolean>;
  /** Ends such a process in order, as an administrator would. False when there is none. */
  endBackend(random: () => number): Promise<boolean>;
  /** `immediate` and `kill` leave recovery to the next start. Resolves when it serves again. */
  restart(how: 'fast' | 'immediate' | 'kill'): Promise<void>;
  /** Null where the data has no disk of its own, since that takes the right to mount one. */
  readonly disk: { fill(): void; clear(): Promise<void> } | null;
  /** At once, as far as that goes: for a run that ends before its time. */
  abandon(): void;
  dispose(): Promise<void>;
}

const DISK_BYTES = 700_000_000;
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;
const RETRY_MS = 50;
const DEADLINE_MS = 120_000;

/**
 * A PostgreSQL of our own, from the programs that are installed, on a free port, which may be killed. Its data lies on a small disk of its own
 * in memory where mounting one is allowed, so that it can be filled; or in the temporary folder, where a write takes as long as it takes.
 */
export async function startPostgres({ isOnOwnDisk = true } = {}): Promise<PostgresServer> {
  const bin = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
  const user = unprivileged();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'kefu-postgres-'));
  const isMounted =
    isOnOwnDisk && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'kefu-faults', folder]).status === 0;
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'kefu', '--auth=trust', '-E', 'UTF8', '--locale=C'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  const filler = join(folder, 'filler');
  let server: ChildProcess | null = null;
  let gone = Promise.resolve();

  async function start(): Promise<void> {
    const until = Date.now() + DEADLINE_MS;
    while (Date.now() < until) {
      if (server === null) launch();
      if (await answers()) return;
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
    throw new Error('PostgreSQL did not start again');
  }

  /** It may end again at once: the last one's memory is still in use, or its disk is full. */
  function launch(): void {
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_wal_size: '128MB',
      shared_buffers: '64MB',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...options], { ...user, cwd: folder, stdio: 'ignore' });
    server = child;
    gone = new Promise((done) =>
      child.once('exit', () => {
        if (server === child) server = null;
        done();
      }),
    );
  }

  async function answers(): Promise<boolean> {
    try {
      await sql('select 1');
      return true;
    } catch {
      return false;
    }
  }

  async function sql<Row extends object>(text: string): Promise<readonly Row[]> {
    const client = new Client({ connectionString: url(), connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  function url(through = port): string {
    return `postgres://kefu@127.0.0.1:${through}/postgres`;
  }

  async function backend(random: () => number): Promise<number | null> {
    const rows = await sql<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'kefu'`);
    return rows[Math.floor(random() * rows.length)]?.pid ?? null;
  }

  await start();
  return {
    port,
    url,
    sql,
    async killBackend(random) {
      const pid = await backend(random);
      if (pid === null) return false;
      process.kill(pid, 'SIGKILL');
      await start();
      return true;
    },
    async endBackend(random) {
      const pid = await backend(random);
      if (pid === null) return false;
      await sql(`select pg_terminate_backend(${pid})`);
      return true;
    },
    async restart(how) {
      server?.kill(SIGNALS[how]);
      await gone;
      await start();
    },
    disk: isMounted
      ? {
          fill() {
            const { bavail, bsize } = statfsSync(folder);
            spawnSync('fallocate', ['-l', String(bavail * bsize), filler]);
          },
          async clear() {
            rmSync(filler, { force: true });
            await start();
          },
        }
      : null,
    abandon() {
      server?.kill('SIGQUIT');
      if (isMounted) spawnSync('umount', ['--lazy', folder]);
    },
    async dispose() {
      server?.kill('SIGINT');
      await gone;
      if (isMounted) spawnSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
