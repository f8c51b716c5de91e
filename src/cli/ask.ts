import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import type { Conversation, LogEntry } from '../contract/conversation.ts';
import { NEW_DIALOGUE } from '../contract/dialogue.ts';
import { BotError } from '../contract/errors.ts';
import { handleTurn, type TurnDeps } from '../conversation/handle-turn.ts';
import type { Shop } from '../customers/shop.ts';
import { createPace } from '../conversation/pace.ts';
import { TURN_SETTINGS, type Brain } from '../open-brain.ts';
import { stdinLines, writeLine } from './lines.ts';
import { openBrainInForce } from './open-in-force.ts';

/**
 * `kefu ask`: each question is the first message of an anonymous conversation; nothing is stored, no order is touched. It is answered by
 * the content in force, or with `--local` by this machine's folders.
 */
export async function ask(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, local: { type: 'boolean' } },
    allowPositionals: true,
  });
  const config = loadConfig(process.env);
  const brain = await openBrainInForce(config, { isLocal: values.local });
  const deps: TurnDeps = {
    ...brain,
    ...TURN_SETTINGS,
    shop: NO_SHOP,
    trialArmOf: () => 'treated',
    pace: createPace(),
    customerValue: config.churn.value,
    now: Date.now,
    newId: randomUUID,
  };
  try {
    const isPiped = positionals.length === 0;
    const questions = isPiped ? stdinLines() : [positionals.join(' ')];
    for await (const question of questions) {
      const answer = await answerOf(question, brain, deps);
      await writeLine(values.json || isPiped ? JSON.stringify(answer) : readable(answer));
    }
  } finally {
    await brain.dispose();
  }
  return 0;
}

async function answerOf(text: string, brain: Brain, deps: TurnDeps) {
  const startedAt = performance.now();
  const analysis = brain.understander().analyse(text);
  const conversation: Conversation = {
    id: 'ask',
    channel: 'direct-line',
    customerId: 'ask',
    shopCustomerId: null,
    language: analysis.language === 'en' ? 'en' : 'zh',
    owner: { kind: 'bot' },
    fence: 0,
    version: 0,
    state: NEW_DIALOGUE,
    lastSequence: 1,
    handledSequence: 0,
    createdAt: 0,
    updatedAt: 0,
  };
  const message: LogEntry = {
    conversationId: 'ask',
    sequence: 1,
    id: 'ask',
    at: Date.now(),
    author: { kind: 'customer', id: 'ask' },
    body: { kind: 'message', text, attachments: [], quickReplies: [], article: null },
    clientId: null,
    channelData: null,
    turnId: null,
  };
  const { commit, record } = await handleTurn(conversation, [message], [message], deps);
  const replies = commit.entries.flatMap(({ body }) => (body.kind === 'message' ? [body] : []));
  return {
    text,
    language: analysis.language,
    intents: record.classification?.intents ?? [],
    outOfScope: record.classification?.outOfScope ?? analysis.isWordless,
    nearest: record.classification?.nearest ?? null,
    entities: analysis.entities,
    sentiment: analysis.sentiment,
    decision: record.decision.kind,
    answer: replies.map((reply) => reply.text).join('\n\n'),
    article: replies.find(({ article }) => article !== null)?.article?.articleId ?? null,
    tookMs: Number((performance.now() - startedAt).toFixed(2)),
  };
}

function readable(answer: Awaited<ReturnType<typeof answerOf>>): string {
  const best = answer.intents.slice(0, 3).map(({ id, p }) => `${id} ${(100 * p).toFixed(1)} %`);
  return [
    answer.answer,
    '',
    `decision: ${answer.decision}${answer.article === null ? '' : ` (article ${answer.article})`}`,
    `intents:  ${best.join(', ')}${answer.outOfScope ? '  [out of scope]' : ''}`,
    answer.nearest === null
      ? null
      : `nearest:  “${answer.nearest.text}” (${answer.nearest.intent}, ${answer.nearest.similarity.toFixed(2)})`,
    `took:     ${answer.tookMs} ms`,
  ]
    .filter((line) => line !== null)
    .join('\n');
}

/** `ask` looks at no order and changes none. */
const NO_SHOP: Shop = {
  customer: () => Promise.resolve(null),
  order: () => Promise.resolve(null),
  ordersOf: () => Promise.resolve([]),
  act: () => Promise.reject(new BotError('SHOP_UNAVAILABLE', 'kefu ask does not act on orders')),
};
