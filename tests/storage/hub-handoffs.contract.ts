import { beforeEach, describe, expect, it } from 'vitest';
import type { HubHandoffs } from '../../src/channel/handoff-hub/hub-handoffs.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlHubHandoffs } from '../../src/storage/sql/hub-handoffs.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** What is known of customers who are offered to a handoff hub, alike on every database. */
export function describeHubHandoffsContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('handoffs to a hub', database), () => {
    let log: ConversationLog;
    let handoffs: HubHandoffs;
    let clock = 1_000;
    beforeEach(async () => {
      const opened = await database.open();
      let ids = 0;
      clock = 1_000;
      log = createSqlConversationLog({ db: opened.db, now: () => clock, newId: () => `id${(ids += 1)}` });
      handoffs = createSqlHubHandoffs({ db: opened.db, now: () => clock });
      return () => opened.close();
    });

    async function openTicket(id: string): Promise<void> {
      const conversationId = `c-${id}`;
      await log.open({ id: conversationId, channel: 'msteams', customerId: 'mei', shopCustomerId: null, language: 'en' });
      await log.commit({
        conversationId,
        expect: { version: 0 },
        entries: [],
        owner: { kind: 'queue', ticketId: id },
        ticket: {
          kind: 'open',
          ticket: { id, reason: 'complaint', priority: 1, language: 'en', summary: '', entities: [], churn: null },
        },
      });
    }
    const say = (id: string) =>
      log.accept({
        conversationId: `c-${id}`,
        clientId: `m${clock}`,
        text: 'hi',
        author: { kind: 'customer', id: 'mei' },
        attachments: [],
        channelData: null,
      });
    const claim = async () => (await handoffs.claimDue({ limit: 10, leaseMs: 1_000 })).map(({ ticketId }) => ticketId);

    it('are enlisted once for each waiting ticket, and claimed by one', async () => {
      await openTicket('t1');
      await openTicket('t2');

      expect(await handoffs.enlist(10)).toBe(2);
      expect(await handoffs.enlist(10)).toBe(0);

      const claimed = await Promise.all([claim(), claim(), claim()]);
      expect(claimed.flat().toSorted()).toEqual(['t1', 't2']);
      clock += 2_000;
      expect(await claim()).toHaveLength(2);
    });

    it('are due again when their conversation’s log has grown, and no longer when they are over', async () => {
      await openTicket('t1');
      await handoffs.enlist(10);
      await claim();
      await handoffs.move('t1', ['offering'], 'offered');
      await handoffs.sent('t1', 0);
      await handoffs.release('t1', clock);
      expect(await claim()).toEqual([]);

      await say('t1');
      expect(await handoffs.claimDue({ limit: 1, leaseMs: 1 })).toMatchObject([
        { ticketId: 't1', state: 'offered', sentSequence: 0, attempts: 1 },
      ]);

      expect(await handoffs.move('t1', ['accepted'], 'ended')).toBe(false);
      expect(await handoffs.openOf('c-t1')).toMatchObject({ state: 'offered' });
      expect(await handoffs.move('t1', ['offered'], 'ended')).toBe(true);
      clock += 2_000;
      expect(await claim()).toEqual([]);
      expect(await handoffs.openOf('c-t1')).toBeNull();
      expect(await handoffs.enlist(10)).toBe(0);
    });
  });
}
