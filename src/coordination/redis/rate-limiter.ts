import type { RateLimiter } from '../../channel/rate-limiter.ts';
import type { RedisKeys } from './keys.ts';
import type { RedisLink } from './link.ts';

export interface RedisRateLimiterDeps {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  /** Counts while Redis is away: each replica then grants the whole limit. */
  readonly local: RateLimiter;
}

/** The buckets of in-process/rate-limiter.ts, one for all replicas. */
export function createRedisRateLimiter({ link, keys, local }: RedisRateLimiterDeps): RateLimiter {
  return {
    take: (key, perMinute) =>
      link.ask(
        async (redis) => ({ waitMs: await redis.takeToken(keys.bucket(key), perMinute) }),
        () => local.take(key, perMinute),
      ),
  };
}
