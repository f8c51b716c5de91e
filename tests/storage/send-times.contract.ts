import { beforeEach, describe, expect, it } from 'vitest';
import type { SendTimes } from '../../src/channel/bot-framework/send-times.ts';
import { createSqlSendTimes } from '../../src/storage/sql/send-times.ts';
import { titleOf, type OpenedDatabase, type TestDatabase } from './support/databases.ts';

/** How processes know of each other's sends, on every database. */
export function describeSendTimesContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('send times', database), () => {
    let opened: OpenedDatabase;
    let times: SendTimes;
    let clock = 1_000;
    beforeEach(async () => {
      clock = 1_000;
      opened = await database.open();
      times = createSqlSendTimes({ db: opened.db, now: () => clock });
      return () => opened.close();
    });

    const read = async (...keys: readonly string[]) => {
      let seen: readonly (readonly number[])[] = [];
      await times.change(keys, (known) => ((seen = known), null));
      return seen;
    };

    it('keeps what it is told, key by key, in the order of the keys', async () => {
      await times.change(['z', 'a'], () => [[1, 2], [3]]);
      await times.change(['a'], (known) => known.map((ends) => [...ends, 4]));

      expect(await read('a', 'z', 'new')).toEqual([[3, 4], [1, 2], []]);
    });

    it('loses nothing of many that come at once', async () => {
      await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          times.change(n % 2 === 0 ? ['a', 'b'] : ['b', 'a'], (known) => known.map((ends) => [...ends, n])),
        ),
      );

      const [a, b] = await read('a', 'b');
      expect(a?.toSorted((one, two) => one - two)).toEqual(Array.from({ length: 12 }, (_, n) => n));
      expect(b).toHaveLength(12);
    });

    it('forgets what nobody sends to', async () => {
      await times.change(['old'], () => [[1]]);
      clock = 5_000;
      await times.change(['new'], () => [[2]]);

      await times.forget(5_000);

      expect(await read('old', 'new')).toEqual([[], [2]]);
    });
  });
}
