import type { Cluster, Node } from './cluster.ts';

export interface Fault {
  readonly name: string;
  /** How often it is drawn, in proportion. */
  readonly weight: number;
  /** What two faults must not disturb at the same time. */
  readonly target: string;
  /** Disturbs, waits, and puts everything right again. False when there was nothing to disturb. */
  run(random: () => number): Promise<boolean>;
}

/** A turn's lease ends after five seconds (src/coordination/redis/turn-leases.ts). */
const PAST_LEASE_MS = { least: 5_500, most: 8_000 } as const;
const SHORT_MS = { least: 200, most: 3_000 } as const;
const LATENCY_MS = { least: 20, most: 600 } as const;
const DISK_MS = { least: 500, most: 3_000 } as const;
/** Seconds a clock jumps, either way, and comes back. */
const JUMP_SECONDS = 90;

/** Everything that this machine can do to the cluster. */
export function faultsOf(cluster: Cluster): readonly Fault[] {
  const { postgres, redis, nodes } = cluster;
  const faults: Fault[] = [
    ...nodes.flatMap(ofNode),
    { name: 'PostgreSQL: backend killed', weight: 6, target: 'postgres', run: (random) => postgres.killBackend(random) },
    { name: 'PostgreSQL: backend ended', weight: 8, target: 'postgres', run: (random) => postgres.endBackend(random) },
    ...(['fast', 'immediate', 'kill'] as const).map((how): Fault => ({
      name: `PostgreSQL: restart (${how})`,
      weight: 2,
      target: 'postgres',
      run: () => done(postgres.restart(how)),
    })),
    {
      name: 'Redis: killed, and back empty',
      weight: 6,
      target: 'redis',
      run: () => done(redis.kill().then(() => redis.restart())),
    },
    {
      name: 'Redis: flushed',
      weight: 6,
      target: 'redis',
      async run() {
        const client = redis.client();
        await client.flushall();
        client.disconnect();
        return true;
      },
    },
    {
      name: 'Redis: frozen',
      weight: 5,
      target: 'redis',
      run: (random) =>
        during(
          SHORT_MS,
          random,
          () => redis.freeze(),
          () => redis.thaw(),
        ),
    },
  ];
  const { disk } = postgres;
  if (disk) {
    faults.push({
      name: 'PostgreSQL: disk full',
      weight: 4,
      target: 'postgres',
      run: (random) =>
        during(
          DISK_MS,
          random,
          () => disk.fill(),
          () => disk.clear(),
        ),
    });
  }
  return faults;
}

function ofNode({ replica, ...wires }: Node): readonly Fault[] {
  const faults: Fault[] = [
    { name: 'replica: killed', weight: 2, target: replica.name, run: () => ifReady(() => replica.signal('SIGKILL')) },
    { name: 'replica: told to stop', weight: 1, target: replica.name, run: () => ifReady(() => replica.signal('SIGTERM')) },
    {
      name: 'replica: paused past its lease',
      weight: 3,
      target: replica.name,
      run: (random) =>
        during(
          PAST_LEASE_MS,
          random,
          () => replica.signal('SIGSTOP'),
          () => replica.signal('SIGCONT'),
        ),
    },
  ];
  const { setClock } = replica;
  if (setClock) {
    faults.push({
      name: 'replica: clock jumps and comes back',
      weight: 3,
      target: `${replica.name} clock`,
      run: (random) =>
        during(
          SHORT_MS,
          random,
          () => setClock(Math.round((2 * random() - 1) * JUMP_SECONDS)),
          () => setClock(0),
        ),
    });
  }
  for (const [name, proxy] of Object.entries(wires)) {
    const add = (what: string, weight: number, run: Fault['run']): void => {
      faults.push({ name: `wire to ${name}: ${what}`, weight, target: `${replica.name} ${name}`, run });
    };
    add('cut', 4, () => done(proxy.cut()));
    add('delayed', 2, (random) =>
      during(
        SHORT_MS,
        random,
        () => proxy.delay(between(LATENCY_MS, random)),
        () => proxy.delay(0),
      ),
    );
    add('black hole', 2, (random) =>
      during(
        SHORT_MS,
        random,
        () => proxy.blackHole(),
        () => proxy.mend(random() < 0.5 ? 'resume' : 'reset'),
      ),
    );
    add('answers lost', 4, (random) =>
      during(
        SHORT_MS,
        random,
        () => proxy.loseAnswers(true),
        () => proxy.loseAnswers(false),
      ),
    );
  }
  faults.push({
    name: 'wire to customers: duplicated',
    weight: 6,
    target: `${replica.name} customers`,
    run: (random) =>
      during(
        SHORT_MS,
        random,
        () => wires.customers.duplicate(true),
        () => wires.customers.duplicate(false),
      ),
  });
  return faults;

  /** One that is still starting would never come up if it were killed again and again. */
  async function ifReady(act: () => boolean): Promise<boolean> {
    return (await replica.isReady()) && act();
  }
}

async function during(
  span: { readonly least: number; readonly most: number },
  random: () => number,
  begin: () => unknown,
  end: () => unknown,
): Promise<boolean> {
  if (begin() === false) return false;
  await new Promise((resolve) => setTimeout(resolve, between(span, random)));
  await end();
  return true;
}

async function done(work: unknown): Promise<boolean> {
  await work;
  return true;
}

function between({ least, most }: { readonly least: number; readonly most: number }, random: () => number): number {
  return least + random() * (most - least);
}
