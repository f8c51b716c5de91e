import { beforeEach, describe, expect, it } from 'vitest';
import type { Amendment } from '../../src/contract/conversation.ts';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** What happens to messages that customers change or take back, alike on every database. */
export function describeAmendEntryContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('a message that its author', database), () => {
    let store: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      store = await open();
      return () => store.close();
    });

    async function open() {
      const opened = await database.open();
      const { db } = opened;
      let ids = 0;
      const log = createSqlConversationLog({ db, now: () => 1_000, newId: () => `id${(ids += 1)}` });
      await log.open({ id: 'c1', channel: 'msteams', customerId: '29:mei', shopCustomerId: null, language: 'en' });
      const author = { kind: 'customer', id: '29:mei' } as const;
      const attachments = createSqlAttachmentStore({ db, now: () => 1_000 });
      return {
        db,
        log,
        close: () => opened.close(),
        attachments,
        queue: createSqlTicketQueue({ db }),
        say: (clientId: string, text: string, files: Parameters<typeof attachments.save>[0]['attachment'][] = []) =>
          log.accept({ conversationId: 'c1', clientId, text, author, attachments: files, channelData: null }),
        edit: (target: string, text: string, act = `edit ${target} ${text}`) =>
          log.amend({ conversationId: 'c1', author, clientId: act, target, change: { kind: 'edited', text } }),
        take: (target: string) =>
          log.amend({ conversationId: 'c1', author, clientId: `delete ${target}`, target, change: { kind: 'deleted' } }),
        async answer(upTo: number) {
          const conversation = await log.find('c1');
          return await log.commit({
            conversationId: 'c1',
            expect: { version: conversation?.version ?? -1 },
            entries: [],
            handledSequence: upTo,
          });
        },
        bodies: async () => (await log.read('c1', { after: 0, limit: 100, audience: 'agent' })).map(({ body }) => body),
      };
    }

    it('changed has the new words in its old place, and a line says so', async () => {
      await store.say('m1', 'shiping costs?');
      await store.say('m2', 'to Norway');

      await store.edit('m1', 'shipping costs?');

      expect(await store.bodies()).toMatchObject([
        { kind: 'message', text: 'shipping costs?', editedAt: expect.any(Number) },
        { kind: 'message', text: 'to Norway' },
        { kind: 'event', event: { name: 'message-edited', sequence: 1 } },
      ]);
    });

    it('took back keeps no word and no file, also not in a ticket, and no longer waits for an answer', async () => {
      const file = { id: 'f1', name: 'card.png', contentType: 'image/png', sizeBytes: 1 };
      await store.attachments.save({ attachment: file, conversationId: 'c1', bytes: Buffer.from('x') });
      await store.say('m1', 'my card is  4111-2222, order LL2611200042', [file]);
      const entity = { kind: 'order-number', text: 'LL2611200042', value: 'LL2611200042', start: 0, end: 1 } as const;
      await store.log.commit({
        conversationId: 'c1',
        expect: { version: 0 },
        entries: [],
        owner: { kind: 'queue', ticketId: 't1' },
        ticket: {
          kind: 'open',
          ticket: {
            id: 't1',
            reason: 'complaint',
            priority: 1,
            language: 'en',
            summary: 'The customer says: “my card is 4111-2222, order LL2611200042” Mentioned.',
            entities: [entity, { ...entity, text: 'mei@x.example', value: 'mei@x.example', kind: 'email' }],
            churn: null,
          },
        },
      });

      expect(await store.take('m1')).toMatchObject({ kind: 'amended', isUnanswered: true });

      expect(await store.bodies()).toMatchObject([
        { kind: 'deleted' },
        { kind: 'event', event: { name: 'message-deleted', sequence: 1 } },
      ]);
      expect(await store.attachments.load('c1', 'f1')).toBeNull();
      const ticket = await store.queue.find('t1');
      expect(ticket?.summary).toBe('The customer says: “…” Mentioned.');
      expect(ticket?.entities.map(({ value }) => value)).toEqual(['mei@x.example']);
      expect(await store.log.pending(10)).toEqual([]);
      const rows = await Promise.all(
        (['entries', 'tickets', 'conversations'] as const).map((table) => store.db.selectFrom(table).selectAll().execute()),
      );
      expect(JSON.stringify(rows)).not.toContain('4111');
    });

    it('took back before its turn leaves the others that wait, and the turn that was decided with it does not count', async () => {
      await store.say('m1', 'one');
      await store.say('m2', 'two');
      const before = await store.log.find('c1');

      await store.take('m2');

      expect((await store.log.unhandled('c1')).map(({ clientId }) => clientId)).toEqual(['m1']);
      const late = await store.log.commit({
        conversationId: 'c1',
        expect: { version: before?.version ?? -1 },
        entries: [],
        handledSequence: 2,
      });
      expect(late.kind).toBe('stale');
      await store.answer(1);
      expect(await store.log.pending(10)).toEqual([]);
    });

    it('changed after its answer is not answered again, and disturbs no turn', async () => {
      await store.say('m1', 'one');
      await store.answer(1);
      const before = await store.log.find('c1');

      expect(await store.edit('m1', 'two')).toMatchObject({ kind: 'amended', isUnanswered: false });

      expect(await store.log.pending(10)).toEqual([]);
      expect((await store.log.find('c1'))?.version).toBe(before?.version);
    });

    it('took back and then restored waits for its answer', async () => {
      await store.say('m1', 'one');
      await store.take('m1');

      await store.edit('m1', 'one after all');

      expect((await store.log.unhandled('c1')).map(({ body }) => body)).toMatchObject([{ text: 'one after all' }]);
      expect(await store.log.pending(10)).toEqual(['c1']);
    });

    it('changed twice stays as the second change left it when the channel repeats the first', async () => {
      await store.say('m1', 'one');
      await store.edit('m1', 'two', 'act-1');
      await store.edit('m1', 'three', 'act-2');

      expect(await store.edit('m1', 'two', 'act-1')).toEqual({ kind: 'unchanged' });
      expect((await store.bodies())[0]).toMatchObject({ text: 'three' });
    });

    it('took back before it came is never read, and may be restored', async () => {
      await store.say('m1', 'one');
      await store.take('m2');
      await store.take('m2');

      expect(await store.say('m2', 'two')).toMatchObject({ kind: 'duplicate' });
      expect(await store.bodies()).toEqual([expect.objectContaining({ text: 'one' }), { kind: 'deleted' }]);
      await store.answer(1);
      expect(await store.log.pending(10)).toEqual([]);

      await store.edit('m2', 'two');
      expect(await store.log.unhandled('c1')).toMatchObject([{ body: { text: 'two' } }]);
    });

    it.each<[string, Partial<Amendment>, string]>([
      ['never sent', { target: 'nobody knows it' }, 'unknown'],
      ['sent elsewhere', { conversationId: 'c2' }, 'unknown'],
      ['left as it was', { change: { kind: 'edited', text: 'one' } }, 'unchanged'],
    ])('%s changes nothing', async (_case, more, kind) => {
      await store.say('m1', 'one');
      const amendment: Amendment = {
        conversationId: 'c1',
        author: { kind: 'customer', id: '29:mei' },
        clientId: 'act',
        target: 'm1',
        change: { kind: 'edited', text: 'two' },
        ...more,
      };

      expect(await store.log.amend(amendment)).toEqual({ kind });
      expect(await store.bodies()).toHaveLength(1);
    });
  });
}
