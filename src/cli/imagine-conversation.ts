import { randomUUID } from 'node:crypto';
import type { Config } from '../config/load-config.ts';
import type { Conversation, LogEntry } from '../contract/conversation.ts';
import { NEW_DIALOGUE } from '../contract/dialogue.ts';
import { BotError } from '../contract/errors.ts';
import { handleTurn, type HandledTurn, type TurnDeps } from '../conversation/handle-turn.ts';
import { createPace } from '../conversation/pace.ts';
import type { Shop } from '../customers/shop.ts';
import { TURN_SETTINGS, type Brain } from '../open-brain.ts';

/**
 * The bot's turns to what an anonymous visitor says, one message after the other, or several at once. Nothing is stored, and no order is
 * looked at.
 */
export async function imagineConversation(
  texts: readonly (string | readonly string[])[],
  brain: Brain,
  config: Config,
): Promise<readonly HandledTurn[]> {
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
  const turns: HandledTurn[] = [];
  const [first = ''] = texts.flat();
  let conversation = begin(brain.understander().analyse(first).language === 'en' ? 'en' : 'zh');
  for (const said of texts) {
    const messages = [said].flat().map((text, n) => messageOf(text, conversation.lastSequence + n));
    const turn = await handleTurn(conversation, messages, messages, deps);
    const { state = conversation.state, language = conversation.language, owner = conversation.owner } = turn.commit;
    const handledSequence = conversation.lastSequence + messages.length - 1;
    conversation = { ...conversation, state, language, owner, lastSequence: handledSequence + 1, handledSequence };
    turns.push(turn);
  }
  return turns;
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
