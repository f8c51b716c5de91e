import { randomUUID } from 'node:crypto';
import type { Config } from './config/load-config.ts';
import type { Conversation, LogEntry } from './contract/conversation.ts';
import { NEW_DIALOGUE } from './contract/dialogue.ts';
import { BotError } from './contract/errors.ts';
import { handleTurn, type HandledTurn, type TurnDeps } from './conversation/handle-turn.ts';
import { createPace } from './conversation/pace.ts';
import type { Shop } from './customers/shop.ts';
import { TURN_SETTINGS, type Brain } from './open-brain.ts';

/** Says the next message, or several at once, to the bot. */
export type SayToBot = (said: string | readonly string[]) => Promise<HandledTurn>;

/**
 * The bot's turns to what an anonymous visitor says, one message after the other, or several at once. Nothing is stored, and no order is
 * looked at.
 */
export async function imagineConversation(
  texts: readonly (string | readonly string[])[],
  brain: Brain,
  config: Config,
): Promise<readonly HandledTurn[]> {
  const say = beginImagined(brain, config);
  const turns: HandledTurn[] = [];
  for (const said of texts) turns.push(await say(said));
  return turns;
}

/** The same for who looks at a turn before the next. */
export function beginImagined(brain: Brain, config: Config): SayToBot {
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
  let conversation: Conversation | null = null;
  return async (said) => {
    const texts = [said].flat();
    const before = conversation ?? begin(brain.understander().analyse(texts[0] ?? '').language === 'en' ? 'en' : 'zh');
    const messages = texts.map((text, n) => messageOf(text, before.lastSequence + n));
    const turn = await handleTurn(before, messages, messages, deps);
    const { state = before.state, language = before.language, owner = before.owner } = turn.commit;
    const handledSequence = before.lastSequence + messages.length - 1;
    conversation = { ...before, state, language, owner, lastSequence: handledSequence + 1, handledSequence };
    return turn;
  };
}

function begin(language: Conversation['language']): Conversation {
  return {
    id: 'imagined',
    channel: 'direct-line',
    customerId: 'imagined',
    shopCustomerId: null,
    language,
    owner: { kind: 'bot' },
    fence: 0,
    version: 0,
    state: NEW_DIALOGUE,
    lastSequence: 1,
    handledSequence: 0,
    createdAt: 0,
    updatedAt: 0,
  };
}

function messageOf(text: string, sequence: number): LogEntry {
  return {
    conversationId: 'imagined',
    sequence,
    id: `imagined-${sequence}`,
    at: Date.now(),
    author: { kind: 'customer', id: 'imagined' },
    body: { kind: 'message', text, attachments: [], quickReplies: [], article: null },
    clientId: null,
    channelData: null,
    turnId: null,
  };
}

const NO_SHOP: Shop = {
  customer: () => Promise.resolve(null),
  order: () => Promise.resolve(null),
  ordersOf: () => Promise.resolve([]),
  act: () => Promise.reject(new BotError('SHOP_UNAVAILABLE', 'an imagined conversation acts on no order')),
};
