import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TurnRecord } from '../../src/contract/turn.ts';
import { createRetention } from '../../src/retention/create-retention.ts';
import type { KeptKind } from '../../src/retention/retention-store.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { createSqlAgentDirectory } from '../../src/storage/sql/agent-directory.ts';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { eraseCustomer } from '../../src/storage/sql/erase-customer.ts';
import { createSqlReportStore } from '../../src/storage/sql/report-store.ts';
import { createSqlRetentionStore } from '../../src/storage/sql/retention-store.ts';
import { TABLE_NAMES, TABLES } from '../../src/storage/tables.ts';
import { POSTGRES, SQLITE, titleOf, type OpenedDatabase } from './support/databases.ts';

const DAY = 86_400_000;
const WORDS = 'my-parcel-is-late';
const FOREVER: Readonly<Record<KeptKind, number | null>> = {
  conversations: null,
  attachments: null,
  turns: null,
  delivered: null,
  'dead-letters': null,
  sessions: 0,
};

for (const database of [SQLITE, POSTGRES]) {
  describe.skipIf(database.missing !== null)(titleOf('letting data go', database), { timeout: 120_000 }, () => {
    let opened: OpenedDatabase;
    let db: Kysely<Schema>;
    let now: number;
    beforeEach(async () => {
      opened = await database.open();
      db = opened.db;
      now = 1_000 * DAY;
    });
    afterEach(() => opened.close());

    const clock = (): number => now;
    const log = () => createSqlConversationLog({ db, now: clock, newId: randomUUID });
    const store = () => createSqlRetentionStore({ db, now: clock, newId: randomUUID });
    const retention = (
      days: Partial<Record<KeptKind, number>>,
      counted: (kind: string, count: number) => void = () => undefined,
    ) =>
      createRetention({
        store: store(),
        days: { ...FOREVER, ...days },
        metrics: { dataDeleted: counted },
        logger: pino({ level: 'silent' }),
        now: clock,
      });
    const countOf = async (table: keyof Schema): Promise<number> => (await db.selectFrom(table).selectAll().execute()).length;

    /** A conversation with a file, an answer to be pushed, an act on the shop, and a closed ticket with words in it. */
    async function converse(id: string, customerId: string, { isClosed = true } = {}): Promise<void> {
      const conversation = await log().open({
        id,
        channel: 'msteams',
        customerId,
        shopCustomerId: `shop-${customerId}`,
        language: 'en',
      });
      const file = { id: `file-${id}`, name: `${WORDS}.png`, contentType: 'image/png', sizeBytes: 1 };
      await createSqlAttachmentStore({ db, now: clock }).save({
        attachment: file,
        conversationId: id,
        bytes: Buffer.from(WORDS),
      });
      const author = { kind: 'customer', id: customerId } as const;
      await log().accept({
        conversationId: id,
        clientId: 'm1',
        text: WORDS,
        author,
        attachments: [file],
        channelData: { WORDS },
      });
      const turn: TurnRecord = {
        id: `turn-${id}`,
        conversationId: id,
        sequences: [1],
        language: 'en',
        replyLanguage: 'en',
        classification: null,
        entityKinds: ['email'],
        sentiment: -1,
        passages: [],
        churn: null,
        decision: { kind: 'confirm', flow: { intentId: 'x', slots: { address: WORDS }, startedAtSequence: 1 } },
        degraded: [],
        tookMs: 3,
        at: now,
      };
      const entity = { kind: 'email', text: WORDS, value: WORDS, start: 0, end: 1 } as const;
      const message = { kind: 'message', text: WORDS, attachments: [], quickReplies: [], article: null } as const;
      await log().commit({
        conversationId: id,
        expect: { version: conversation.version },
        entries: [{ id: randomUUID(), author: { kind: 'bot' }, body: message, turnId: turn.id }],
        owner: { kind: 'queue', ticketId: `ticket-${id}` },
        handledSequence: 1,
        ticket: {
          kind: 'open',
          ticket: {
            id: `ticket-${id}`,
            reason: 'complaint',
            priority: 1,
            language: 'en',
            summary: WORDS,
            entities: [entity],
            churn: null,
          },
        },
        turn,
      });
      if (isClosed) {
        await log().commit({
          conversationId: id,
          expect: { version: conversation.version + 1 },
          entries: [],
          owner: { kind: 'bot' },
          ticket: {
            kind: 'update',
            ticketId: `ticket-${id}`,
            patch: {
              status: 'closed',
              outcome: 'resolved',
              rating: { score: 2, comment: WORDS },
              claimedAt: now + 5,
              closedAt: now + 9,
            },
          },
        });
      }
      await db
        .insertInto('shop_actions')
        .values({ idempotency_key: `${id}:1:x`, action: WORDS, result: '{}', at: now })
        .execute();
      const reference = { conversation_id: id, service_url: 'https://x', reference: WORDS, updated_at: now };
      await db.insertInto('connector_references').values(reference).execute();
    }
    /** Everything that the database holds, as text. */
    const everything = async (): Promise<string> =>
      (await Promise.all(TABLE_NAMES.map((table) => db.selectFrom(table).selectAll().execute())))
        .map((rows) => JSON.stringify(rows))
        .join('\n')
        .replaceAll(/\{"type":"Buffer","data":\[([\d,]*)\]\}/g, (_all, bytes: string) =>
          Buffer.from(bytes.split(',').map(Number)).toString(),
        );

    it('knows of each table that belongs to conversations what becomes of its rows', async () => {
      for (const table of TABLE_NAMES) {
        const columns = (await db.introspection.getTables()).find(({ name }) => name === table)?.columns ?? [];
        if (columns.some(({ name }) => name === 'conversation_id'))
          expect([table, TABLES[table].ofConversation]).not.toEqual([table, null]);
      }
    });

    it('forgets an idle conversation: no word and no id stays, and the numbers of the report do', async () => {
      await converse('z1', 'dl_mei');
      const report = () => createSqlReportStore({ db }).report(0, 2_000 * DAY);
      const before = await report();
      expect(await everything()).toContain(WORDS);
      now += 31 * DAY;

      expect(await retention({ conversations: 30 }).run()).toEqual({ conversations: 1 });

      const left = await everything();
      expect([left.includes(WORDS), left.includes('dl_mei'), left.includes('z1')]).toEqual([false, false, true]);
      expect(left.replaceAll('ticket-z1', '').replaceAll('turn-z1', '')).not.toContain('z1');
      expect(await report()).toEqual(before);
      expect(before).toMatchObject({ conversations: 1, turns: 1, handoffs: { complaint: 1 }, ratings: { count: 1, mean: 2 } });
      expect(await retention({ conversations: 30 }).run()).toEqual({});
    });

    it('lets a channel’s conversation begin anew after it was forgotten', async () => {
      await converse('msteams|a', 'u1');
      now += 31 * DAY;
      await retention({ conversations: 30 }).run();

      const again = await log().open({
        id: 'msteams|a',
        channel: 'msteams',
        customerId: 'u1',
        shopCustomerId: null,
        language: 'zh',
      });

      expect(again).toMatchObject({ lastSequence: 0, version: 0, language: 'zh' });
    });

    it('keeps a conversation with an open ticket, an unanswered message, or something new', async () => {
      await converse('open', 'u1', { isClosed: false });
      await converse('waiting', 'u2');
      await log().accept({
        conversationId: 'waiting',
        clientId: 'm2',
        text: 'hi',
        author: { kind: 'customer', id: 'u2' },
        attachments: [],
        channelData: null,
      });
      await converse('fresh', 'u3');
      now += 31 * DAY;
      await log().accept({
        conversationId: 'fresh',
        clientId: 'm2',
        text: 'hi',
        author: { kind: 'customer', id: 'u3' },
        attachments: [],
        channelData: null,
      });

      expect(await retention({ conversations: 30 }).run()).toEqual({});
    });

    it('deletes each kind by its own time, counts it, and nothing else', async () => {
      await converse('c1', 'u1');
      await db.updateTable('outbox').set({ status: 'done', done_at: now }).execute();
      await converse('c2', 'u2');
      await db.updateTable('outbox').set({ status: 'dead' }).where('conversation_id', '=', 'c2').execute();
      const agents = createSqlAgentDirectory({ db, now: clock });
      await agents.add({ id: 'a1', email: 'a@x', name: 'A', role: 'agent', isDisabled: false, createdAt: 1 }, '');
      await agents.openSession({ tokenHash: 'h', agentId: 'a1', expiresAt: now + 1 });
      const counted: Record<string, number> = {};
      const run = (days: Partial<Record<KeptKind, number>>) =>
        retention(days, (kind, count) => (counted[kind] = (counted[kind] ?? 0) + count)).run();
      now += 10 * DAY;

      expect(await run({ attachments: 11, turns: 11, delivered: 11, 'dead-letters': 11 })).toEqual({ sessions: 1 });
      expect(await run({ delivered: 9 })).toEqual({ delivered: 1 });
      expect(await run({ 'dead-letters': 9 })).toEqual({ 'dead-letters': 1 });
      expect(await run({ attachments: 9, turns: 9 })).toEqual({ attachments: 2, turns: 2 });
      expect(counted).toEqual({ sessions: 1, delivered: 1, 'dead-letters': 1, attachments: 2, turns: 2 });
      expect([await countOf('entries'), await countOf('outbox'), await countOf('tickets')]).toEqual([4, 0, 2]);
    });

    it('forgets each conversation once when two replicas do it at the same time', async () => {
      for (let n = 0; n < 6; n += 1) await converse(`c${n}`, `u${n}`);
      now += 31 * DAY;

      const counts = await Promise.all([1, 2].map(() => retention({ conversations: 30 }).run()));

      expect(counts.reduce((sum, each) => sum + (each.conversations ?? 0), 0)).toBe(6);
      expect([await countOf('conversations'), await countOf('tickets'), await countOf('entries')]).toEqual([6, 6, 0]);
    });

    it('goes through more than one batch, and stops when told to', async () => {
      const file = { conversation_id: 'c1', name: '', content_type: '', size_bytes: 0, bytes: Buffer.alloc(0), created_at: 0 };
      await converse('c1', 'u1');
      await db
        .insertInto('attachments')
        .values(Array.from({ length: 120 }, (_, n) => ({ ...file, id: `x${n}` })))
        .execute();

      const stopped = retention({ attachments: 1 });
      await stopped.dispose();
      expect(await stopped.run()).toEqual({});
      expect(await retention({ attachments: 1 }).run()).toEqual({ attachments: 120 });
    });

    it('erases a customer everywhere, with a dry run that counts the same and changes nothing', async () => {
      await converse('c1', 'u1', { isClosed: false });
      await converse('c2', 'u2');
      const file = { id: 'in-group', name: 'x', contentType: 'x', sizeBytes: 1 };
      await createSqlAttachmentStore({ db, now: clock }).save({
        attachment: file,
        conversationId: 'c2',
        bytes: Buffer.from('x'),
      });
      const author = { kind: 'customer', id: 'u1' } as const;
      await log().accept({
        conversationId: 'c2',
        clientId: 'g',
        text: 'said-in-a-group',
        author,
        attachments: [file],
        channelData: {},
      });
      const erase = (isDryRun: boolean, customerId = 'u1') =>
        eraseCustomer({ db, customerId, isDryRun, now: clock, newId: randomUUID });
      const before = await everything();

      const counted = await erase(true);
      expect(await everything()).toBe(before);
      const erased = await erase(false);

      expect(erased).toEqual(counted);
      expect(erased).toEqual({
        rows: {
          conversations: 1,
          entries: 3,
          turns: 1,
          tickets: 1,
          outbox: 1,
          connector_references: 1,
          attachments: 2,
          shop_actions: 1,
        },
        otherIds: ['shop-u1'],
      });
      const left = await everything();
      expect(['"u1"', 'shop-u1', 'said-in-a-group', 'file-c1'].filter((trace) => left.includes(trace))).toEqual([]);
      expect((await log().find('c2'))?.lastSequence).toBe(3);
      expect(await db.selectFrom('tickets').select(['status', 'summary']).where('id', '=', 'ticket-c1').execute()).toEqual([
        { status: 'closed', summary: '' },
      ]);
      expect(await erase(false)).toEqual({ rows: {}, otherIds: [] });
      expect((await erase(true, 'shop-u2')).rows.conversations).toBe(1);
    });
  });
}
