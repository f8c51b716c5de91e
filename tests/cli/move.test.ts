import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/storage/open-database.ts';
import { createSqlAgentDirectory } from '../../src/storage/sql/agent-directory.ts';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createDataFolder, logOver, say, wordsIn, type DataFolder } from '../storage/support/data-folder.ts';
import { fillDatabase } from '../storage/support/fill-database.ts';
import { createNamespace, NO_POSTGRES, type PostgresNamespace } from '../storage/support/postgres.ts';
import { runCommand, startCommand } from './support/run-command.ts';

describe.skipIf(NO_POSTGRES !== null)(
  `kefu move${NO_POSTGRES === null ? '' : ` (skipped: ${NO_POSTGRES})`}`,
  { timeout: 240_000 },
  () => {
    let data: DataFolder;
    let target: PostgresNamespace;
    let env: Readonly<Record<string, string>>;
    beforeEach(async () => {
      data = createDataFolder();
      target = await createNamespace();
      env = { KEFU_DATA_DIR: data.dataDir };
    });
    afterEach(async () => {
      await data.drop();
      await target.drop();
    });
    const move = (...more: readonly string[]) => runCommand(env, 'move', '--to', target.url, ...more);
    /** As far as a start of Kefu concerns the database. */
    const startKefu = async (): Promise<readonly string[]> => {
      const database = await openDatabase({ kind: 'postgres', url: target.url, poolSize: 2 });
      return await database.migrate().finally(() => database.db.destroy());
    };
    const countOf = async (table: string): Promise<number> =>
      (await target.sql<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;

    it('brings words, files, agents and secrets over as they are, and leaves the source', async () => {
      const db = await data.serve();
      const words = 'ÄÖ 包裹\u0000在哪里 🎁 “quoted” \\ \n';
      await say(db, words);
      await logOver(db).accept({
        conversationId: 'c1',
        clientId: 'm2',
        text: '',
        author: { kind: 'customer', id: 'dl_mei' },
        attachments: [],
        channelData: { nested: [1, null, { deep: true }] },
      });
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
      for (let n = 0; n < 9; n += 1) {
        await createSqlAttachmentStore({ db, now: () => 2 ** 52 }).save({
          attachment: { id: `f${n}`, name: 'x', contentType: 'image/png', sizeBytes: bytes.length },
          conversationId: 'c1',
          bytes,
        });
      }
      const agent = { id: 'a1', email: 'an@shop.example', name: 'An', role: 'admin', isDisabled: true, createdAt: 1 } as const;
      await createSqlAgentDirectory({ db, now: Date.now }).add(agent, 'hash');
      await data.stop();

      const { status, stdout, stderr } = await move();

      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/attachments +9 rows {2}[0-9a-f]{16} {2}equal/);
      const moved = target.open();
      const [first, second] = await logOver(moved).read('c1', { after: 0, limit: 10, audience: 'agent' });
      expect(first?.body).toMatchObject({ text: words });
      expect(second?.channelData).toEqual({ nested: [1, null, { deep: true }] });
      expect((await createSqlAttachmentStore({ db: moved, now: Date.now }).load('c1', 'f8'))?.bytes).toEqual(bytes);
      expect(await createSqlAgentDirectory({ db: moved, now: Date.now }).find('a1')).toEqual(agent);
      expect((await target.sql('select name from secrets order by name')).map((row) => Object.values(row)[0])).toEqual([
        'directLine',
        'identity',
        'token',
      ]);
      expect(await startKefu()).toEqual([]);
      expect(await wordsIn(await data.open())).toEqual([words, 'm2']);
    });

    it('goes on after a kill -9 in the middle, and lets no Kefu start in between', async () => {
      await fillDatabase(await data.open());
      await data.stop();
      await startKefu();
      await target.sql('begin');
      await target.sql('lock table turns in exclusive mode');
      const killed = startCommand(env, 'move', '--to', target.url);
      await vi.waitFor(
        async () => {
          expect(await target.sql(`select 1 from pg_locks where not granted and relation = 'turns'::regclass`)).toHaveLength(1);
        },
        { timeout: 120_000 },
      );
      killed.child.kill('SIGKILL');
      expect((await killed.finished).status).toBe(null);
      await target.sql('rollback');
      const written = await countOf('entries');
      expect(written).toBe(4_000 * 4);
      await expect(startKefu()).rejects.toMatchObject({
        code: 'STORE_IN_USE',
      });

      const { status, stdout } = await move();

      expect(status).toBe(0);
      expect(stdout).toMatch(/entries +16000 rows/);
      expect(stdout).toMatch(/turns +4000 rows/);
      expect(await countOf('outbox')).toBe(4_000);
      expect(await target.sql(`select to_regclass('move_progress') as found`)).toEqual([{ found: null }]);
    });

    it('refuses a target that a Kefu has served from, and a source that one serves from', async () => {
      const db = await data.serve();
      expect(await move()).toMatchObject({ status: 1, stderr: expect.stringContaining('is in use: stop Kefu') });
      await db.destroy();
      await startKefu();
      await target.sql(`insert into agents values ('a1', 'a@shop.example', 'A', 'admin', '', 0, 1)`);

      expect(await move()).toMatchObject({ status: 1, stderr: expect.stringContaining('holds data of a Kefu already (agents)') });
      expect(await countOf('conversations')).toBe(0);
    });

    it('notices that the source was written to after an interruption, and begins anew when asked', async () => {
      const db = await data.serve();
      await say(db, 'before');
      await data.stop();
      await startKefu();
      await target.sql(`create function stop() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
      await target.sql('create trigger stop before insert on agents for each row execute function stop()');
      const later = await data.open();
      await createSqlAgentDirectory({ db: later, now: Date.now }).add(
        { id: 'a1', email: 'a@x', name: 'A', role: 'agent', isDisabled: false, createdAt: 1 },
        '',
      );
      await data.stop();
      expect(await move()).toMatchObject({ status: 1, stderr: expect.stringContaining('The move stopped (P0001)') });
      await sql`update conversations set language = 'en'`.execute(await data.open());
      await data.stop();
      await target.sql('drop trigger stop on agents');

      expect(await move()).toMatchObject({ status: 1, stderr: expect.stringContaining('--restart') });
      expect((await move('--restart')).status).toBe(0);
      expect(await target.sql('select language from conversations')).toEqual([{ language: 'en' }]);
    });

    it('says what is missing', async () => {
      expect(await runCommand(env, 'move')).toMatchObject({ status: 1, stderr: expect.stringContaining('Where to?') });
      expect(await move()).toMatchObject({ status: 1, stderr: expect.stringContaining('does not exist') });
    });
  },
);
