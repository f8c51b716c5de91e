import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { RateLimiter } from '../../../src/channel/rate-limiter.ts';
import type { Announcements } from '../../../src/conversation/announcements.ts';
import type { TurnLeases } from '../../../src/conversation/turn-leases.ts';
import { createInProcessAnnouncements } from '../../../src/coordination/in-process/announcements.ts';
import { createInProcessPresence } from '../../../src/coordination/in-process/presence.ts';
import { createInProcessRateLimiter } from '../../../src/coordination/in-process/rate-limiter.ts';
import { createInProcessTurnLeases } from '../../../src/coordination/in-process/turn-leases.ts';
import { openRedis, type RedisCoordination } from '../../../src/coordination/redis/open-redis.ts';
import type { Presence } from '../../../src/handoff/presence.ts';
import { newPrefix, NO_REDIS, REDIS_URL, removeKeys } from './redis.ts';

export interface Coordination {
  readonly announcements: Announcements;
  readonly leases: TurnLeases;
  readonly limiter: RateLimiter;
  readonly presence: Presence;
}

/** A kind of coordination that the contracts of the ports are held against. */
export interface TestDriver {
  readonly name: string;
  /** Why it cannot be tested here; null when it can. */
  readonly missing: string | null;
  /** Two views of one thing: what two replicas have, or the same object twice where there is one process. */
  open(): Promise<{ readonly one: Coordination; readonly other: Coordination; close(): Promise<void> }>;
}

export const IN_PROCESS: TestDriver = {
  name: 'in process',
  missing: null,
  open: () => {
    const now = Date.now;
    const only: Coordination = {
      announcements: createInProcessAnnouncements(),
      leases: createInProcessTurnLeases(),
      limiter: createInProcessRateLimiter({ now }),
      presence: createInProcessPresence({ now }),
    };
    return Promise.resolve({ one: only, other: only, close: () => Promise.resolve() });
  },
};

export const REDIS: TestDriver = {
  name: 'Redis',
  missing: NO_REDIS,
  open: async () => {
    const prefix = newPrefix();
    const [one, other] = await Promise.all([openReplica(REDIS_URL, prefix), openReplica(REDIS_URL, prefix)]);
    return {
      one,
      other,
      async close() {
        await Promise.all([one.dispose(), other.dispose()]);
        await removeKeys(prefix);
      },
    };
  },
};

/** What one replica has of Redis. */
export function openReplica(
  url: string,
  prefix: string,
  more: Partial<Parameters<typeof openRedis>[0]> = {},
): Promise<RedisCoordination> {
  return openRedis({ url, prefix, logger: pino({ level: 'silent' }), now: Date.now, newId: () => randomUUID(), ...more });
}

/** `what: Redis`, or why it is skipped. */
export function titleOf(what: string, { name, missing }: TestDriver): string {
  return `${what}: ${name}${missing === null ? '' : ` (skipped: ${missing})`}`;
}
