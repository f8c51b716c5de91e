import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEntry, Owner } from '../../src/contract/conversation.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import { NEW_DIALOGUE } from '../../src/contract/dialogue.ts';
import type { NewTicket } from '../../src/contract/ticket.ts';
import type { Outbox } from '../../src/conversation/outbox.ts';
import type { RecentWrites } from '../../src/conversation/recent-writes.ts';
import type { TicketQueue } from '../../src/handoff/ticket-queue.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlOutbox } from '../../src/storage/sql/outbox.ts';
import { createSqlRecentWrites } from '../../src/storage/sql/recent-writes.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** What the conversation log, the ticket queue and the outbox must do alike on every database. */
export function describeConversationLogContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('conversation log', database), () => {
    let store: {
      readonly log: ConversationLog;
      readonly queue: TicketQueue;
      readonly outbox: Outbox;
      readonly writes: RecentWrites;
    };
    let clock = 1_000;
    let ids = 0;
    beforeEach(async () => {
      clock = 1_000;
      ids = 0;
      const opened = await database.open();
      const { db } = opened;
      const deps = { db, now: () => clock, newId: () => `id${(ids += 1)}` };
      store = {
        log: createSqlConversationLog(deps),
        queue: createSqlTicketQueue({ db }),
        outbox: createSqlOutbox(deps),
        writes: createSqlRecentWrites({ db }),
      };
      await open('c1');
      return () => opened.close();
    });

    const open = (id: string, channel = 'direct-line') =>
      store.log.open({ id, channel, customerId: 'dl_mei', shopCustomerId: null, language: 'en' });
    const say = (conversationId: string, clientId: string, text = 'hello') =>
      store.log.accept({
        conversationId,
        clientId,
        text,
        author: { kind: 'customer', id: 'dl_mei' },
        attachments: [],
        channelData: null,
      });
    const bot = (text: string): NewEntry => ({
      id: `b${(ids += 1)}`,
      author: { kind: 'bot' },
      body: { kind: 'message', text, attachments: [], quickReplies: [], article: null },
    });
    const agentSays = (text: string, clientId: string): NewEntry => ({
      ...bot(text),
      author: { kind: 'agent', id: 'a1', name: 'An' },
      clientId,
    });
    const ticket = (id: string, priority = 10): NewTicket => ({
      id,
      reason: 'asked-for-human',
      priority,
      language: 'en',
      summary: 'wants a person',
      entities: [],
      churn: null,
    });
    const read = (conversationId: string, after = 0) =>
      store.log.read(conversationId, { after, limit: 100, audience: 'customer' });

    it('opens a conversation once and gives the first one back', async () => {
      const first = await open('c1');
      const again = await store.log.open({
        id: 'c1',
        channel: 'slack',
        customerId: 'other',
        shopCustomerId: null,
        language: 'zh',
      });

      expect(again).toEqual(first);
      expect(again.owner).toEqual({ kind: 'bot' });
    });

    it('accepts a message once, however often it is sent', async () => {
      const first = await say('c1', 'm1');
      const again = await say('c1', 'm1', 'hello again');

      expect(first.kind).toBe('accepted');
      expect(again).toEqual({ kind: 'duplicate', entry: first.entry });
      expect(await read('c1')).toHaveLength(1);
    });

    it('accepts twenty copies sent at once as one', async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => say('c1', 'm1')));

      expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
      expect(new Set(results.map(({ entry }) => entry.id)).size).toBe(1);
    });

    it('takes the same client id in another conversation', async () => {
      await open('c2');

      expect((await say('c1', 'm1')).kind).toBe('accepted');
      expect((await say('c2', 'm1')).kind).toBe('accepted');
    });

    it('refuses a message to an unknown conversation', async () => {
      await expect(say('nowhere', 'm1')).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
    });

    it('numbers entries 1, 2, 3 without gaps and stamps them strictly later, whatever the clock does', async () => {
      await Promise.all(Array.from({ length: 10 }, (_, n) => say('c1', `m${n}`)));
      clock = 500;
      await say('c1', 'late');

      const entries = await read('c1');

      expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 11 }, (_, n) => n + 1));
      expect(entries.every((entry, n) => n === 0 || entry.at > (entries[n - 1]?.at ?? 0))).toBe(true);
    });

    it('keeps text, attachments and channel data to the letter', async () => {
      const text = `<script>alert(1)</script>'; DROP TABLE entries; -- \u200b 退货 👍 ../../etc/passwd`;
      const channelData = { clientActivityID: 'x1', nested: [1, { deep: '值' }] };
      await store.log.accept({
        conversationId: 'c1',
        clientId: 'x1',
        text,
        author: { kind: 'customer', id: 'dl_mei' },
        attachments: [{ id: 'f1', name: '../a.png', contentType: 'image/png', sizeBytes: 3 }],
        channelData,
      });

      const [entry] = await read('c1');

      expect(entry?.body).toEqual({
        kind: 'message',
        text,
        attachments: [{ id: 'f1', name: '../a.png', contentType: 'image/png', sizeBytes: 3 }],
        quickReplies: [],
        article: null,
      });
      expect(entry?.channelData).toEqual(channelData);
    });

    it('lists unanswered conversations, the longest waiting first, until a commit answers them', async () => {
      await open('c2');
      clock = 2_000;
      await say('c2', 'm1');
      clock = 3_000;
      await say('c1', 'm1');
      expect(await store.log.pending(10)).toEqual(['c2', 'c1']);
      expect(await store.log.pending(10, 2_000)).toEqual(['c2']);
      expect(await store.log.pending(10, 1_999)).toEqual([]);

      const conversation = await store.log.find('c2');
      await store.log.commit({
        conversationId: 'c2',
        expect: { version: conversation?.version ?? -1 },
        entries: [bot('hi')],
        handledSequence: 1,
      });

      expect(await store.log.pending(10)).toEqual(['c1']);
      expect(await store.log.unhandled('c2')).toEqual([]);
    });

    it('tells which conversations were written to since a moment, by whomever, with their last sequence', async () => {
      await open('c2');
      await say('c1', 'm1');
      await say('c2', 'm1');
      clock = 2_000;
      await say('c1', 'm2');
      await store.log.commit({ conversationId: 'c1', expect: { fence: 0 }, entries: [bot('hi'), bot('there')] });

      const recent = async (since: number) =>
        [...(await store.writes.since(since))].sort((a, b) => a.conversationId.localeCompare(b.conversationId));

      expect(await recent(1_000)).toEqual([
        { conversationId: 'c1', sequence: 4 },
        { conversationId: 'c2', sequence: 1 },
      ]);
      expect(await recent(2_000)).toEqual([{ conversationId: 'c1', sequence: 4 }]);
      expect(await recent(3_000)).toEqual([]);
    });

    it('keeps a message that came during the turn unanswered', async () => {
      await say('c1', 'm1');
      const before = await store.log.find('c1');
      await say('c1', 'm2', 'and one more');

      const result = await store.log.commit({
        conversationId: 'c1',
        expect: { version: before?.version ?? -1 },
        entries: [bot('hi')],
        handledSequence: 1,
      });

      expect(result.kind).toBe('committed');
      expect((await store.log.unhandled('c1')).map(({ clientId }) => clientId)).toEqual(['m2']);
      expect(await store.log.pending(10)).toEqual(['c1']);
    });

    it('commits one of two turns that read the same version', async () => {
      await say('c1', 'm1');
      const { version } = (await store.log.find('c1')) ?? { version: -1 };
      const turn = (text: string) =>
        store.log.commit({ conversationId: 'c1', expect: { version }, entries: [bot(text)], handledSequence: 1 });

      const results = await Promise.all([turn('one'), turn('two')]);

      expect(results.map(({ kind }) => kind).sort()).toEqual(['committed', 'stale']);
      expect(await read('c1')).toHaveLength(2);
    });

    it('refuses a message written under an older fence, and writes nothing of it', async () => {
      const queued: Owner = { kind: 'queue', ticketId: 't1' };
      await store.log.commit({
        conversationId: 'c1',
        expect: { version: 0 },
        entries: [],
        owner: queued,
        ticket: { kind: 'open', ticket: ticket('t1') },
      });

      const late = await store.log.commit({
        conversationId: 'c1',
        expect: { fence: 0 },
        entries: [bot('too late')],
        ticket: { kind: 'update', ticketId: 't1', patch: { priority: 99 } },
      });

      expect(late).toEqual({ kind: 'stale' });
      expect(await read('c1')).toEqual([]);
      expect((await store.queue.find('t1'))?.priority).toBe(10);
      expect((await store.log.find('c1'))?.fence).toBe(1);
    });

    it('takes an agent’s reply once, also when it is sent again after the owner changed', async () => {
      const send = () => store.log.commit({ conversationId: 'c1', expect: { fence: 0 }, entries: [agentSays('hello', 'r1')] });
      const first = await send();
      await store.log.commit({
        conversationId: 'c1',
        expect: { version: 0 },
        entries: [],
        owner: { kind: 'queue', ticketId: 't1' },
      });

      const again = await send();

      expect(first.kind).toBe('committed');
      expect(again.kind).toBe('duplicate');
      expect(await read('c1')).toHaveLength(1);
    });

    it('lets a turn commit although an agent-independent message came in between', async () => {
      const { version } = (await store.log.find('c1')) ?? { version: -1 };
      await say('c1', 'm1');

      const result = await store.log.commit({
        conversationId: 'c1',
        expect: { version },
        entries: [bot('hi')],
        state: { ...NEW_DIALOGUE, turns: 1 },
      });

      expect(result.kind).toBe('committed');
      expect((await store.log.find('c1'))?.state.turns).toBe(1);
    });

    it('writes nothing at all when any part of a commit fails', async () => {
      const attempt = store.log.commit({
        conversationId: 'c1',
        expect: { version: 0 },
        entries: [bot('hi')],
        owner: { kind: 'queue', ticketId: 'gone' },
        ticket: { kind: 'update', ticketId: 'gone', patch: { status: 'claimed' } },
      });

      await expect(attempt).rejects.toMatchObject({ code: 'TICKET_NOT_FOUND' });
      expect(await read('c1')).toEqual([]);
      expect((await store.log.find('c1'))?.owner).toEqual({ kind: 'bot' });
    });

    it('hides notes from the customer and shows them to agents', async () => {
      await store.log.commit({
        conversationId: 'c1',
        expect: { fence: 0 },
        entries: [{ ...agentSays('', 'n1'), body: { kind: 'note', text: 'VIP' } }],
      });

      expect(await read('c1')).toEqual([]);
      expect(await store.log.read('c1', { after: 0, limit: 10, audience: 'agent' })).toHaveLength(1);
    });

    it('reads on after a watermark, in pages', async () => {
      for (let n = 1; n <= 5; n += 1) await say('c1', `m${n}`);

      const page = await store.log.read('c1', { after: 2, limit: 2, audience: 'customer' });

      expect(page.map(({ sequence }) => sequence)).toEqual([3, 4]);
    });

    it('orders waiting tickets by priority, then age', async () => {
      for (const [n, priority] of [5, 30, 30].entries()) {
        clock += 10;
        await open(`q${n}`);
        await store.log.commit({
          conversationId: `q${n}`,
          expect: { version: 0 },
          entries: [],
          owner: { kind: 'queue', ticketId: `t${n}` },
          ticket: { kind: 'open', ticket: ticket(`t${n}`, priority) },
        });
      }

      const waiting = await store.queue.list({ status: 'waiting', limit: 10 });

      expect(waiting.map(({ id }) => id)).toEqual(['t1', 't2', 't0']);
      expect(await store.queue.count('waiting')).toBe(3);
    });

    it('never holds two open tickets for one conversation', async () => {
      const openTicket = (id: string, version: number) =>
        store.log.commit({
          conversationId: 'c1',
          expect: { version },
          entries: [],
          owner: { kind: 'queue', ticketId: id },
          ticket: { kind: 'open', ticket: ticket(id) },
        });
      await openTicket('t1', 0);

      await expect(openTicket('t2', 1)).rejects.toThrow();

      expect((await store.queue.openOf('c1'))?.id).toBe('t1');
    });

    it('puts what must be pushed into the outbox, in order, one at a time per conversation', async () => {
      await open('s1', 'slack');
      await say('s1', 'm1');
      await store.log.commit({ conversationId: 's1', expect: { fence: 0 }, entries: [bot('one'), bot('two')] });

      const first = await store.outbox.claimDue({ limit: 10, leaseMs: 1_000 });
      const meanwhile = await store.outbox.claimDue({ limit: 10, leaseMs: 1_000 });
      await store.outbox.done(first[0]!);
      const second = await store.outbox.claimDue({ limit: 10, leaseMs: 1_000 });

      expect(first.map(({ entry }) => entry.body)).toMatchObject([{ text: 'one' }]);
      expect(meanwhile).toEqual([]);
      expect(second.map(({ entry }) => entry.body)).toMatchObject([{ text: 'two' }]);
    });

    it('gives a delivery to somebody else when its lease has run out, and keeps dead letters', async () => {
      await open('s1', 'slack');
      await store.log.commit({ conversationId: 's1', expect: { fence: 0 }, entries: [bot('one')] });
      const [lost] = await store.outbox.claimDue({ limit: 1, leaseMs: 1_000 });
      clock += 2_000;
      const [again] = await store.outbox.claimDue({ limit: 1, leaseMs: 1_000 });
      expect(again?.id).toBe(lost?.id);

      await store.outbox.bury(again!, 'gone for good');
      expect(await store.outbox.deadLetters(10)).toMatchObject([{ reason: 'gone for good' }]);
      await store.outbox.revive(again?.id ?? '');
      expect(await store.outbox.claimDue({ limit: 1, leaseMs: 1_000 })).toHaveLength(1);
    });
  });
}
