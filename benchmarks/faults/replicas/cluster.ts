import { existsSync } from 'node:fs';
import { freePort, startOwnRedis, type OwnRedis } from '../../../tests/coordination/support/redis.ts';
import { createDataDir, type DataDir } from '../../support/data-dirs.ts';
import { UNLIMITED } from '../../support/server-process.ts';
import { startPostgres, type PostgresServer } from './postgres-server.ts';
import { superviseReplica, type Replica } from './replica.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A replica and the wires that lead to and from it. */
export interface Node {
  readonly replica: Replica;
  readonly customers: TcpProxy;
  readonly postgres: TcpProxy;
  readonly redis: TcpProxy;
}

export interface Cluster {
  readonly postgres: PostgresServer;
  readonly redis: OwnRedis;
  readonly nodes: readonly Node[];
  /** Where clients reach each replica, up or not, as a load balancer without health checks would send them. */
  readonly urls: readonly string[];
  untilReady(): Promise<void>;
  dispose(): Promise<void>;
}

export interface ClusterOptions {
  readonly replicas: number;
  readonly env: Readonly<Record<string, string>>;
  readonly preload: readonly string[];
}

const CLOCK_LIBRARIES = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`);
const READY_MS = 600_000;
const LOOK_MS = 200;

/** PostgreSQL, Redis and replicas of our own, with a proxy on every wire. */
export async function startCluster({ replicas, env, preload }: ClusterOptions): Promise<Cluster> {
  const [postgres, redis] = await Promise.all([startPostgres(), startOwnRedis()]);
  const clockLibrary = CLOCK_LIBRARIES.find((file) => existsSync(file)) ?? null;
  const dataDirs: DataDir[] = [];
  const nodes = await Promise.all(
    Array.from({ length: replicas }, async (_, n): Promise<Node> => {
      const port = await freePort();
      const [customers, toPostgres, toRedis] = await Promise.all([
        startTcpProxy({ target: port }),
        startTcpProxy({ target: postgres.port }),
        startTcpProxy({ target: Number(new URL(redis.url).port) }),
      ]);
      const data = createDataDir('warm');
      dataDirs.push(data);
      const replica = superviseReplica({
        name: `replica ${n + 1}`,
        port,
        dataDir: data.path,
        env: {
          ...UNLIMITED,
          KEFU_DATABASE_URL: postgres.url(toPostgres.port),
          KEFU_REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
          ...env,
        },
        preload,
        clockLibrary,
      });
      return { replica, customers, postgres: toPostgres, redis: toRedis };
    }),
  );
  const abandon = (): void => {
    for (const { replica } of nodes) void replica.dispose();
    void redis.kill();
    postgres.abandon();
  };
  process.once('exit', abandon);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return {
    postgres,
    redis,
    nodes,
    urls: nodes.map(({ customers }) => `http://127.0.0.1:${customers.port}`),
    async untilReady() {
      const until = Date.now() + READY_MS;
      for (const { replica } of nodes) {
        while (!(await replica.isReady())) {
          if (Date.now() > until) throw new Error(`${replica.name} is not ready`);
          await new Promise((done) => setTimeout(done, LOOK_MS));
        }
      }
    },
    async dispose() {
      process.off('exit', abandon);
      await Promise.all(nodes.map(({ replica }) => replica.dispose()));
      await Promise.all(nodes.flatMap((node) => [node.customers, node.postgres, node.redis].map((proxy) => proxy.dispose())));
      await Promise.all([postgres.dispose(), redis.dispose()]);
      for (const data of dataDirs) data.dispose();
    },
  };
}
