import { beforeEach, describe, expect, it } from 'vitest';
import type { ChurnScore, TrialArm } from '../../src/contract/churn.ts';
import type { ChurnRecords } from '../../src/contract/churn-records.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import { createSqlChurnRecords } from '../../src/storage/sql/churn-records.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { churnScore } from '../conversation/facts.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** What every database must remember of churn scores and outcomes. */
export function describeChurnRecordsContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('churn records', database), () => {
    let log: ConversationLog;
    let records: ChurnRecords;
    let clock = 1_000;
    let ids = 0;
    beforeEach(async () => {
      clock = 1_000;
      ids = 0;
      const opened = await database.open();
      log = createSqlConversationLog({ db: opened.db, now: () => clock, newId: () => `id${(ids += 1)}` });
      records = createSqlChurnRecords({ db: opened.db, now: () => clock });
      return () => opened.close();
    });

    const turn = async (
      conversationId: string,
      shopCustomerId: string | null,
      at: number,
      given: { readonly churn?: Partial<ChurnScore>; readonly arm?: TrialArm; readonly mayEscalate?: boolean } = {},
    ): Promise<void> => {
      const conversation = await log.open({ id: conversationId, channel: 'x', customerId: 'dl', shopCustomerId, language: 'en' });
      await log.commit({
        conversationId,
        expect: { version: conversation.version },
        entries: [],
        turn: {
          id: `turn${(ids += 1)}`,
          conversationId,
          sequences: [],
          language: 'en',
          replyLanguage: 'en',
          classification: null,
          entityKinds: [],
          sentiment: 0,
          passages: [],
          churn: churnScore(given.churn),
          ...(given.arm && { trialArm: given.arm }),
          mayEscalate: given.mayEscalate ?? false,
          decision: { kind: 'abstain' },
          degraded: [],
          tookMs: 1,
          at,
        },
      });
    };

    it('gives the scores of a span back, oldest first', async () => {
      await turn('c2', 'CU2', 2_000, {
        churn: { probability: 0.1 + 0.2, segment: 'members', pattern: 'new' },
        mayEscalate: true,
      });
      await turn('c1', null, 1_000, { churn: { pattern: 'anonymous' } });
      await turn('c3', null, 3_000);

      expect(await records.scores(1_000, 3_000, 10)).toEqual([
        {
          conversationId: 'c1',
          shopCustomerId: null,
          at: 1_000,
          probability: 0.5,
          threshold: 0.25,
          economics: { cost: 6, saveRate: 0.2, value: 120 },
          segment: null,
          pattern: 'anonymous',
          arm: null,
          mayEscalate: false,
        },
        expect.objectContaining({
          shopCustomerId: 'CU2',
          // To the last bit.
          probability: 0.1 + 0.2,
          segment: 'members',
          pattern: 'new',
          mayEscalate: true,
        }),
      ]);
      expect(await records.scores(0, 9_000, 2)).toHaveLength(2);
    });

    it('joins a customer’s first turn on trial with the first outcome after it', async () => {
      await turn('c1', 'CU1', 2_000, { arm: 'held-out' });
      await turn('c2', 'CU1', 3_000, { arm: 'treated' });
      await turn('c3', 'CU2', 2_500, { arm: 'treated' });
      await turn('c4', 'CU3', 2_500);
      await records.saveOutcomes([
        { shopCustomerId: 'CU1', at: 1_500, hasLeft: true },
        { shopCustomerId: 'CU1', at: 9_000, hasLeft: true },
        { shopCustomerId: 'CU1', at: 8_000, hasLeft: false },
      ]);

      expect(await records.trial(0, 9_999)).toEqual([
        { shopCustomerId: 'CU1', arm: 'held-out', at: 2_000, probability: 0.5, segment: null, hasLeft: false },
        { shopCustomerId: 'CU2', arm: 'treated', at: 2_500, probability: 0.5, segment: null, hasLeft: null },
      ]);
    });

    it('takes an outcome of the same day again as a correction, and many at once', async () => {
      await turn('c1', 'CU1', 2_000, { arm: 'treated' });
      const many = Array.from({ length: 1_203 }, (_, n) => ({ shopCustomerId: `X${n}`, at: 5_000, hasLeft: n % 2 === 0 }));
      await records.saveOutcomes([...many, { shopCustomerId: 'CU1', at: 5_000, hasLeft: true }]);
      await records.saveOutcomes([
        { shopCustomerId: 'CU1', at: 5_000, hasLeft: true },
        { shopCustomerId: 'CU1', at: 5_000, hasLeft: false },
      ]);

      expect(await records.trial(0, 9_999)).toMatchObject([{ shopCustomerId: 'CU1', hasLeft: false }]);
    });

    it('gives of each outcome the last score that it is the first outcome after', async () => {
      await turn('c1', 'CU1', 1_000, { churn: { probability: 0.1 } });
      await turn('c2', 'CU1', 2_000, { churn: { probability: 0.2, segment: 'members', modelVersion: 'm1' } });
      await turn('c3', 'CU1', 6_000, { churn: { probability: 0.6 } });
      await turn('c4', 'CU2', 3_000, { churn: { probability: 0.3 } });
      await turn('c5', null, 3_000);
      await records.saveOutcomes([
        { shopCustomerId: 'CU1', at: 2_000, hasLeft: true },
        { shopCustomerId: 'CU1', at: 5_000, hasLeft: false },
        { shopCustomerId: 'CU1', at: 5_500, hasLeft: true },
        { shopCustomerId: 'CU2', at: 4_000, hasLeft: true },
        { shopCustomerId: 'CU3', at: 4_000, hasLeft: true },
      ]);

      const judgedFirst = {
        probability: 0.2,
        segment: 'members',
        modelVersion: 'm1',
        wasHandedOver: false,
        hasLeft: false,
      };
      expect(await records.judged(3_000, 9_999, 10)).toEqual([
        judgedFirst,
        expect.objectContaining({ probability: 0.3, hasLeft: true }),
      ]);
      expect(await records.judged(3_000, 9_999, 1)).toEqual([judgedFirst]);
      expect(await records.judged(0, 3_000, 10)).toMatchObject([{ probability: 0.1, hasLeft: true }]);
      expect(await records.judged(5_001, 9_999, 10)).toEqual([]);
    });

    it('gives the last score of each known customer, whole', async () => {
      await turn('c1', 'CU1', 2_000, { churn: { probability: 0.2 } });
      await turn('c2', 'CU1', 4_000, { churn: { probability: 0.7, history: { kind: 'scored', logit: 1, missing: [] } } });
      await turn('c3', null, 5_000);
      await turn('c4', 'CU2', 3_000);
      const ticket = {
        id: 't',
        reason: 'complaint' as const,
        priority: 1,
        language: 'en' as const,
        summary: '',
        entities: [],
        churn: null,
      };
      const { version } = (await log.find('c4'))!;
      await log.commit({ conversationId: 'c4', expect: { version }, entries: [], ticket: { kind: 'open', ticket } });
      await records.saveOutcomes([{ shopCustomerId: 'CU2', at: 6_000, hasLeft: true }]);

      expect(await records.lastScores(0, 9_999, 10)).toMatchObject([
        {
          shopCustomerId: 'CU1',
          at: 4_000,
          churn: { probability: 0.7, history: { logit: 1 } },
          wasHandedOver: false,
          hasLeft: null,
        },
        { shopCustomerId: 'CU2', at: 3_000, wasHandedOver: true, hasLeft: true },
      ]);
      expect(await records.lastScores(0, 9_999, 1)).toHaveLength(1);
    });

    it('spreads the last scores evenly over the span where there are more customers than were asked for', async () => {
      for (let n = 1; n <= 7; n += 1) await turn(`c${n}`, `CU${n}`, 1_000 * n);
      const asked = async (limit: number) =>
        (await records.lastScores(0, 9_999, limit)).map(({ shopCustomerId }) => shopCustomerId);

      expect(await asked(3)).toEqual(['CU7', 'CU5', 'CU3']);
      expect(await asked(7)).toHaveLength(7);
      expect(await asked(8)).toHaveLength(7);
    });
  });
}
