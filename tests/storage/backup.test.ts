import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreBackup, type RestoreRequest, type Restored } from '../../src/storage/sqlite/restore-backup.ts';
import { writeBackup } from '../../src/storage/sqlite/write-backup.ts';
import { createDataFolder, say, SECRETS, wordsIn, type DataFolder } from './support/data-folder.ts';

describe('backup and restore', () => {
  let data: DataFolder;
  beforeEach(() => {
    data = createDataFolder();
  });
  afterEach(() => data.drop());

  const backUp = async (target = join(data.folder, 'kefu.backup')): Promise<string> => {
    await writeBackup({ database: data.file, files: [join(data.dataDir, 'secrets.json')], target });
    return target;
  };

  const restore = (backup: string, more: Partial<RestoreRequest> = {}): Restored =>
    restoreBackup({
      backup,
      database: data.file,
      files: { 'secrets.json': join(data.dataDir, 'secrets.json') },
      isForced: false,
      now: Date.now,
      ...more,
    });

  it('leave nothing behind when there is no folder to write to', async () => {
    await data.serve();

    await expect(backUp(join(data.folder, 'missing', 'kefu.backup'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('(ENOENT): check that its folder exists'),
    });
    expect(readdirSync(data.folder)).toEqual(['data']);
  });

  it('replace a database only with --force, and keep the old one beside it', async () => {
    const db = await data.serve();
    const backup = await backUp();
    await say(db, 'said after the backup');
    await data.stop();
    writeFileSync(join(data.dataDir, 'secrets.json'), 'other secrets');

    expect(() => restore(backup)).toThrow('repeat with --force');
    expect(await wordsIn(await data.open())).toEqual(['said after the backup']);
    await data.stop();

    const { kept } = restore(backup, { isForced: true });

    expect(await wordsIn(await data.open())).toEqual([]);
    expect(readFileSync(join(data.dataDir, 'secrets.json'), 'utf8')).toBe(SECRETS);
    expect(await wordsIn(await data.open(kept.find((path) => path.includes('kefu.sqlite'))))).toEqual(['said after the backup']);
    expect(readFileSync(kept.find((path) => path.includes('secrets.json')) ?? '', 'utf8')).toBe('other secrets');
  });

  it('replace a damaged database when forced', async () => {
    await data.serve();
    const backup = await backUp();
    await data.stop();
    writeFileSync(data.file, 'not a database at all, but long enough to be looked at'.repeat(100));

    expect(() => restore(backup)).toThrow('repeat with --force');
    restore(backup, { isForced: true });

    expect(await wordsIn(await data.open())).toEqual([]);
  });

  it('keep the log of a lost database away from the restored one', async () => {
    const db = await data.serve();
    await say(db, 'before the backup');
    const backup = await backUp();
    await say(db, 'in the log only');
    const log = readFileSync(`${data.file}-wal`);
    await data.stop();
    rmSync(data.file);
    writeFileSync(`${data.file}-wal`, log);

    restore(backup);

    expect(await wordsIn(await data.open())).toEqual(['before the backup']);
    expect(readdirSync(data.dataDir).filter((name) => name.startsWith('kefu.sqlite-wal.before-restore'))).toHaveLength(1);
  });

  it.each<readonly [string, string, (backup: string) => void]>([
    [
      'is damaged',
      'is damaged',
      (backup) => {
        const bytes = readFileSync(backup);
        bytes.fill(7, 8_192, bytes.length - 4_096);
        writeFileSync(backup, bytes);
      },
    ],
    ['is cut off', 'is no readable backup', (backup) => writeFileSync(backup, readFileSync(backup).subarray(0, 5_000))],
    ['is no database', 'is no readable backup', (backup) => writeFileSync(backup, 'a shopping list')],
  ])('refuse a backup that %s', async (_what, message, spoil) => {
    await data.serve();
    const backup = await backUp();
    spoil(backup);

    expect(() => restore(backup, { database: join(data.folder, 'elsewhere', 'kefu.sqlite') })).toThrow(
      new RegExp(`${message}|is no readable backup`),
    );
    expect(readdirSync(data.folder)).not.toContain('elsewhere');
  });

  it('refuse a backup of a newer Kefu', async () => {
    const db = await data.serve();
    await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '2030-01-01')`.execute(db);

    await expect(backUp()).rejects.toMatchObject({ code: 'STORE_NEWER' });
  });
});
