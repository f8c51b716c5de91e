import type { Kysely } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PublishedContent } from '../../src/publishing/published-content.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { createSqlPublishedContent } from '../../src/storage/sql/published-content.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** Content that replicas take from the database, on every database. */
export function describePublishedContentContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('published content', database), () => {
    let db: Kysely<Schema>;
    let content: PublishedContent;
    let now: number;
    beforeEach(async () => {
      const opened = await database.open();
      db = opened.db;
      now = 1_000;
      content = createSqlPublishedContent({ db, now: () => now });
      return () => opened.close();
    });

    const publish = (hash: string, kind: 'intents' | 'knowledge' = 'intents') =>
      content.publish({ kind, hash, bytes: Buffer.from(`bytes of ${hash}`) });

    it('puts the newest version of each kind in force', async () => {
      await publish('a');
      now = 2_000;
      await publish('b');
      await publish('a', 'knowledge');

      const current = await content.current();

      expect(current).toHaveLength(2);
      expect(current).toEqual(
        expect.arrayContaining([
          { kind: 'intents', version: 2, hash: 'b', createdAt: 2_000 },
          { kind: 'knowledge', version: 1, hash: 'a', createdAt: 2_000 },
        ]),
      );
      expect(await content.read({ kind: 'intents', version: 2 })).toEqual(Buffer.from('bytes of b'));
    });

    it('does not publish again what is in force, but does what was in force before', async () => {
      await publish('a');

      expect(await publish('a')).toEqual({ kind: 'intents', version: 1, hash: 'a', createdAt: 1_000, isNew: false });
      await publish('b');
      expect(await publish('a')).toMatchObject({ version: 3, isNew: true });
    });

    it('keeps the last five versions', async () => {
      for (let n = 1; n <= 7; n += 1) await publish(`h${n}`);

      const kept = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((version) => content.read({ kind: 'intents', version })));
      expect(kept.map((bytes) => bytes !== null)).toEqual([false, false, true, true, true, true, true]);
    });

    it('withdraws one kind', async () => {
      await publish('a');
      await publish('a', 'knowledge');

      expect(await content.withdraw('intents')).toBe(true);
      expect(await content.withdraw('intents')).toBe(false);
      expect((await content.current()).map(({ kind }) => kind)).toEqual(['knowledge']);
    });

    it('lets everybody have their turn who publishes at the same moment', async () => {
      const published = await Promise.all(Array.from({ length: 4 }, (_, n) => publish(`h${n}`)));

      expect(new Set(published.map(({ version }) => version)).size).toBe(4);
      expect((await content.current()).map(({ version }) => version)).toEqual([4]);
    });
  });
}
