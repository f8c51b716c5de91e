import type { TurnContext } from 'botbuilder-core';
import { z } from 'zod';
import type { ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import type { LocalisedText } from '../contract/language.ts';
import type { HandoffDesk, Rated } from '../handoff/desk.ts';
import { sayAsBot } from './say-as-bot.ts';

export interface TakeRatingDeps {
  readonly log: Pick<ConversationLog, 'find' | 'commit'>;
  readonly desk: Pick<HandoffDesk, 'rate'>;
  readonly newId: () => string;
}

/** The website shows the rating itself, as soon as it stands in the log. */
const SHOWS_RATINGS = 'directline';
const Rating = z.object({ ticketId: z.string().min(1), score: z.number(), comment: z.string().nullish() });

const THANKS = {
  rated: { en: 'Thank you for your rating.', zh: '感谢您的评价。' },
  'rated-before': {
    en: 'You have rated this chat already, thank you. Your first rating counts.',
    zh: '您已评价过本次服务，以首次评价为准，感谢您！',
  },
} as const satisfies Record<Rated['kind'], LocalisedText>;

/** Stores the rating of an event `kefu/rate`, once a ticket, and thanks for it on channels that would show nothing. Raises BAD_REQUEST, TICKET_NOT_FOUND. */
export async function takeRating({ activity }: TurnContext, { log, desk, newId }: TakeRatingDeps): Promise<void> {
  const { data } = Rating.safeParse(activity.value);
  if (!data) throw new BotError('BAD_REQUEST', 'kefu/rate needs value {ticketId, score, comment}');
  const conversationId = activity.conversation.id;
  const { ticketId, score, comment } = data;
  const { kind } = await desk.rate(conversationId, { ticketId, score, comment: comment?.trim() || null });
  if (activity.channelId === SHOWS_RATINGS) return;
  const conversation = await log.find(conversationId);
  // Whoever rates an earlier chat while a person is at it is thanked by nobody: the bot does not talk over the person.
  if (conversation?.owner.kind !== 'bot') return;
  const thanks = { text: THANKS[kind][conversation.language] };
  await sayAsBot(conversation, `rated:${activity.id ?? ticketId}`, thanks, { log, newId });
}
