import type { TurnLeases } from '../../conversation/turn-leases.ts';
import type { RedisKeys } from './keys.ts';
import type { RedisLink } from './link.ts';

export interface RedisTurnLeasesDeps {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly replica: string;
  /** Keeps turns apart within the process; all there is while Redis is away. */
  readonly local: TurnLeases;
  readonly leaseMs?: number;
}

/** A replica that died, or hangs, keeps its conversations from the others for so long. */
const LEASE_MS = 5_000;

type Lease = { readonly kind: 'mine'; readonly holder: string } | { readonly kind: 'taken' } | { readonly kind: 'unknown' };

/**
 * One turn at a time a conversation, over all replicas. Whoever loses the lease while at work goes on: the commit says who was first.
 */
export function createRedisTurnLeases({ link, keys, replica, local, leaseMs = LEASE_MS }: RedisTurnLeasesDeps): TurnLeases {
  async function take(conversationId: string): Promise<Lease> {
    return await link.ask<Lease>(
      async (redis) => {
        const holder = await redis.takeLease(keys.lease(conversationId), keys.leaseCount(conversationId), replica, leaseMs);
        return holder === null ? { kind: 'taken' } : { kind: 'mine', holder };
      },
      () => ({ kind: 'unknown' }),
    );
  }

  async function hold<T>(key: string, holder: string, work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => link.tell((redis) => redis.keepLease(key, holder, leaseMs)), leaseMs / 3);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      link.tell((redis) => redis.releaseLease(key, holder));
    }
  }

  return {
    withLease: (conversationId, work) =>
      local.withLease(conversationId, async () => {
        const lease = await take(conversationId);
        switch (lease.kind) {
          case 'taken':
            return null;
          case 'unknown':
            return await work();
          case 'mine':
            return await hold(keys.lease(conversationId), lease.holder, work);
          default:
            return lease satisfies never;
        }
      }),
  };
}
