/**
 * The console over made-up tickets, to look at it: `node scripts/build-web.js && npx tsx tests/web/console-demo-server.ts`,
 * then http://127.0.0.1:4100/console/ as an@shop.example with the password that it prints.
 * A customer writes every now and then, so that the live parts can be seen.
 */
import { resolve } from 'node:path';
import { readChurnModels } from '../../src/churn/churn-models.ts';
import { createChurnScorer } from '../../src/churn/create-churn-scorer.ts';
import { churnPolicyOf } from '../../src/churn/policy.ts';
import type { ChurnOutcome } from '../../src/contract/churn-records.ts';
import { NEW_DIALOGUE, type DialogueState } from '../../src/contract/dialogue.ts';
import type { NewEntry } from '../../src/contract/conversation.ts';
import type { TurnRecord } from '../../src/contract/turn.ts';
import { readDemoSeed } from '../../src/customers/read-demo-seed.ts';
import { ticketPriority } from '../../src/handoff/priority.ts';
import { summarise } from '../../src/handoff/summarise.ts';
import { createStaticRoutes } from '../../src/http/static.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { PASSWORD, startConsole } from '../http/console-server.ts';
import { DEMO_CONVERSATIONS, type DemoConversation } from './demo-conversations.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const port = Number(process.argv[2] ?? 4100);
const server = await startConsole({
  port,
  more: [{ path: '/', router: createStaticRoutes({ webDir: resolve(ROOT, 'dist/web') }) }],
});
const churn = createChurnScorer({
  models: readChurnModels(resolve(ROOT, 'models/churn')),
  policy: () => churnPolicyOf({}, { cost: 12, saveRate: 0.4, value: 120 }),
});
await server.shop.seed(readDemoSeed(resolve(ROOT, 'demo/shop.json'), Date.now()));
await server.addAgent('An', 'admin');
await server.addAgent('Bo');
await server.addAgent('小雨');
for (const [shortcut, zh, en] of [
  ['hi', '您好，我是客服，很高兴为您服务。', 'Hello, I am happy to help you.'],
  ['sorry', '非常抱歉给您带来不便，我马上为您核实。', 'I am very sorry for the trouble. Let me check this at once.'],
  ['bye', '还有其他可以帮您的吗？祝您生活愉快！', 'Is there anything else I can do? Have a lovely day!'],
] as const) {
  await server.agents.saveCannedReply({ id: shortcut, shortcut, zh, en });
}
for (const conversation of DEMO_CONVERSATIONS) await seed(conversation);
await seedMonth();
process.stdout.write(`http://127.0.0.1:${port}/console/  an@shop.example  ${PASSWORD}\n`);

async function seed(given: DemoConversation): Promise<void> {
  const { id, language, customerId, lines, reason } = given;
  const customer = customerId === null ? null : await server.shop.customer(customerId);
  await server.log.open({ id, channel: 'direct-line', customerId: `dl_${id}`, shopCustomerId: customerId, language });
  const state: DialogueState = { ...NEW_DIALOGUE, ...given.state, counts: { ...NEW_DIALOGUE.counts, ...given.state.counts } };
  const score = churn.score({ customer, dialogue: state, now: Date.now() });
  for (const [n, [who, text]] of lines.entries()) {
    if (who === 'customer') {
      const author = { kind: 'customer', id: `dl_${id}` } as const;
      await server.log.accept({ conversationId: id, author, clientId: `${id}-${n}`, text, attachments: [], channelData: null });
      continue;
    }
    const turn = turnOf(given, n);
    await commit(id, { turn, entries: [{ id: `${id}-${n}`, author: { kind: 'bot' }, turnId: turn.id, body: message(text) }] });
  }
  const ticketId = `t-${id}`;
  const entries = await server.log.read(id, { after: 0, limit: 200, audience: 'agent' });
  const summary = summarise({
    entries,
    entities: given.entities,
    topic: given.topic,
    reason,
    language,
  });
  await commit(id, {
    state,
    owner: { kind: 'queue', ticketId },
    entries: [
      { id: `${id}-h`, author: { kind: 'bot' }, body: { kind: 'event', event: { name: 'handed-over', ticketId, reason } } },
    ],
    ticket: {
      kind: 'open',
      ticket: {
        id: ticketId,
        reason,
        priority: ticketPriority(reason, score, customer?.yearlyValue ?? 120),
        language,
        summary,
        entities: given.entities,
        churn: score,
      },
    },
  });
}

/** Scored conversations of the last month, some on trial, with what became of the customers. */
async function seedMonth(): Promise<void> {
  const random = seededRandom(4);
  const outcomes: ChurnOutcome[] = [];
  for (let n = 0; n < 240; n += 1) {
    const [id, shopCustomerId] = [`month-${n}`, `M${n}`];
    await server.log.open({ id, channel: 'direct-line', customerId: `dl_${id}`, shopCustomerId, language: 'en' });
    const said = { ...NEW_DIALOGUE.counts, leaving: random() < 0.2 ? 1 : 0, complaint: random() < 0.3 ? 1 : 0 };
    const dialogue = { ...NEW_DIALOGUE, sentiment: random() - 0.7, counts: said };
    const at = Date.now() - Math.floor(29 * 86_400_000 * random());
    const score = churn.score({ customer: null, dialogue, now: at });
    const isOver = score.probability >= score.threshold;
    const arm = n % 3 === 0 ? 'held-out' : 'treated';
    const turn: TurnRecord = {
      ...turnOf({ ...(DEMO_CONVERSATIONS[0] as DemoConversation), id }, n),
      churn: score,
      mayEscalate: said.leaving + said.complaint > 0,
      ...(isOver && { trialArm: arm }),
      at,
    };
    await commit(id, { turn, entries: [] });
    outcomes.push({ shopCustomerId, at: Date.now(), hasLeft: random() < score.probability * (arm === 'treated' ? 0.7 : 1) });
  }
  await server.churnRecords.saveOutcomes(outcomes);
}

async function commit(conversationId: string, what: Omit<Parameters<typeof server.log.commit>[0], 'conversationId' | 'expect'>) {
  const conversation = await server.log.find(conversationId);
  const committed = await server.log.commit({ conversationId, expect: { version: conversation?.version ?? 0 }, ...what });
  if (committed.kind !== 'committed') throw new Error(`${conversationId}: ${committed.kind}`);
}

function message(text: string): NewEntry['body'] {
  return { kind: 'message', text, attachments: [], quickReplies: [], article: null };
}

function turnOf({ id, language, intents }: DemoConversation, n: number): TurnRecord {
  return {
    id: `${id}-turn-${n}`,
    conversationId: id,
    sequences: [n],
    language,
    replyLanguage: language,
    classification: {
      intents: intents.map(([intent, p]) => ({ id: intent, p })),
      outOfScopeProbability: 0.04,
      outOfScope: false,
      nearest: {
        text: language === 'zh' ? '我的快递怎么还没到' : 'my parcel is still not here',
        intent: intents[0]?.[0] ?? '',
        similarity: 0.86,
      },
    },
    entityKinds: [],
    sentiment: -0.42,
    passages: [{ id: `delivery-delayed/${language}#1`, score: 0.71 }],
    churn: null,
    decision: { kind: 'answer-intent', intentId: intents[0]?.[0] ?? '', offersHuman: false },
    degraded: [],
    tookMs: 6.4,
    at: Date.now(),
  };
}
