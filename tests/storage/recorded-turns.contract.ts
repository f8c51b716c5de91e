import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { Decision } from '../../src/contract/decision.ts';
import type { RecordedTurns } from '../../src/review/recorded-turns.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlRecordedTurns } from '../../src/storage/sql/recorded-turns.ts';
import { createSqlRetentionStore } from '../../src/storage/sql/retention-store.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';
import { turnRecord } from './support/turn-record.ts';

const AUTHOR = { kind: 'customer', id: 'dl_mei' } as const;
const PASSAGE = { id: 'gifts/en#0', articleId: 'gifts', language: 'en', title: 'Gifts', headings: [], text: 'Yes.' } as const;

/** What is left of turns for those who review the content, on every database. */
export function describeRecordedTurnsContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('recorded turns', database), () => {
    let log: ConversationLog;
    let turns: RecordedTurns;
    let forget: (before: number) => Promise<unknown>;
    let clock = 1_000;
    let ids = 0;
    beforeEach(async () => {
      clock = 1_000;
      ids = 0;
      const opened = await database.open();
      const deps = { db: opened.db, now: () => clock, newId: () => `id${(ids += 1)}` };
      log = createSqlConversationLog(deps);
      turns = createSqlRecordedTurns({ db: opened.db });
      forget = (before) => createSqlRetentionStore(deps).deleteOlder('conversations', before, 100);
      return () => opened.close();
    });

    /** What the customer says, and what the bot decided on it. */
    async function turn(conversationId: string, said: readonly string[], decision: Decision, degraded: readonly string[] = []) {
      await log.open({ id: conversationId, channel: 'direct-line', customerId: AUTHOR.id, shopCustomerId: null, language: 'en' });
      const sequences: number[] = [];
      for (const text of said) {
        const message = { conversationId, clientId: `m${(ids += 1)}`, text, author: AUTHOR, attachments: [], channelData: null };
        sequences.push((await log.accept(message)).entry.sequence);
      }
      const conversation = await log.find(conversationId);
      const id = `turn${(ids += 1)}`;
      const record = turnRecord({ id, conversationId, sequences, decision, degraded, at: clock });
      await log.commit({
        conversationId,
        expect: { version: conversation?.version ?? -1 },
        entries: [],
        handledSequence: sequences.at(-1) ?? 0,
        turn: record,
      });
      return id;
    }

    it('gives of each turn what was decided, newest first', async () => {
      const rest = { sequences: [1], reason: null, articleId: null, intentId: null, isDegraded: false };
      const passage = { passage: PASSAGE, score: 0.9, via: 'vector' } as const;
      const a = await turn('c1', ['hi'], { kind: 'answer-intent', intentId: 'greeting', offersHuman: false });
      clock += 1;
      const b = await turn('c2', ['wrap?'], {
        kind: 'answer-passage',
        passage,
        intentId: null,
        isFollowUp: false,
        offersHuman: false,
      });
      clock += 1;
      const c = await turn('c3', ['person!'], { kind: 'handoff', reason: 'asked-for-human' }, ['embedding']);

      expect(await turns.newest(0, 10_000, 100)).toEqual([
        { ...rest, id: c, conversationId: 'c3', at: 1_002, kind: 'handoff', reason: 'asked-for-human', isDegraded: true },
        { ...rest, id: b, conversationId: 'c2', at: 1_001, kind: 'answer-passage', articleId: 'gifts' },
        { ...rest, id: a, conversationId: 'c1', at: 1_000, kind: 'answer-intent', intentId: 'greeting' },
      ]);
    });

    it('keeps to the span, its first millisecond but not its last, and to the limit', async () => {
      for (clock of [999, 1_000, 1_500, 1_999, 2_000]) await turn(`c${clock}`, ['hi'], { kind: 'abstain' });

      expect((await turns.newest(1_000, 2_000, 100)).map(({ at }) => at)).toEqual([1_999, 1_500, 1_000]);
      expect((await turns.newest(1_000, 2_000, 2)).map(({ at }) => at)).toEqual([1_999, 1_500]);
    });

    it('misses and repeats none of many turns of one moment', { timeout: 60_000 }, async () => {
      for (let n = 0; n < 510; n += 1) await turn(`c${n % 5}`, [], { kind: 'abstain' });

      const found = await turns.newest(0, 10_000, 5_000);

      expect([found.length, new Set(found.map(({ id }) => id)).size]).toEqual([510, 510]);
    });

    it('gives the words of each turn, several messages as one', async () => {
      const a = await turn('c1', ['do you wrap', 'gifts?'], { kind: 'abstain' });
      const b = await turn('c2', ['有自行车吗'], { kind: 'abstain' });
      await turn('c2', ['and tents?'], { kind: 'abstain' });
      const asked = (await turns.newest(0, 10_000, 100)).filter(({ id }) => [a, b].includes(id));

      expect(await turns.wordsOf(asked)).toEqual(
        new Map([
          [a, 'do you wrap\ngifts?'],
          [b, '有自行车吗'],
        ]),
      );
    });

    it('says of forgotten chats what kind of turn it was, and none of their words', async () => {
      const id = await turn('c1', ['where is my gift'], { kind: 'offer-human', reason: 'bot-stuck' });
      await forget(clock + 1);

      const [forgotten] = await turns.newest(0, 10_000, 100);

      expect(forgotten).toMatchObject({ id, kind: 'offer-human', reason: null, articleId: null, sequences: [] });
      expect(await turns.wordsOf([forgotten!])).toEqual(new Map());
    });

    it('has no words of a message that was taken back', async () => {
      await turn('c1', ['where is my gift'], { kind: 'abstain' });
      const [{ clientId }] = (await log.read('c1', { after: 0, limit: 1, audience: 'agent' })) as unknown as [
        { clientId: string },
      ];
      await log.amend({
        conversationId: 'c1',
        author: AUTHOR,
        clientId: 'back',
        target: clientId,
        change: { kind: 'deleted' },
      });

      expect(await turns.wordsOf(await turns.newest(0, 10_000, 100))).toEqual(new Map());
    });
  });
}
