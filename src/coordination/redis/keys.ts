/** Every name that Kefu uses in Redis. The braces keep what one script touches in one slot of a cluster. */
export function redisKeys(prefix: string) {
  return {
    /** Channel; Redis has one set of channels for all its databases. */
    announcements: `${prefix}:announcements`,
    /** String: who holds the turn. */
    lease: (conversationId: string): string => `${prefix}:lease:{${conversationId}}`,
    /** Counter of the leases of a conversation. */
    leaseCount: (conversationId: string): string => `${prefix}:lease-count:{${conversationId}}`,
    /** Hash: tokens left, and when that was. */
    bucket: (key: string): string => `${prefix}:bucket:{${key}}`,
    /** Sorted set: agents who take conversations, by when they were last seen. */
    presence: `${prefix}:presence`,
  };
}

export type RedisKeys = ReturnType<typeof redisKeys>;
