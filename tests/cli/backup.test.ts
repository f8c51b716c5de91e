import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createDataFolder, say, SECRETS, wordsIn, type DataFolder } from '../storage/support/data-folder.ts';
import { runCommand, startCommand } from './support/run-command.ts';

describe('kefu backup and restore', { timeout: 240_000 }, () => {
  let data: DataFolder;
  let env: Readonly<Record<string, string>>;
  beforeEach(() => {
    data = createDataFolder();
    env = { KEFU_DATA_DIR: data.dataDir };
  });
  afterEach(() => data.drop());

  const backUp = async (target = join(data.folder, 'kefu.backup')): Promise<string> => {
    const { status, stderr } = await runCommand(env, 'backup', target);
    expect([status, stderr]).toEqual([0, '']);
    return target;
  };

  it('bring back log, files and secrets into an empty data folder, for their owner only', async () => {
    const db = await data.serve();
    await say(db, '包裹在哪里');
    const bytes = Buffer.from([0, 255, 1, 254]);
    await createSqlAttachmentStore({ db, now: Date.now }).save({
      attachment: { id: 'f1', name: 'photo.png', contentType: 'image/png', sizeBytes: 4 },
      conversationId: 'c1',
      bytes,
    });
    const backup = await backUp();
    await say(db, 'said after the backup');
    await data.stop();
    const elsewhere = join(data.folder, 'elsewhere');

    const { status, stdout } = await runCommand({ KEFU_DATA_DIR: elsewhere }, 'restore', backup);

    expect([status, stdout]).toEqual([0, expect.stringContaining('restored, 1 conversations')]);
    const restored = await data.open(join(elsewhere, 'kefu.sqlite'));
    expect(await wordsIn(restored)).toEqual(['包裹在哪里']);
    expect((await createSqlAttachmentStore({ db: restored, now: Date.now }).load('c1', 'f1'))?.bytes).toEqual(bytes);
    expect(readFileSync(join(elsewhere, 'secrets.json'), 'utf8')).toBe(SECRETS);
    expect(
      [backup, join(elsewhere, 'kefu.sqlite'), join(elsewhere, 'secrets.json')].map((each) => statSync(each).mode & 0o777),
    ).toEqual([0o600, 0o600, 0o600]);
    expect(readdirSync(data.folder).sort()).toEqual(['data', 'elsewhere', 'kefu.backup']);
    expect((await sql`select 1 from sqlite_master where name like 'backup%'`.execute(restored)).rows).toEqual([]);
  });

  it('take one moment of a log that is being written to, and stop nobody from writing', async () => {
    const db = await data.serve();
    const { finished } = startCommand(env, 'backup', join(data.folder, 'kefu.backup'));
    let isDone = false;
    void finished.finally(() => (isDone = true));
    let said = 0;
    while (!isDone) {
      await say(db, `m${said}`);
      said += 1;
      if (said % 20 === 0) await new Promise((next) => setImmediate(next));
    }
    expect((await finished).status).toBe(0);

    const copy = await data.open(join(data.folder, 'kefu.backup'));
    const words = await wordsIn(copy);
    expect(words).toEqual(Array.from({ length: words.length }, (_, n) => `m${n}`));
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThanOrEqual(said);
  });

  it('name the file by its time in a folder, and write over nothing', async () => {
    await data.serve();
    const shelf = join(data.folder, 'shelf');
    mkdirSync(shelf);
    await backUp(shelf);
    const [name = ''] = readdirSync(shelf);
    expect(name).toMatch(/^kefu-\d{4}-\d\d-\d\dT\d{6}Z\.backup$/);

    const again = await runCommand(env, 'backup', join(shelf, name));

    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('exists: name a file that does not')]);
    expect(readdirSync(shelf)).toEqual([name]);
  });

  it('refuse a database in use, forced or not, and leave it as it is', async () => {
    const db = await data.serve();
    const backup = await backUp();
    await say(db, 'said after the backup');

    for (const force of [[], ['--force']]) {
      const { status, stderr } = await runCommand(env, 'restore', backup, ...force);
      expect([status, stderr]).toEqual([1, expect.stringContaining('is in use: stop Kefu')]);
    }
    expect(await wordsIn(db)).toEqual(['said after the backup']);
  });

  it('point to PostgreSQL’s own tools where the data is there', async () => {
    const postgres = { ...env, KEFU_DATABASE_URL: 'postgres://kefu:kefu@localhost/kefu' };

    expect((await runCommand(postgres, 'backup', data.folder)).stderr).toContain('pg_dump');
    expect((await runCommand(postgres, 'restore', 'x')).stderr).toContain('pg_restore');
  });
});
