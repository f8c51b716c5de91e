import { LRUCache } from 'lru-cache';
import type { RateLimiter } from '../../channel/rate-limiter.ts';

/** Keys kept; a key unused for long is full again anyway, so forgetting it changes nothing. */
const MAX_KEYS = 50_000;

export function createInProcessRateLimiter({ now }: { readonly now: () => number }): RateLimiter {
  const buckets = new LRUCache<string, { tokens: number; at: number }>({ max: MAX_KEYS });
  return {
    take(key, perMinute) {
      const at = now();
      const bucket = buckets.get(key) ?? { tokens: perMinute, at };
      const tokens = Math.min(perMinute, bucket.tokens + ((at - bucket.at) * perMinute) / 60_000);
      const isAllowed = tokens >= 1;
      buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at });
      return Promise.resolve({ waitMs: isAllowed ? 0 : Math.ceil(((1 - tokens) * 60_000) / perMinute) });
    },
  };
}
