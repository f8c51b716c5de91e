import { CompiledQuery, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedTurn } from '../../src/review/recorded-turns.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { createSqlAgentDirectory } from '../../src/storage/sql/agent-directory.ts';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createSqlChatSearch } from '../../src/storage/sql/chat-search.ts';
import { createSqlChurnRecords } from '../../src/storage/sql/churn-records.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createDemoShop } from '../../src/storage/sql/demo-shop.ts';
import { createSqlOutbox } from '../../src/storage/sql/outbox.ts';
import { createSqlRecentWrites } from '../../src/storage/sql/recent-writes.ts';
import { createSqlRecordedTurns } from '../../src/storage/sql/recorded-turns.ts';
import { createSqlReportStore } from '../../src/storage/sql/report-store.ts';
import { createSqlSeenContents } from '../../src/storage/sql/seen-contents.ts';
import { createSqlSendTimes } from '../../src/storage/sql/send-times.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { POSTGRES, SQLITE, titleOf, type OpenedDatabase, type TestDatabase } from './support/databases.ts';
import { fillDatabase } from './support/fill-database.ts';
import { recordQueries, type RecordingDatabase } from './support/recorded-queries.ts';

/** Where a plan of this database reads a table from end to end; empty when it goes by an index everywhere. */
type FindScans = (db: Kysely<Schema>, query: CompiledQuery) => Promise<readonly string[]>;

/** They hold only what is asked for, so that walking along them is no scan. */
const PARTIAL_INDEXES = ['conversations_unhandled'];

const DATABASES: readonly (readonly [TestDatabase, FindScans])[] = [
  [SQLITE, scansOfSqlite],
  [POSTGRES, scansOfPostgres],
];

for (const [database, findScans] of DATABASES) {
  describe.skipIf(database.missing !== null)(titleOf('the plan', database), () => {
    let opened: OpenedDatabase;
    let recording: RecordingDatabase;
    beforeAll(async () => {
      opened = await database.open();
      await fillDatabase(opened.db);
      recording = recordQueries(opened.db);
    });
    afterAll(() => opened.close());

    const now = (): number => 5_000_000;
    const log = () => createSqlConversationLog({ db: recording.db, now, newId: () => 'new-id' });
    const queue = () => createSqlTicketQueue({ db: recording.db });
    const agents = () => createSqlAgentDirectory({ db: recording.db, now });
    const outbox = () => createSqlOutbox({ db: recording.db, now });
    const contents = () => createSqlSeenContents({ db: recording.db, now });
    const shop = () => createDemoShop({ db: recording.db, now, newId: () => 'new-id' });
    const askForTurns = async (): Promise<void> => {
      const turns = createSqlRecordedTurns({ db: recording.db });
      await turns.newest(100, 110, 50);
      await turns.wordsOf([{ conversationId: 'c1', sequences: [1, 2] } as unknown as RecordedTurn]);
    };
    const note = { author: { kind: 'bot' }, body: { kind: 'note', text: 'hi' } } as const;

    it.each<readonly [string, () => Promise<unknown>]>([
      ['find', () => log().find('c1')],
      ['ofCustomer', () => log().ofCustomer('direct-line', 'dl_1', 10)],
      ['read', () => log().read('c1', { after: 1, limit: 100, audience: 'customer' })],
      ['unhandled', () => log().unhandled('c1')],
      ['pending', () => log().pending(100)],
      ['pending for long', () => log().pending(100, 4_000_000)],
      ['recent writes', () => createSqlRecentWrites({ db: recording.db }).since(4_999_000)],
      ['turn', () => log().turn('turn1')],
      [
        'accept',
        () =>
          log().accept({
            conversationId: 'c1',
            clientId: 'm1',
            text: 'hello',
            author: { kind: 'customer', id: 'dl_1' },
            attachments: [],
            channelData: null,
          }),
      ],
      [
        'commit',
        () =>
          log().commit({
            conversationId: 'c2',
            expect: { fence: 0 },
            entries: [{ ...note, id: 'e1', clientId: 'x1' }],
            ticket: { kind: 'update', ticketId: 't2', patch: { agentActiveAt: 1 } },
          }),
      ],
      ['a ticket', () => queue().find('t1')],
      ['the open ticket', () => queue().openOf('c1')],
      ['waiting tickets', () => queue().list({ status: 'waiting', limit: 100 })],
      ['my tickets', () => queue().list({ status: 'claimed', limit: 100, claimedBy: 'a1' })],
      ['closed tickets', () => queue().list({ status: 'closed', limit: 100 })],
      ['count of waiting tickets', () => queue().count('waiting')],
      ['figures of a week', () => createSqlReportStore({ db: recording.db }).report(100, 110)],
      ['recorded turns and their words', askForTurns],
      ['chats with a word', () => createSqlChatSearch({ db: recording.db }).find({ words: ['x'], before: 4_000, limit: 5 })],
      ['chats of a customer', () => createSqlChatSearch({ db: recording.db }).ofCustomer('k1', 10)],
      ['scores that outcomes judge', () => createSqlChurnRecords({ db: recording.db, now }).judged(100, 110, 50)],
      ['idle tickets', () => queue().idleSince(1_000, 100)],
      ['an agent', () => agents().find('a1')],
      ['an agent’s session', () => agents().findSession('s1')],
      ['a sign-in', () => agents().findForSignIn('a1@shop.example')],
      ['an attachment', () => createSqlAttachmentStore({ db: recording.db, now }).load('c1', 'f1')],
      ['due deliveries', () => outbox().claimDue({ limit: 10, leaseMs: 1 })],
      ['a content', () => contents().firstId('h1', 'm1', 6_000_000)],
      ['old contents', () => contents().forget()],
      ['times of sends', () => createSqlSendTimes({ db: recording.db, now }).change(['s1'], () => [[1]])],
      ['old times of sends', () => createSqlSendTimes({ db: recording.db, now }).forget(20)],
      ['a customer', () => shop().customer('k1')],
      ['an order', () => shop().order('LL1', { shopCustomerId: 'k1', contact: null })],
      ['orders of a customer', () => shop().ordersOf('k1', 10)],
    ])('of %s goes by an index', async (_what, ask) => {
      const queries = await recording.record(ask);

      expect(queries.length).toBeGreaterThan(0);
      const scans = await Promise.all(
        queries.map(async (query) => ({ sql: query.sql, scans: await findScans(opened.db, query) })),
      );
      expect(scans.filter((each) => each.scans.length > 0)).toEqual([]);
    });

    it('notices a query that reads a whole table', async () => {
      const queries = await recording.record(() =>
        recording.db.selectFrom('entries').select('id').where('body', '=', 'x').execute(),
      );

      expect(await findScans(opened.db, queries[0]!)).toHaveLength(1);
    });
  });
}

async function scansOfSqlite(db: Kysely<Schema>, query: CompiledQuery): Promise<readonly string[]> {
  const { rows } = await db.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]),
  );
  return rows
    .map(({ detail }) => detail)
    .filter((detail) => detail.startsWith('SCAN ') && !PARTIAL_INDEXES.some((index) => detail.endsWith(` ${index}`)));
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

async function scansOfPostgres(db: Kysely<Schema>, query: CompiledQuery): Promise<readonly string[]> {
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
    CompiledQuery.raw(`explain (format json) ${query.sql}`, [...query.parameters]),
  );
  return rows.flatMap((row) => row['QUERY PLAN']).flatMap(({ Plan }) => scansIn(Plan));
}

function scansIn(node: PlanNode): readonly string[] {
  const index = node['Index Name'];
  const isScan =
    node['Node Type'] === 'Seq Scan' ||
    (index !== undefined && node['Index Cond'] === undefined && !PARTIAL_INDEXES.includes(index));
  const own = isScan ? [`${node['Node Type']} on ${node['Relation Name'] ?? index ?? ''}`] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansIn)];
}
