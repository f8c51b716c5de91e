import { beforeEach, describe, expect, it } from 'vitest';
import type { Kysely } from 'kysely';
import type { Schema } from '../../src/storage/schema.ts';
import { keepSecrets } from '../../src/storage/sql/keep-secrets.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** How secrets that nobody set are agreed on, on every database. */
export function describeKeepSecretsContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('kept secrets', database), () => {
    let db: Kysely<Schema>;
    beforeEach(async () => {
      const opened = await database.open();
      db = opened.db;
      return () => opened.close();
    });

    it('keeps the first ones', async () => {
      const first = await keepSecrets(db, { token: 'a', identity: 'b' });
      const later = await keepSecrets(db, { token: 'x', identity: 'y' });

      expect(first).toEqual({ secrets: { token: 'a', identity: 'b' }, isNew: true });
      expect(later).toEqual({ secrets: { token: 'a', identity: 'b' }, isNew: false });
    });

    it('adds one that a newer version asks for', async () => {
      await keepSecrets(db, { token: 'a' });

      expect(await keepSecrets(db, { token: 'x', identity: 'y' })).toEqual({
        secrets: { token: 'a', identity: 'y' },
        isNew: true,
      });
    });

    it('agrees on the same ones when ten processes start together', async () => {
      const kept = await Promise.all(
        Array.from({ length: 10 }, (_, n) => keepSecrets(db, { token: `t${n}`, identity: `i${n}` })),
      );

      expect(new Set(kept.map(({ secrets }) => `${secrets['token']} ${secrets['identity']}`)).size).toBe(1);
      expect(kept.filter(({ isNew }) => isNew)).toHaveLength(1);
    });
  });
}
