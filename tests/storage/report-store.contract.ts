import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { Decision } from '../../src/contract/decision.ts';
import type { HandoffReason } from '../../src/contract/ticket.ts';
import type { ReportStore } from '../../src/handoff/report-store.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlReportStore } from '../../src/storage/sql/report-store.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';
import { turnRecord } from './support/turn-record.ts';

/** What the console's figures must count on every database. */
export function describeReportStoreContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('report store', database), () => {
    let log: ConversationLog;
    let reports: ReportStore;
    let clock = 1_000;
    let ids = 0;
    beforeEach(async () => {
      clock = 1_000;
      ids = 0;
      const opened = await database.open();
      log = createSqlConversationLog({ db: opened.db, now: () => clock, newId: () => `id${(ids += 1)}` });
      reports = createSqlReportStore({ db: opened.db });
      return () => opened.close();
    });

    const talk = async (conversationId: string): Promise<void> => {
      await log.open({ id: conversationId, channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });
      await log.accept({
        conversationId,
        clientId: 'm1',
        text: 'hello',
        author: { kind: 'customer', id: 'dl_mei' },
        attachments: [],
        channelData: null,
      });
    };
    const turn = async (conversationId: string, decision: Decision): Promise<void> => {
      const conversation = await log.find(conversationId);
      const record = turnRecord({ id: `turn${(ids += 1)}`, conversationId, decision, at: clock });
      await log.commit({ conversationId, expect: { version: conversation?.version ?? -1 }, entries: [], turn: record });
    };
    const handOver = async (conversationId: string, reason: HandoffReason, claimedAt: number | null, score: number | null) => {
      const ticketId = `ticket of ${conversationId}`;
      const conversation = await log.find(conversationId);
      const ticket = { id: ticketId, reason, priority: 1, language: 'en' as const, summary: '', entities: [], churn: null };
      await log.commit({
        conversationId,
        expect: { version: conversation?.version ?? -1 },
        entries: [],
        owner: { kind: 'queue', ticketId },
        ticket: { kind: 'open', ticket },
      });
      await log.commit({
        conversationId,
        expect: { fence: (conversation?.fence ?? 0) + 1 },
        entries: [],
        ticket: { kind: 'update', ticketId, patch: { claimedAt, rating: score === null ? null : { score, comment: null } } },
      });
    };

    it('counts nothing in an empty span', async () => {
      expect(await reports.report(0, 10_000)).toEqual({
        conversations: 0,
        botOnly: 0,
        turns: 0,
        unanswered: 0,
        handoffs: {},
        medianWaitMs: null,
        ratings: { count: 0, mean: null },
      });
    });

    it('counts conversations, turns, handovers, waits and ratings', async () => {
      for (const id of ['c1', 'c2', 'c3', 'c4']) await talk(id);
      await turn('c1', { kind: 'answer-intent', intentId: 'greeting', offersHuman: false });
      await turn('c2', { kind: 'abstain' });
      await handOver('c2', 'complaint', 1_100, 2);
      await handOver('c3', 'complaint', 1_300, 5);
      await handOver('c4', 'churn-risk', null, null);

      expect(await reports.report(0, 10_000)).toEqual({
        conversations: 4,
        botOnly: 1,
        turns: 2,
        unanswered: 1,
        handoffs: { complaint: 2, 'churn-risk': 1 },
        medianWaitMs: 200,
        ratings: { count: 2, mean: 3.5 },
      });
    });

    it('counts what began in the span, its first millisecond but not its last', async () => {
      for (const at of [999, 1_000, 1_999, 2_000]) {
        clock = at;
        await talk(`c${at}`);
        await turn(`c${at}`, { kind: 'abstain' });
      }

      const { conversations, turns } = await reports.report(1_000, 2_000);

      expect({ conversations, turns }).toEqual({ conversations: 2, turns: 2 });
    });

    it('leaves out chats in which nobody wrote', async () => {
      await log.open({ id: 'c1', channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });

      expect((await reports.report(0, 10_000)).conversations).toBe(0);
    });
  });
}
