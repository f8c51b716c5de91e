import { beforeEach, describe, expect, it } from 'vitest';
import { titleOf, type Coordination, type TestDriver } from './support/drivers.ts';

/** What every driver of the port does. */
export function describePresenceContract(driver: TestDriver): void {
  describe.skipIf(driver.missing !== null)(titleOf('presence', driver), () => {
    let one: Coordination['presence'];
    let other: Coordination['presence'];
    beforeEach(async () => {
      const opened = await driver.open();
      one = opened.one.presence;
      other = opened.other.presence;
      return () => opened.close();
    });
    const sorted = async (presence: Coordination['presence']): Promise<readonly string[]> =>
      [...(await presence.available())].sort();

    it('knows at once whom it saw itself, and soon whom another saw', async () => {
      one.seen('a1', true);
      other.seen('a2', true);

      expect(await one.available()).toContain('a1');
      await expect.poll(() => sorted(one)).toEqual(['a1', 'a2']);
      await expect.poll(() => sorted(other)).toEqual(['a1', 'a2']);
    });

    it('knows nobody who takes no conversations, or who left', async () => {
      one.seen('a1', true);
      one.seen('a2', true);
      one.seen('a3', false);
      await expect.poll(() => sorted(other)).toEqual(['a1', 'a2']);

      other.seen('a1', false);
      other.gone('a2');

      await expect.poll(() => sorted(one)).toEqual([]);
    });
  });
}
