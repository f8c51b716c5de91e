import { pino } from 'pino';
import type { ChurnScorer } from '../../src/churn/churn-scorer.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { ShopDefinition } from '../../src/contract/content.ts';
import { createAccept, type Accept } from '../../src/conversation/accept.ts';
import { handleTurn, type TurnDeps } from '../../src/conversation/handle-turn.ts';
import { createTurnRunner, type TurnRunner, type TurnRunnerDeps } from '../../src/conversation/run-turns.ts';
import { createInProcessTurnLeases } from '../../src/coordination/in-process/turn-leases.ts';
import { createDemoShop } from '../../src/storage/sql/demo-shop.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';
import { analysis, churnScore, INTENTS, orderNumber, passage, POLICY } from './facts.ts';

const SHOP: ShopDefinition = {
  name: { en: 'Lantern Lane', zh: '灯笼巷' },
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  agentHours: { mon: ['09:00-22:00'] },
  holidays: [],
  orderNumber: 'LL\\d{10}',
  trackingNumbers: ['SF\\d{13}'],
  competitors: [],
};

/** Words that stand for an intent in these tests; everything else is out of scope. */
const KEYWORDS: readonly (readonly [RegExp, string])[] = [
  [/shipping cost|运费/, 'shipping_cost'],
  [/cancel/, 'order_cancel'],
  [/person|人工/, 'human_agent'],
  [/leaving|不买了/, 'leave_for_competitor'],
  [/parcel is late|快递晚/, 'delivery_delayed'],
  [/hello|你好/, 'greeting'],
];

/** The conversation on its real log and shop, with words in place of the encoder. */
export async function createTestConversation(more: Partial<TurnDeps> = {}) {
  const db = openSqlite(':memory:');
  await migrate(db);
  let clock = Date.parse('2026-11-23T04:00:00Z');
  let ids = 0;
  const now = (): number => (clock += 1);
  const newId = (): string => `id${(ids += 1)}`;
  const log = createSqlConversationLog({ db, now, newId });
  const shop = createDemoShop({ db, now, newId });
  const churn: ChurnScorer = {
    version: 'test',
    score: ({ dialogue }) => {
      const probability = dialogue.counts.leaving > 0 ? 0.8 : 0.05;
      return churnScore({ probability, logit: Math.log(probability / (1 - probability)), pattern: 'anonymous' });
    },
  };
  const deps: TurnDeps = {
    embedder: {
      id: 'words',
      dimensions: 1,
      words: new Set(),
      embed: (texts) => Promise.resolve(texts.map(() => new Float32Array([1]))),
      dispose: () => Promise.resolve(),
    },
    understander: () => ({
      catalogue: { shop: SHOP, intents: INTENTS, outOfScope: [], hash: 'test' },
      version: 'test',
      analyse: (text) => {
        const number = /LL\d{10}/.exec(text)?.[0];
        return {
          ...analysis(text, number === undefined ? [] : [orderNumber(number)]),
          language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
        };
      },
      classify: (_vector, { normalised }) => {
        const [id, ...others] = KEYWORDS.flatMap(([words, meant]) => (words.test(normalised) ? [meant] : []));
        return {
          intents: id === undefined ? [] : [{ id, p: 0.9 }, ...others.map((other) => ({ id: other, p: 0.05 }))],
          outOfScopeProbability: id === undefined ? 0.9 : 0.1,
          outOfScope: id === undefined,
          nearest: id === undefined ? null : { text: normalised, intent: id, similarity: 0.9 },
        };
      },
    }),
    retriever: () => ({
      hash: 'test',
      search: () => [],
      bestOf: (articleId) => passage(articleId, 0.9),
      likeness: () => 0,
      article: (id, locale) => ({ id, locale, title: id, owner: 'an', questions: [], body: '', hash: '' }),
      articles: () => [],
    }),
    churn,
    trialArmOf: () => 'treated',
    shop,
    thresholds: POLICY,
    customerValue: 120,
    deadlines: { embedMs: 1_000, shopMs: 1_000 },
    pace: () => Promise.resolve(),
    now,
    newId,
    ...more,
  };
  const failures: string[] = [];
  const runnerWith = (own: Partial<TurnRunnerDeps>): TurnRunner =>
    createTurnRunner({
      log,
      leases: createInProcessTurnLeases(),
      handleTurn: (conversation, messages, history) => handleTurn(conversation, messages, history, deps),
      onTurn: () => undefined,
      onFailure: () => failures.push('turn'),
      logger: pino({ level: 'silent' }),
      now: Date.now,
      burstMs: 30,
      mostAtOnce: 4,
      pace: () => Promise.resolve(),
      ...own,
    });
  const runner = (overLog: ConversationLog = log): TurnRunner => runnerWith({ log: overLog });
  const turns = runner();
  const accept: Accept = createAccept({ log, turns });
  await log.open({ id: 'c1', channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });

  let sent = 0;
  const say = async (text: string, clientId = `m${(sent += 1)}`) =>
    await accept({
      conversationId: 'c1',
      clientId,
      text,
      author: { kind: 'customer', id: 'dl_mei' },
      attachments: [],
      channelData: null,
    });
  const answered = async (until = 3_000): Promise<void> => {
    for (const end = Date.now() + until; Date.now() < end; await new Promise((resolve) => setImmediate(resolve))) {
      if ((await log.pending(1)).length === 0) return;
    }
    throw new Error('the conversation was not answered in time');
  };
  const spoken = async (): Promise<readonly string[]> =>
    (await log.read('c1', { after: 0, limit: 200, audience: 'customer' })).flatMap(({ author, body }) =>
      body.kind === 'message' ? [`${author.kind}: ${body.text}`] : [],
    );
  return {
    log,
    queue: createSqlTicketQueue({ db }),
    shop,
    deps,
    turns,
    runner,
    runnerWith,
    accept,
    say,
    answered,
    spoken,
    failures,
    db,
  };
}
