/** Token buckets by key. */
export interface RateLimiter {
  /**
   * Takes one token from the bucket of `key`, which holds `perMinute` and refills evenly.
   * `waitMs` is 0 when there was one, else the time until there will be.
   */
  take(key: string, perMinute: number): Promise<{ readonly waitMs: number }>;
}
