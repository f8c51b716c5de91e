import { beforeEach, describe, expect, it } from 'vitest';
import { titleOf, type Coordination, type TestDriver } from './support/drivers.ts';

/** What every driver of the port does. */
export function describeTurnLeasesContract(driver: TestDriver): void {
  describe.skipIf(driver.missing !== null)(titleOf('turn leases', driver), () => {
    let one: Coordination['leases'];
    let other: Coordination['leases'];
    beforeEach(async () => {
      const opened = await driver.open();
      one = opened.one.leases;
      other = opened.other.leases;
      return () => opened.close();
    });

    it('give what the work gives', async () => {
      expect(await one.withLease('c1', () => Promise.resolve('done'))).toBe('done');
    });

    it('let nobody else work on the conversation meanwhile', async () => {
      const nested = await one.withLease('c1', async () => [
        await one.withLease('c1', () => Promise.resolve('again')),
        await other.withLease('c1', () => Promise.resolve('beside')),
      ]);

      expect(nested).toEqual([null, null]);
    });

    it('keep conversations apart', async () => {
      const nested = await one.withLease('c1', () => other.withLease('c2', () => Promise.resolve('beside')));

      expect(nested).toBe('beside');
    });

    it('end with the work, whichever way it ends', async () => {
      await one.withLease('c1', () => Promise.resolve());
      await expect.poll(() => other.withLease('c1', () => Promise.resolve('after'))).toBe('after');
      await expect(other.withLease('c1', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

      await expect.poll(() => one.withLease('c1', () => Promise.resolve('after all'))).toBe('after all');
    });

    it('are given to one of many who ask at once', async () => {
      let refused = 0;
      let most = 0;
      let running = 0;
      // The work ends when all others have been refused, however long they take to ask.
      const work = async (): Promise<true> => {
        most = Math.max(most, (running += 1));
        await expect.poll(() => refused, { timeout: 10_000 }).toBe(19);
        running -= 1;
        return true;
      };
      const ask = async (leases: Coordination['leases']): Promise<true | null> => {
        const given = await leases.withLease('c1', work);
        refused += given === null ? 1 : 0;
        return given;
      };

      const given = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n % 2 === 0 ? one : other)));

      expect(given.filter((each) => each !== null)).toHaveLength(1);
      expect(most).toBe(1);
    });
  });
}
