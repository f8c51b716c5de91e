import { startOwnRedis } from '../../tests/coordination/support/redis.ts';
import { startPostgres } from '../faults/replicas/postgres-server.ts';
import { createDataDir } from '../support/data-dirs.ts';
import { startKefu, startServer, type ServerProcess } from '../support/server-process.ts';

/** Something that answers customers, in as many processes as it has addresses. */
export interface Target {
  readonly urls: readonly string[];
  readonly pids: readonly number[];
  dispose(): Promise<void>;
}

/** What is measured, by the name that `--only` takes. */
export const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  echo: startEcho,
  sqlite: () => startReplicas([{}], []),
  postgres: () => onPostgres(1),
  replicas: () => onPostgres(2),
};

type Disposal = () => Promise<void> | void;

async function startEcho(): Promise<Target> {
  const server = await startServer({ command: ['--import', 'tsx', 'benchmarks/latency/echo-server.ts'], env: {} });
  return { urls: [server.url], pids: [server.pid], dispose: () => server.stop() };
}

/** One process needs no Redis; several are joined by one. */
async function onPostgres(count: number): Promise<Target> {
  const postgres = await startPostgres({ isOnOwnDisk: false });
  const redis = count > 1 ? await startOwnRedis() : null;
  const env = { KEFU_DATABASE_URL: postgres.url(), ...(redis ? { KEFU_REDIS_URL: redis.url } : {}) };
  return await startReplicas(
    Array.from({ length: count }, () => env),
    [() => redis?.dispose(), () => postgres.dispose()],
  );
}

async function startReplicas(
  replicas: readonly Readonly<Record<string, string>>[],
  disposals: readonly Disposal[],
): Promise<Target> {
  const servers: ServerProcess[] = [];
  const folders: Disposal[] = [];
  // One after the other: the first brings the database to its version.
  for (const env of replicas) {
    const data = createDataDir('warm');
    folders.push(() => data.dispose());
    servers.push(await startKefu(data.path, { env }));
  }
  return {
    urls: servers.map(({ url }) => url),
    pids: servers.map(({ pid }) => pid),
    async dispose() {
      await Promise.all(servers.map((server) => server.stop()));
      for (const dispose of [...folders, ...disposals]) await dispose();
    },
  };
}
