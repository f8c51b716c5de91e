import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEntry } from '../../src/contract/conversation.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { ChatSearch } from '../../src/handoff/chat-search.ts';
import { createSqlChatSearch } from '../../src/storage/sql/chat-search.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

const BOT = { kind: 'bot' } as const;

/** What agents find on every database. */
export function describeChatSearchContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('chat search', database), () => {
    let log: ConversationLog;
    let search: ChatSearch;
    let clock = 1_000;
    let ids = 0;
    beforeEach(async () => {
      clock = 1_000;
      ids = 0;
      const opened = await database.open();
      log = createSqlConversationLog({ db: opened.db, now: () => clock, newId: () => `id${(ids += 1)}` });
      search = createSqlChatSearch({ db: opened.db });
      return () => opened.close();
    });

    async function say(conversationId: string, text: string, { shopCustomerId = null as string | null, file = '' } = {}) {
      clock += 1;
      await log.open({ id: conversationId, channel: 'direct-line', customerId: 'dl_mei', shopCustomerId, language: 'zh' });
      const attachments = file === '' ? [] : [{ id: 'f', name: file, contentType: 'image/png', sizeBytes: 1 }];
      const author = { kind: 'customer', id: 'dl_mei' } as const;
      await log.accept({ conversationId, clientId: `m${(ids += 1)}`, text, author, attachments, channelData: null });
    }
    async function write(conversationId: string, body: NewEntry['body'], author: NewEntry['author'] = BOT): Promise<void> {
      clock += 1;
      const conversation = await log.find(conversationId);
      const entries = [{ id: `e${(ids += 1)}`, author, body }];
      await log.commit({ conversationId, expect: { version: conversation?.version ?? -1 }, entries });
    }
    const reply = (text: string) => ({ kind: 'message', text, attachments: [], quickReplies: [], article: null }) as const;
    const find = async (text: string, before = 1_000_000, limit = 30) =>
      await search.find({ words: text.split(' ').filter((word) => word !== ''), before, limit });
    const idsOf = async (text: string) => (await find(text)).chats.map(({ conversationId }) => conversationId);

    it('finds a conversation by the words of anybody in it, the newest message first', async () => {
      await say('c1', 'Where is LL2611200042?');
      await write('c1', reply('Your parcel is in Hangzhou.'));
      await say('c2', '我的退货到哪了');

      expect(await find('ll2611200042')).toEqual({
        chats: [
          {
            conversationId: 'c1',
            channel: 'direct-line',
            shopCustomerId: null,
            language: 'zh',
            owner: 'bot',
            ticketId: null,
            message: { author: 'customer', text: 'Where is LL2611200042?', sequence: 1, at: 1_001 },
          },
        ],
        next: null,
      });
      expect(await idsOf('hangzhou PARCEL')).toEqual(['c1']);
      expect(await idsOf('退货')).toEqual(['c2']);
      expect(await idsOf('退货 parcel')).toEqual([]);
    });

    it('finds notes of agents and names of files, and nothing that only the database writes', async () => {
      await say('c1', 'see this', { file: 'Scratched-Kettle.png' });
      await write('c1', { kind: 'note', text: 'rang her, sends a new lid' }, { kind: 'agent', id: 'an', name: 'An' });

      expect(await idsOf('kettle')).toEqual(['c1']);
      expect((await find('lid')).chats[0]?.message).toMatchObject({ author: 'agent', text: 'rang her, sends a new lid' });
      for (const ours of ['attachments', 'quickReplies', 'kind', 'null', 'image/png']) expect(await idsOf(ours)).toEqual([]);
    });

    it('finds letters with accents, in capitals or not', async () => {
      await say('c1', 'un ÉCLAIR, s’il vous plaît');

      expect([await idsOf('éclair'), await idsOf('ÉCLAIR'), await idsOf('plaît')]).toEqual([['c1'], ['c1'], ['c1']]);
      expect(await idsOf('eclair')).toEqual([]);
    });

    it.each(['100%', 'a_b', '!', '"quoted"', String.raw`back\slash`, "o'clock"])('takes %s literally', async (word) => {
      await say('c1', `it says ${word} here`);
      await say('c2', 'it says 1000 axb backslash quoted oclock here');

      expect(await idsOf(word)).toEqual(['c1']);
    });

    it('gives the latest conversations of customers where nothing is asked for, without those in which nobody wrote', async () => {
      await say('c1', 'first');
      await say('c2', 'second');
      await log.open({ id: 'c3', channel: 'direct-line', customerId: 'dl_x', shopCustomerId: null, language: 'en' });
      await write('c3', reply('Hello!'));
      await say('c1', 'third');

      expect((await find('')).chats.map(({ conversationId, message }) => [conversationId, message.text])).toEqual([
        ['c1', 'third'],
        ['c2', 'second'],
      ]);
    });

    it('goes on with what is older, and misses none', { timeout: 60_000 }, async () => {
      for (let n = 0; n < 1_200; n += 1) await say(`c${n}`, n % 100 === 0 ? 'rare words' : 'hello');

      const found: string[] = [];
      let next: number | null = 1_000_000;
      let pages = 0;
      while (next !== null) {
        const page = await find('rare', next, 3);
        found.push(...page.chats.map(({ conversationId }) => conversationId));
        next = page.next;
        pages += 1;
      }

      expect(found).toEqual([1_100, 1_000, 900, 800, 700, 600, 500, 400, 300, 200, 100, 0].map((n) => `c${n}`));
      expect(pages).toBeGreaterThan(1);
    });

    it('names the latest ticket and who has the conversation', async () => {
      await say('c1', 'a person please');
      const conversation = await log.find('c1');
      const ticket = {
        id: 't1',
        reason: 'complaint',
        priority: 1,
        language: 'zh',
        summary: '',
        entities: [],
        churn: null,
      } as const;
      await log.commit({
        conversationId: 'c1',
        expect: { version: conversation?.version ?? -1 },
        entries: [],
        owner: { kind: 'queue', ticketId: 't1' },
        ticket: { kind: 'open', ticket },
      });

      expect((await find('person')).chats).toMatchObject([{ ticketId: 't1', owner: 'queue' }]);
    });

    it('finds the conversations of a customer of the shop', async () => {
      await say('c1', 'one', { shopCustomerId: 'K1' });
      await say('c2', 'two', { shopCustomerId: 'K2' });
      await say('c3', 'three', { shopCustomerId: 'K1' });
      await write('c3', reply('An answer.'));

      const chats = await search.ofCustomer('K1', 10);

      expect(chats.map(({ conversationId, message }) => [conversationId, message.text])).toEqual([
        ['c3', 'three'],
        ['c1', 'one'],
      ]);
      expect((await search.ofCustomer('k1', 10)).length).toBe(2);
      expect(await search.ofCustomer('K9', 10)).toEqual([]);
    });
  });
}
