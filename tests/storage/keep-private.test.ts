import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOfDatabase, keepPrivate } from '../../src/storage/sqlite/keep-private.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

describe('files of the data folder', () => {
  let folder: string;
  let umask: number;
  beforeEach(() => {
    umask = process.umask(0);
    folder = mkdtempSync(join(tmpdir(), 'kefu-private-'));
  });
  afterEach(() => {
    process.umask(umask);
    rmSync(folder, { recursive: true });
  });

  it('are made for their owner only, whatever the umask', async () => {
    const file = join(folder, 'data', 'kefu.sqlite');
    const db = openSqlite(file);
    await migrate(db);

    expect([join(folder, 'data'), ...filesOfDatabase(file)].map(modeOf)).toEqual(['700', '600', '600', '600']);
    await db.destroy();
  });

  it('are closed to others where they were open, and named once', () => {
    const file = join(folder, 'kefu.sqlite');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    chmodSync(folder, 0o755);

    expect(keepPrivate([folder, ...filesOfDatabase(file)])).toEqual([folder, file]);

    expect([folder, file].map(modeOf)).toEqual(['700', '600']);
    expect(keepPrivate([folder, file])).toEqual([]);
  });

  it('leave a folder alone that is meant for everybody', () => {
    chmodSync(folder, 0o1777);

    expect(keepPrivate([folder])).toEqual([]);
    expect(modeOf(folder)).toBe('1777');
  });

  it('hold nothing of what was deleted', async () => {
    const file = join(folder, 'kefu.sqlite');
    const db = openSqlite(file);
    await migrate(db);
    const words = 'a word that nobody else says '.repeat(400);
    await sql`insert into canned_replies values ('c1', 'x', ${words}, ${words})`.execute(db);
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
    await db.deleteFrom('canned_replies').execute();
    await db.destroy();

    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(readFileSync(file).includes('nobody else says')).toBe(false);
  });
});
