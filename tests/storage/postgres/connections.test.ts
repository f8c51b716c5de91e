import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationLog } from '../../../src/contract/conversation-log.ts';
import type { TurnRecord } from '../../../src/contract/turn.ts';
import { guardStore } from '../../../src/storage/guard-store.ts';
import { POOL_LIMITS } from '../../../src/storage/postgres/create-pool.ts';
import { openPostgres } from '../../../src/storage/postgres/open-database.ts';
import type { Schema } from '../../../src/storage/schema.ts';
import { createSqlConversationLog } from '../../../src/storage/sql/conversation-log.ts';
import { createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createMigratedNamespace, NO_POSTGRES, type PostgresNamespace } from '../support/postgres.ts';

describe.skipIf(NO_POSTGRES !== null)(
  `connections to PostgreSQL${NO_POSTGRES === null ? '' : ` (skipped: ${NO_POSTGRES})`}`,
  () => {
    let namespace: PostgresNamespace;
    let db: Kysely<Schema>;
    let log: ConversationLog;
    beforeEach(async () => {
      namespace = await createMigratedNamespace();
      db = namespace.open();
      log = logOver(db);
      await log.open({ id: 'c1', channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });
    });
    afterEach(() => namespace.drop());

    const logOver = (from: Kysely<Schema>): ConversationLog =>
      guardStore(createSqlConversationLog({ db: from, now: Date.now, newId: randomUUID }));
    const say = (clientId: string, to: ConversationLog = log) =>
      to.accept({
        conversationId: 'c1',
        clientId,
        text: 'hello',
        author: { kind: 'customer', id: 'dl_mei' },
        attachments: [],
        channelData: null,
      });
    const turn = (id: string): TurnRecord => ({
      id,
      conversationId: 'c1',
      sequences: [],
      language: 'en',
      replyLanguage: 'en',
      classification: null,
      entityKinds: [],
      sentiment: 0,
      passages: [],
      churn: null,
      decision: { kind: 'abstain' },
      degraded: [],
      tookMs: 1,
      at: 1,
    });
    const commitTurn = () =>
      log.commit({
        conversationId: 'c1',
        expect: { version: 0 },
        entries: [
          {
            id: randomUUID(),
            author: { kind: 'bot' },
            body: { kind: 'message', text: 'hi', attachments: [], quickReplies: [], article: null },
          },
        ],
        owner: { kind: 'queue', ticketId: 't1' },
        turn: turn('turn1'),
      });
    const pidOf = async (from: Kysely<Schema>): Promise<number> => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(from);
      return rows[0]!.pid;
    };
    const kill = async (pid: number): Promise<void> => {
      await namespace.sql('select pg_terminate_backend($1)', [pid]);
      await vi.waitFor(async () => {
        // Within a transaction the first look would stand for all others.
        await namespace.sql('select pg_stat_clear_snapshot()');
        expect(await namespace.sql('select 1 from pg_stat_activity where pid = $1', [pid])).toHaveLength(0);
      }, 10_000);
    };

    it('writes nothing of a commit whose backend is killed in the middle, and goes on', async () => {
      await namespace.sql('begin');
      await namespace.sql('lock table turns in access exclusive mode');
      const commit = commitTurn();
      const outcome = expect(commit).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      const [waiting] = await vi.waitFor(async () => {
        const rows = await namespace.sql<{ pid: number }>(
          `select pid from pg_locks where not granted and relation = 'turns'::regclass`,
        );
        expect(rows).toHaveLength(1);
        return rows;
      }, 10_000);

      await kill(waiting!.pid);
      await namespace.sql('rollback');
      await outcome;

      expect(await log.read('c1', { after: 0, limit: 10, audience: 'agent' })).toEqual([]);
      expect(await log.find('c1')).toMatchObject({ version: 0, fence: 0, owner: { kind: 'bot' }, lastSequence: 0 });
      expect((await commitTurn()).kind).toBe('committed');
      expect(await log.turn('turn1')).toMatchObject({ id: 'turn1' });
    });

    it('survives the end of a connection between two statements of a transaction', async () => {
      const broken = db.transaction().execute(async (trx) => {
        await trx.updateTable('conversations').set({ language: 'zh' }).where('id', '=', 'c1').execute();
        await kill(await pidOf(trx));
        await trx.updateTable('conversations').set({ version: 9 }).where('id', '=', 'c1').execute();
      });

      await expect(broken).rejects.toThrow();

      expect(await log.find('c1')).toMatchObject({ version: 0, language: 'en' });
    });

    it('opens new connections when the server has ended all of them', async () => {
      const pids = await Promise.all(Array.from({ length: 5 }, () => db.connection().execute(pidOf)));
      expect(new Set(pids).size).toBe(5);

      for (const pid of pids) await kill(pid);
      // What the server said at the end lies in our sockets; the event loop reads it before it comes here twice.
      for (let turn = 0; turn < 2; turn += 1) await setImmediate();

      expect((await say('m1')).kind).toBe('accepted');
    });

    it('serves more callers than it has connections', async () => {
      const results = await Promise.all(Array.from({ length: 50 }, (_, n) => say(`m${n}`)));

      expect(results.map(({ entry }) => entry.sequence).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, n) => n + 1),
      );
    });

    it('does not wait for a row longer than a statement may take', async () => {
      const impatient = logOver(namespace.open({ ...POOL_LIMITS, statementMs: 150 }));
      await namespace.sql('begin');
      await namespace.sql(`select * from conversations where id = 'c1' for update`);

      await expect(say('m1', impatient)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

      await namespace.sql('rollback');
      expect((await say('m1', impatient)).kind).toBe('accepted');
    });

    it('takes the row from a replica that hangs in a transaction', async () => {
      const hanging = namespace.open({ ...POOL_LIMITS, silentTransactionMs: 150 });
      const events = new EventEmitter();
      const hasRow = once(events, 'row');
      const wakes = once(events, 'wake');
      const hung = hanging.transaction().execute(async (trx) => {
        await trx.updateTable('conversations').set({ version: 9 }).where('id', '=', 'c1').execute();
        events.emit('row');
        await wakes;
        await trx.updateTable('conversations').set({ version: 10 }).where('id', '=', 'c1').execute();
      });
      const outcome = expect(hung).rejects.toThrow();
      await hasRow;

      expect((await say('m1')).kind).toBe('accepted');

      events.emit('wake');
      await outcome;
      expect((await log.find('c1'))?.version).toBe(0);
    });

    it('gives up on a network that went silent, and does not put the next caller behind it', async () => {
      const url = new URL(namespace.url);
      const proxy = await createCuttableProxy({ host: url.hostname, port: Number(url.port || 5432) });
      url.hostname = '127.0.0.1';
      url.port = String(proxy.port);
      const distant = openPostgres(url.href, 1, { ...POOL_LIMITS, connectMs: 1_000, answerMs: 200 });
      const distantLog = logOver(distant);
      expect((await say('m1', distantLog)).kind).toBe('accepted');

      proxy.swallow();
      await expect(say('m2', distantLog)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect(distantLog.find('c1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      proxy.mend();

      expect((await say('m2', distantLog)).kind).toBe('accepted');
      await distant.destroy();
      await proxy.close();
    });
  },
);
