import { beforeEach, describe, expect, it } from 'vitest';
import type { SeenContents } from '../../src/channel/bot-framework/seen-contents.ts';
import { createSqlSeenContents } from '../../src/storage/sql/seen-contents.ts';
import { titleOf, type OpenedDatabase, type TestDatabase } from './support/databases.ts';

/** How repeats of messages are recognised by content, on every database. */
export function describeSeenContentsContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('seen contents', database), () => {
    let opened: OpenedDatabase;
    let contents: SeenContents;
    let clock = 1_000;
    beforeEach(async () => {
      clock = 1_000;
      opened = await database.open();
      contents = createSqlSeenContents({ db: opened.db, now: () => clock });
      return () => opened.close();
    });

    it('gives the first id until its time is over, and then begins anew', async () => {
      expect(await contents.firstId('h1', 'm1', 2_000)).toBe('m1');
      expect(await contents.firstId('h1', 'm2', 9_000)).toBe('m1');
      expect(await contents.firstId('h2', 'm3', 2_000)).toBe('m3');

      clock = 2_000;

      expect(await contents.firstId('h1', 'm4', 3_000)).toBe('m4');
      expect(await contents.firstId('h1', 'm5', 3_000)).toBe('m4');
    });

    it('gives one id to many that come at once', async () => {
      const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => contents.firstId('h1', `m${n}`, 2_000)));

      expect(new Set(ids).size).toBe(1);
    });

    it('forgets what is over, and nothing else', async () => {
      await contents.firstId('h1', 'm1', 2_000);
      await contents.firstId('h2', 'm2', 3_000);
      clock = 2_000;

      await contents.forget();

      expect(await opened.db.selectFrom('connector_contents').select('content').execute()).toEqual([{ content: 'h2' }]);
    });
  });
}
