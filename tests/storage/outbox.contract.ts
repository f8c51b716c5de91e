import { beforeEach, describe, expect, it } from 'vitest';
import type { References } from '../../src/channel/bot-framework/references.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { Claim, Outbox } from '../../src/conversation/outbox.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlOutbox } from '../../src/storage/sql/outbox.ts';
import { createSqlReferences } from '../../src/storage/sql/references.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

const LEASE_MS = 1_000;

/** What the queue of messages to connectors must do on every database. */
export function describeOutboxContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('outbox', database), () => {
    let log: ConversationLog;
    let outbox: Outbox;
    let references: References;
    let clock = 1_000;
    let ids = 0;
    beforeEach(async () => {
      clock = 1_000;
      ids = 0;
      const opened = await database.open();
      const deps = { db: opened.db, now: () => clock, newId: () => `id${(ids += 1)}` };
      log = createSqlConversationLog(deps);
      outbox = createSqlOutbox(deps);
      references = createSqlReferences(deps);
      return () => opened.close();
    });

    const open = async (id: string, serviceUrl = 'https://one.example/') => {
      const address = {
        channel: 'msteams',
        tenantId: 'tenant',
        threadTs: null,
        topic: null,
        reference: { channelId: 'msteams' },
      };
      await references.save({ conversationId: id, serviceUrl, ...address });
      await log.open({ id, channel: 'msteams', customerId: '29:mei', shopCustomerId: null, language: 'zh' });
    };
    const speak = async (conversationId: string, ...texts: readonly string[]) => {
      await log.commit({
        conversationId,
        expect: { fence: 0 },
        entries: texts.map((text) => ({
          id: text,
          author: { kind: 'bot' as const },
          body: { kind: 'message' as const, text, attachments: [], quickReplies: [], article: null },
        })),
      });
    };
    const claims = new Map<string, Claim>();
    const claim = async (lane?: string) => {
      const claimed = await outbox.claimDue({ limit: 10, leaseMs: LEASE_MS, ...(lane === undefined ? {} : { lane }) });
      for (const delivery of claimed) claims.set(delivery.id, delivery);
      return claimed.map(({ id }) => id);
    };
    /** The latest claim of a row. */
    const held = (id: string): Claim => claims.get(id) ?? { id, lease: 0 };

    it('names the lanes in which something is due, and gives only what stands in the lane that is asked for', async () => {
      await open('a', 'https://one.example/');
      await open('b', 'https://two.example/');
      await speak('a', 'a1', 'a2');
      await speak('b', 'b1');

      expect([...(await outbox.lanes())].sort()).toEqual(['https://one.example/', 'https://two.example/']);
      expect(await claim('https://two.example/')).toEqual(['b1']);
      expect(await claim('https://two.example/')).toEqual([]);
      expect(await claim('https://one.example/')).toEqual(['a1']);
    });

    it('holds the later messages of a conversation back until the first is done or dead', async () => {
      await open('a');
      await speak('a', 'a1', 'a2', 'a3');
      expect(await claim()).toEqual(['a1']);

      await outbox.retry(held('a1'), 5_000, '503');
      expect(await claim()).toEqual([]);

      clock = 5_000;
      expect(await claim()).toEqual(['a1']);
      await outbox.bury(held('a1'), '403 blocked');
      expect(await claim()).toEqual(['a2']);
      await outbox.done(held('a2'));
      expect(await claim()).toEqual(['a3']);
    });

    it('gives a row to one of many that claim at once', async () => {
      await open('a');
      await speak('a', 'a1');

      const claims = await Promise.all(Array.from({ length: 8 }, () => claim()));

      expect(claims.flat()).toEqual(['a1']);
    });

    it('counts attempts, but not the times when nothing was tried', async () => {
      await open('a');
      await speak('a', 'a1');
      const attempts = async () => {
        const [claimed] = await outbox.claimDue({ limit: 1, leaseMs: LEASE_MS });
        if (claimed) claims.set(claimed.id, claimed);
        return claimed?.attempts;
      };
      expect(await attempts()).toBe(1);
      await outbox.retry(held('a1'), 0, '503');
      expect(await attempts()).toBe(2);
      await outbox.postpone(held('a1'), 0);
      expect(await attempts()).toBe(2);
    });

    it('remembers which parts have arrived, and begins the lease anew', async () => {
      await open('a');
      await speak('a', 'a1');
      await claim();
      clock += LEASE_MS - 1;
      await outbox.advance(held('a1'), 2, LEASE_MS);
      clock += LEASE_MS - 1;
      expect(await claim()).toEqual([]);

      clock += 1;
      expect(await outbox.claimDue({ limit: 1, leaseMs: LEASE_MS })).toMatchObject([{ id: 'a1', partsSent: 2 }]);
    });

    it.each<[string, (claim: Claim) => Promise<unknown>]>([
      ['is done', (old) => outbox.done(old)],
      ['failed', (old) => outbox.retry(old, 0, '503')],
      ['was not tried', (old) => outbox.postpone(old, 0)],
      ['will never be taken', (old) => outbox.bury(old, '403')],
      ['has arrived in part', async (old) => expect(await outbox.advance(old, 1, LEASE_MS)).toBeNull()],
    ])('lets nobody whose lease has run out say that a message %s while another is at it', async (_case, settle) => {
      await open('a');
      await speak('a', 'a1', 'a2');
      await claim();
      const old = held('a1');
      clock += LEASE_MS;
      expect(await claim()).toEqual(['a1']);

      await settle(old);

      expect(await claim()).toEqual([]);
      await outbox.postpone(held('a1'), clock);
      expect(await outbox.claimDue({ limit: 1, leaseMs: LEASE_MS })).toMatchObject([{ id: 'a1', attempts: 2, partsSent: 0 }]);
    });

    it('believes a slow one as long as nobody else has begun', async () => {
      await open('a');
      await speak('a', 'a1', 'a2');
      await claim();
      clock += 5 * LEASE_MS;

      await outbox.done(held('a1'));

      expect(await claim()).toEqual(['a2']);
    });

    it('lets nobody settle a message that was sent again by hand meanwhile', async () => {
      await open('a');
      await speak('a', 'a1');
      await claim();
      const old = held('a1');
      await outbox.bury(old, '403 blocked');
      await outbox.revive('a1');

      await outbox.done(old);

      expect(await claim()).toEqual(['a1']);
    });

    it('sends a dead letter again only when there is one', async () => {
      await open('a');
      await speak('a', 'a1');
      expect(await outbox.revive('a1')).toBe(false);
      await claim();
      await outbox.bury(held('a1'), '403 blocked');
      expect(await outbox.deadLetters(10)).toMatchObject([{ id: 'a1', conversationId: 'a', reason: '403 blocked' }]);

      expect(await outbox.revive('a1')).toBe(true);
      expect(await outbox.deadLetters(10)).toEqual([]);
      expect(await outbox.claimDue({ limit: 1, leaseMs: LEASE_MS })).toMatchObject([{ id: 'a1', attempts: 1 }]);
    });

    it('keeps the address of a conversation, and the latest when it moves', async () => {
      await open('a', 'https://one.example/');
      await open('a', 'https://two.example/');

      expect(await references.find('a')).toEqual({
        conversationId: 'a',
        serviceUrl: 'https://two.example/',
        channel: 'msteams',
        tenantId: 'tenant',
        threadTs: null,
        topic: null,
        reference: { channelId: 'msteams' },
      });
      expect(await references.find('nowhere')).toBeNull();
    });
  });
}
