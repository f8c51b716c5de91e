import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { NewTicket, TicketPatch } from '../../src/contract/ticket.ts';
import type { TicketQueue } from '../../src/handoff/ticket-queue.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** What the view of waiting, claimed and closed tickets must show on every database. */
export function describeTicketQueueContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('ticket queue', database), () => {
    let log: ConversationLog;
    let queue: TicketQueue;
    let clock = 1_000;
    beforeEach(async () => {
      clock = 1_000;
      const opened = await database.open();
      log = createSqlConversationLog({ db: opened.db, now: () => clock, newId: () => `id${clock}` });
      queue = createSqlTicketQueue({ db: opened.db });
      return () => opened.close();
    });

    const ticket = (id: string, more: Partial<NewTicket> = {}): NewTicket => ({
      id,
      reason: 'churn-risk',
      priority: 10,
      language: 'zh',
      summary: '要求人工',
      entities: [],
      churn: null,
      ...more,
    });
    const conversationOf = (ticketId: string): string => `conversation of ${ticketId}`;
    /** A ticket in a conversation of its own, opened at the clock's time. */
    const openTicket = async (id: string, more: Partial<NewTicket> = {}): Promise<void> => {
      await log.open({
        id: conversationOf(id),
        channel: 'direct-line',
        customerId: 'dl_mei',
        shopCustomerId: null,
        language: 'zh',
      });
      await log.commit({
        conversationId: conversationOf(id),
        expect: { version: 0 },
        entries: [],
        owner: { kind: 'queue', ticketId: id },
        ticket: { kind: 'open', ticket: ticket(id, more) },
      });
    };
    const patch = async (ticketId: string, changes: TicketPatch): Promise<void> => {
      await log.commit({
        conversationId: conversationOf(ticketId),
        expect: { fence: 1 },
        entries: [],
        ticket: { kind: 'update', ticketId, patch: changes },
      });
    };
    const idsOf = async (...list: Parameters<TicketQueue['list']>): Promise<readonly string[]> =>
      (await queue.list(...list)).map(({ id }) => id);

    it('gives a ticket back to the letter', async () => {
      const churn = {
        probability: 0.62,
        logit: 0.49,
        base: -1.2,
        contributions: [],
        pattern: 'anonymous' as const,
        modelVersion: 'v1',
        threshold: 0.25,
        release: 0.2,
        segment: null,
        economics: { cost: 6, saveRate: 0.2, value: 120 },
        history: { kind: 'none' as const },
        hint: null,
      };
      const summary = `'; DROP TABLE tickets; -- 顾客 👋`;
      await openTicket('t1', { churn, summary, priority: 77 });

      expect(await queue.find('t1')).toEqual({
        ...ticket('t1', { churn, summary, priority: 77 }),
        conversationId: conversationOf('t1'),
        status: 'waiting',
        claimedBy: null,
        outcome: null,
        rating: null,
        openedAt: 1_000,
        claimedAt: null,
        closedAt: null,
        agentActiveAt: null,
      });
    });

    it('hands over a customer who wrote U+0000', async () => {
      await openTicket('t1', { summary: 'before\0after' });

      expect((await queue.find('t1'))?.summary).toMatch(/^before.after$/s);
    });

    it('knows no ticket that was never opened', async () => {
      expect(await queue.find('t1')).toBeNull();
      expect(await queue.openOf(conversationOf('t1'))).toBeNull();
    });

    it('shows a conversation’s ticket while it is open, and not after', async () => {
      await openTicket('t1');
      expect((await queue.openOf(conversationOf('t1')))?.status).toBe('waiting');

      await patch('t1', { status: 'claimed', claimedBy: 'an', claimedAt: 1_100 });
      expect((await queue.openOf(conversationOf('t1')))?.claimedBy).toBe('an');

      await patch('t1', { status: 'closed', outcome: 'resolved', closedAt: 1_200 });
      expect(await queue.openOf(conversationOf('t1'))).toBeNull();
    });

    it('lists waiting tickets by priority, claimed ones by age, closed ones latest first', async () => {
      for (const [id, priority] of [
        ['t1', 5],
        ['t2', 30],
        ['t3', 30],
        ['t4', 1],
        ['t5', 9],
        ['t6', 1],
        ['t7', 9],
      ] as const) {
        clock += 10;
        await openTicket(id, { priority });
      }
      await patch('t5', { status: 'claimed', claimedBy: 'an', claimedAt: 2_000 });
      await patch('t4', { status: 'claimed', claimedBy: 'bo', claimedAt: 2_100 });
      await patch('t6', { status: 'closed', closedAt: 3_000 });
      await patch('t7', { status: 'closed', closedAt: 3_100 });

      expect(await idsOf({ status: 'waiting', limit: 10 })).toEqual(['t2', 't3', 't1']);
      expect(await idsOf({ status: 'waiting', limit: 2 })).toEqual(['t2', 't3']);
      expect(await idsOf({ status: 'claimed', limit: 10 })).toEqual(['t4', 't5']);
      expect(await idsOf({ status: 'claimed', limit: 10, claimedBy: 'an' })).toEqual(['t5']);
      expect(await idsOf({ status: 'closed', limit: 10 })).toEqual(['t7', 't6']);
    });

    it('counts as a number', async () => {
      expect(await queue.count('waiting')).toBe(0);
      await openTicket('t1');
      await openTicket('t2');

      expect(await queue.count('waiting')).toBe(2);
      expect(await queue.count('claimed')).toBe(0);
    });

    it('finds claimed tickets whose agent has been silent, the longest first', async () => {
      for (const [id, agentActiveAt] of [
        ['t1', 5_000],
        ['t2', 4_000],
        ['t3', 9_000],
      ] as const) {
        await openTicket(id);
        await patch(id, { status: 'claimed', claimedBy: 'an', agentActiveAt });
      }
      await openTicket('waiting');

      expect((await queue.idleSince(6_000, 10)).map(({ id }) => id)).toEqual(['t2', 't1']);
      expect((await queue.idleSince(6_000, 1)).map(({ id }) => id)).toEqual(['t2']);
    });

    it('keeps a rating', async () => {
      await openTicket('t1');
      await patch('t1', { rating: { score: 5, comment: '很好' } });

      expect((await queue.find('t1'))?.rating).toEqual({ score: 5, comment: '很好' });
    });
  });
}
