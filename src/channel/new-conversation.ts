import type { Activity } from 'botbuilder-core';
import type { NewConversation } from '../contract/conversation-log.ts';
import { languageOf } from './language-of.ts';

/** Bot Framework's name of our website channel, and ours. */
const CHANNEL_NAMES: Readonly<Record<string, string>> = { directline: 'direct-line' };

/** The conversation that an activity begins. */
export function newConversation({ conversation, channelId, from, locale }: Partial<Activity>): NewConversation {
  const channel = channelId ?? '';
  return {
    id: conversation?.id ?? '',
    channel: CHANNEL_NAMES[channel] ?? channel,
    customerId: from?.id ?? '',
    shopCustomerId: null,
    language: languageOf(locale),
  };
}
