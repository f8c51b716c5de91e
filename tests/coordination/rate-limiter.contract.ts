import { beforeEach, describe, expect, it } from 'vitest';
import { titleOf, type Coordination, type TestDriver } from './support/drivers.ts';

/** What every driver of the port does. */
export function describeRateLimiterContract(driver: TestDriver): void {
  describe.skipIf(driver.missing !== null)(titleOf('rate limiter', driver), () => {
    let one: Coordination['limiter'];
    let other: Coordination['limiter'];
    beforeEach(async () => {
      const opened = await driver.open();
      one = opened.one.limiter;
      other = opened.other.limiter;
      return () => opened.close();
    });

    it('gives a key its tokens, wherever it asks, and then says how long to wait', async () => {
      const given: number[] = [];
      for (let n = 0; n < 5; n += 1) given.push((await (n % 2 === 0 ? one : other).take('k', 5)).waitMs);
      const { waitMs } = await other.take('k', 5);

      expect(given).toEqual([0, 0, 0, 0, 0]);
      // One of five a minute comes every twelve seconds.
      expect(waitMs).toBeGreaterThan(6_000);
      expect(waitMs).toBeLessThanOrEqual(12_000);
    });

    it('gives no more to many who ask at once', async () => {
      const asked = await Promise.all(Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? one : other).take('k', 10)));

      expect(asked.filter(({ waitMs }) => waitMs === 0)).toHaveLength(10);
    });

    it('keeps keys apart', async () => {
      await one.take('k1', 1);

      expect((await one.take('k1', 1)).waitMs).toBeGreaterThan(0);
      expect((await one.take('k2', 1)).waitMs).toBe(0);
    });

    it('fills up again with time', async () => {
      const perMinute = 1_200;
      let taken = 0;
      while ((await one.take('k', perMinute)).waitMs === 0) taken += 1;
      expect(taken).toBeGreaterThanOrEqual(perMinute);

      await expect.poll(async () => (await other.take('k', perMinute)).waitMs).toBe(0);
    });
  });
}
