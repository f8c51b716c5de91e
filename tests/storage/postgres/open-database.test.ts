import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migratePostgres, withoutPassword } from '../../../src/storage/postgres/open-database.ts';
import { createNamespace, NO_POSTGRES, type PostgresNamespace } from '../support/postgres.ts';

describe.skipIf(NO_POSTGRES !== null)(
  `opening a database of PostgreSQL${NO_POSTGRES === null ? '' : ` (skipped: ${NO_POSTGRES})`}`,
  () => {
    let namespace: PostgresNamespace;
    beforeEach(async () => {
      namespace = await createNamespace();
    });
    afterEach(() => namespace.drop());

    it('lets replicas that start together bring it to this version once', async () => {
      const applied = await Promise.all(Array.from({ length: 6 }, () => migratePostgres(namespace.url)));

      const names = applied.flat();
      expect(names.length).toBeGreaterThan(3);
      expect(new Set(names).size).toBe(names.length);
      expect(await migratePostgres(namespace.url)).toEqual([]);
    });

    it('refuses a database that a newer program has changed', async () => {
      await migratePostgres(namespace.url);
      await namespace.sql(`insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01T00:00:00.000Z')`);

      await expect(migratePostgres(namespace.url)).rejects.toMatchObject({ code: 'STORE_NEWER' });
    });

    it('gives whole numbers as numbers, and refuses those that would be rounded', async () => {
      const db = namespace.open();

      const { rows } = await sql<{ n: number; none: null }>`select 9007199254740991::bigint as n, null::bigint as none`.execute(
        db,
      );
      expect(rows).toEqual([{ n: Number.MAX_SAFE_INTEGER, none: null }]);
      await expect(sql`select 9007199254740992::bigint`.execute(db)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    });

    it.each([
      ['no server', (url: URL) => (url.port = '1'), 'start PostgreSQL'],
      ['no such database', (url: URL) => (url.pathname = '/kefu_no_such_database'), 'createdb'],
      ['a search path to nowhere', (url: URL) => url.searchParams.set('options', '-c search_path=nowhere'), 'search_path'],
    ])('says what to do about %s, and keeps the password to itself', async (_what, spoil, advice) => {
      const url = new URL(namespace.url);
      spoil(url);

      const error: unknown = await migratePostgres(url.href).catch((reason: unknown) => reason);

      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining(advice) });
      expect((error as Error).message).not.toContain('@');
    });
  },
);

describe('withoutPassword', () => {
  it.each([
    ['postgres://kefu:s3cret@db.example:6432/kefu?sslmode=require', 'postgres://db.example:6432/kefu'],
    ['postgresql:///kefu?host=/run/postgresql&password=s3cret', 'postgresql:///kefu'],
  ])('%s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });
});
