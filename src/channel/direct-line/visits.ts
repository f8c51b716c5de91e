import { LRUCache } from 'lru-cache';
import type { Conversation } from '../../contract/conversation.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import { BotError } from '../../contract/errors.ts';
import type { Visitor } from './tokens.ts';

const KNOWN = 20_000;

export const CHANNEL = 'direct-line';

/** Conversations come into being when somebody starts one or writes, not when a token is given out. */
export interface Visits {
  /** Opens the visitor's conversation, or finds it; ties it to the shop's customer when the token names one. */
  arrive(visitor: Visitor, customerId: string): Promise<{ readonly conversation: Conversation; readonly isNew: boolean }>;
  /** The same, without asking the store about a conversation that arrived before. */
  ensure(visitor: Visitor, customerId: string): Promise<void>;
  /** What a holder of the secret may do to any conversation that exists. Raises CONVERSATION_NOT_FOUND. */
  impersonate(conversationId: string): Promise<Visitor>;
}

export function createVisits({ log }: { readonly log: ConversationLog }): Visits {
  const known = new LRUCache<string, true>({ max: KNOWN });

  async function arrive(visitor: Visitor, customerId: string): Promise<{ conversation: Conversation; isNew: boolean }> {
    const found = await log.find(visitor.conv);
    const conversation =
      found ??
      (await log.open({
        id: visitor.conv,
        channel: CHANNEL,
        customerId,
        shopCustomerId: visitor.shop,
        language: visitor.lang,
      }));
    if (visitor.shop !== null && conversation.shopCustomerId === null) await log.identify(visitor.conv, visitor.shop);
    known.set(visitor.conv, true);
    return { conversation, isNew: found === null };
  }

  return {
    arrive,
    async ensure(visitor, customerId) {
      if (!known.has(visitor.conv)) await arrive(visitor, customerId);
    },
    async impersonate(conversationId) {
      const conversation = await log.find(conversationId);
      if (conversation?.channel !== CHANNEL)
        throw new BotError('CONVERSATION_NOT_FOUND', 'There is no such Direct Line conversation');
      return {
        conv: conversationId,
        user: null,
        shop: conversation.shopCustomerId,
        lang: conversation.language,
        site: 'server',
        origins: [],
      };
    },
  };
}
