import type { RateLimiter } from '../../channel/rate-limiter.ts';
import type { Announcement, Announcements } from '../../conversation/announcements.ts';
import type { TurnLeases } from '../../conversation/turn-leases.ts';
import type { Presence } from '../../handoff/presence.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { createInProcessAnnouncements } from '../in-process/announcements.ts';
import { createInProcessPresence } from '../in-process/presence.ts';
import { createInProcessRateLimiter } from '../in-process/rate-limiter.ts';
import { createInProcessTurnLeases } from '../in-process/turn-leases.ts';
import { createRedisAnnouncements } from './announcements.ts';
import { redisKeys } from './keys.ts';
import { createRedisLink } from './link.ts';
import { createRedisPresence } from './presence.ts';
import { createRedisRateLimiter } from './rate-limiter.ts';
import { createRedisTurnLeases } from './turn-leases.ts';

export interface RedisDeps {
  readonly url: string;
  /** Begins every key and channel, so that several installations may use one Redis. */
  readonly prefix: string;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId: () => string;
  readonly leaseMs?: number;
  readonly pulseMs?: number;
}

export interface RedisCoordination {
  readonly announcements: Announcements;
  readonly leases: TurnLeases;
  readonly limiter: RateLimiter;
  readonly presence: Presence;
  /** Tells the listeners of this replica alone. */
  relay(announcement: Announcement): void;
  /** Whether Redis is reached; while it is not, everything here works for this replica alone. */
  isUp(): boolean;
  /** May be called twice. */
  dispose(): Promise<void>;
}

/** What replicas agree on, in Redis. Opens without Redis too, after a moment of waiting for it. */
export async function openRedis({ url, prefix, logger, now, newId, ...times }: RedisDeps): Promise<RedisCoordination> {
  const keys = redisKeys(prefix);
  const replica = newId();
  const link = createRedisLink({ url, channel: keys.announcements, replica, logger, ...times });
  const announcements = createInProcessAnnouncements();
  await link.settled();
  return {
    announcements: createRedisAnnouncements({ link, local: announcements }),
    leases: createRedisTurnLeases({ link, keys, replica, local: createInProcessTurnLeases(), ...times }),
    limiter: createRedisRateLimiter({ link, keys, local: createInProcessRateLimiter({ now }) }),
    presence: createRedisPresence({ link, keys, local: createInProcessPresence({ now }) }),
    relay: (announcement) => announcements.relay(announcement),
    isUp: () => link.isUp(),
    dispose: () => link.dispose(),
  };
}
