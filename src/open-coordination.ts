import type { RateLimiter } from './channel/rate-limiter.ts';
import type { Config } from './config/load-config.ts';
import type { Announcement, Announcements } from './conversation/announcements.ts';
import { createCatchUp } from './conversation/catch-up.ts';
import type { TurnLeases } from './conversation/turn-leases.ts';
import { createInProcessAnnouncements } from './coordination/in-process/announcements.ts';
import { createInProcessPresence } from './coordination/in-process/presence.ts';
import { createInProcessRateLimiter } from './coordination/in-process/rate-limiter.ts';
import { createInProcessTurnLeases } from './coordination/in-process/turn-leases.ts';
import type { Presence } from './handoff/presence.ts';
import { guardStore } from './storage/guard-store.ts';
import type { Database } from './storage/open-database.ts';
import { createSqlRecentWrites } from './storage/sql/recent-writes.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** What the processes of one installation agree on. */
export interface Coordination {
  readonly announcements: Announcements;
  readonly leases: TurnLeases;
  readonly limiter: RateLimiter;
  readonly presence: Presence;
  /** Parts that are away, while the service goes on without them. */
  degraded(): readonly string[];
  /** May be called twice. */
  dispose(): Promise<void>;
}

export interface CoordinationDeps {
  readonly db: Database['db'];
  readonly metrics: Pick<Metrics, 'noticeMissed' | 'watch'>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId: () => string;
}

type Driver = Omit<Coordination, 'degraded'> & { relay(announcement: Announcement): void; isUp(): boolean };

/**
 * The drivers that the configuration asks for. Where several processes may write to the database, what the others wrote is also looked up
 * there: with Redis to make up for lost notices, without it instead of them.
 */
export async function openCoordination({ redis, database }: Config, deps: CoordinationDeps): Promise<Coordination> {
  const { db, metrics, now } = deps;
  const driver = redis === null ? inProcess(now) : await overRedis(redis, deps);
  const catchUp =
    database.kind === 'postgres'
      ? createCatchUp({
          ...deps,
          ...driver,
          writes: guardStore(createSqlRecentWrites({ db })),
          areNoticesWell: () => redis !== null && driver.isUp(),
          onMissed: () => metrics.noticeMissed(),
        })
      : null;
  if (redis !== null) metrics.watch({ isRedisUp: () => driver.isUp() });
  return {
    ...driver,
    degraded: () => (driver.isUp() ? [] : ['redis']),
    async dispose() {
      catchUp?.dispose();
      await driver.dispose();
    },
  };
}

async function overRedis(redis: NonNullable<Config['redis']>, deps: CoordinationDeps): Promise<Driver> {
  const { openRedis } = await import('./coordination/redis/open-redis.ts');
  return await openRedis({ ...redis, ...deps });
}

function inProcess(now: () => number): Driver {
  const announcements = createInProcessAnnouncements();
  return {
    announcements,
    leases: createInProcessTurnLeases(),
    limiter: createInProcessRateLimiter({ now }),
    presence: createInProcessPresence({ now }),
    relay: (announcement) => announcements.relay(announcement),
    isUp: () => true,
    dispose: () => Promise.resolve(),
  };
}
