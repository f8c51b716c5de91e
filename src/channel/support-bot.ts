import { createHash } from 'node:crypto';
import { ActivityHandler, type TurnContext } from 'botbuilder-core';
import { z } from 'zod';
import type { Amendment, Attachment } from '../contract/conversation.ts';
import type { Accepted, Amended, ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import type { Accept } from '../conversation/accept.ts';
import type { Amend } from '../conversation/amend.ts';
import type { Announcements } from '../conversation/announcements.ts';
import type { Reply } from '../conversation/compose.ts';
import type { TurnRunner } from '../conversation/run-turns.ts';
import type { HandoffDesk } from '../handoff/desk.ts';
import { languageOf } from './language-of.ts';
import type { Linking } from './linking/create-linking.ts';
import { newConversation } from './new-conversation.ts';
import { sayAsBot } from './say-as-bot.ts';
import { takeRating } from './take-rating.ts';
import { ACCEPTED, CHANGE_ID, STORED_ATTACHMENTS } from './turn-keys.ts';

export interface SupportBotDeps {
  readonly accept: Accept;
  readonly amend: Amend;
  readonly turns: Pick<TurnRunner, 'customerTyping'>;
  readonly log: ConversationLog;
  readonly desk: Pick<HandoffDesk, 'leaveQueue' | 'rate'>;
  readonly announcements: Announcements;
  readonly linking: Pick<Linking, 'hear' | 'identify'>;
  /** The first words to a new customer. */
  readonly welcome: (language: Language) => Reply;
  readonly newId: () => string;
}

const CHANNEL_OF_WEBSITE = 'directline';
const WELCOME = 'welcome';

const Identity = z.object({ identity: z.string().min(1).max(4_096) });
const Locale = z.object({ language: z.string().optional(), locale: z.string().optional() });

/**
 * The bot as Bot Framework sees it, the same on every channel. It takes messages and gives them a turn; answers do not
 * come from here but from the log, when the turn is done.
 */
export class SupportBot extends ActivityHandler {
  constructor(deps: SupportBotDeps) {
    super();
    this.onMessage(async (context, next) => {
      await read(context, deps);
      await next();
    });
    this.onMessageUpdate(async (context, next) => {
      const edited = { kind: 'edited', text: context.activity.text } as const;
      // It may have overtaken the message. When that came in this moment, it is changed after all.
      if ((await change(context, deps, edited)) === 'unknown' && (await read(context, deps)) === 'duplicate')
        await change(context, deps, edited);
      await next();
    });
    this.onMessageDelete(async (context, next) => {
      const deleted = { kind: 'deleted' } as const;
      if ((await change(context, deps, deleted)) === 'unknown') {
        await open(context, deps.log);
        await change(context, deps, deleted);
      }
      await next();
    });
    this.onTyping(async (context, next) => {
      const conversationId = context.activity.conversation.id;
      deps.turns.customerTyping(conversationId);
      deps.announcements.publish({ kind: 'typing', conversationId, who: 'customer' });
      await next();
    });
    this.onMembersAdded(async (context, next) => {
      const { membersAdded, recipient } = context.activity;
      if (membersAdded?.some(({ id }) => id !== recipient.id)) await welcome(context, deps);
      await next();
    });
    this.onEvent(async (context, next) => {
      await hear(context, deps);
      await next();
    });
  }
}

/** What became of a message; null when it was about linking. */
async function read(context: TurnContext, deps: SupportBotDeps): Promise<Accepted['kind'] | null> {
  if (await link(context, deps)) return null;
  const accepted = await take(context, deps);
  context.turnState.set(ACCEPTED, accepted);
  return accepted.kind;
}

/**
 * Whether the message was about linking this conversation with others of the same person. On the website the shop says who somebody is;
 * in a group nobody could say whose the conversation is.
 */
async function link({ activity }: TurnContext, deps: SupportBotDeps): Promise<boolean> {
  const { conversation, channelId, text } = activity;
  if (channelId === CHANNEL_OF_WEBSITE || conversation.isGroup || !activity.id || !text) return false;
  const known = await deps.log.find(conversation.id);
  // A person who has the conversation reads everything.
  if (known !== null && known.owner.kind !== 'bot') return false;
  const language = known?.language ?? languageOf(activity.locale);
  const answer = await deps.linking.hear({ conversationId: conversation.id, messageId: activity.id, text, language });
  if (answer === null) return false;
  await sayAsBot(known ?? (await open({ activity }, deps.log)), `link:${activity.id}`, { text: answer }, deps);
  return true;
}

async function take(context: TurnContext, { accept, log }: SupportBotDeps): Promise<Accepted> {
  const { activity } = context;
  if (!activity.id) throw new BotError('BAD_REQUEST', 'The channel gave the message no id');
  const message = {
    conversationId: activity.conversation.id,
    author: { kind: 'customer', id: activity.from.id } as const,
    clientId: activity.id,
    text: activity.text ?? (typeof activity.value === 'string' ? activity.value : ''),
    attachments: context.turnState.get<readonly Attachment[] | undefined>(STORED_ATTACHMENTS) ?? [],
    channelData: (activity.channelData as unknown) ?? null,
  };
  try {
    return await accept(message);
  } catch (error) {
    // The first message of a conversation that its channel never announced: the usual road does not pay for asking.
    if (!(error instanceof BotError && error.code === 'CONVERSATION_NOT_FOUND')) throw error;
    await open(context, log);
    return await accept(message);
  }
}

/** The channel names the message by the id that it was sent with. */
async function change(context: TurnContext, { amend }: SupportBotDeps, what: Amendment['change']): Promise<Amended['kind']> {
  const { activity } = context;
  const target = activity.id;
  if (!target) throw new BotError('BAD_REQUEST', 'The channel does not say which message was changed');
  // A channel that gives the act no name is believed to repeat it when the words are the same.
  const act = context.turnState.get<string | undefined>(CHANGE_ID) ?? activity.text;
  const amended = await amend({
    conversationId: activity.conversation.id,
    author: { kind: 'customer', id: activity.from.id },
    clientId: `${what.kind}:${createHash('sha256')
      .update(JSON.stringify([target, act ?? null]))
      .digest('base64url')}`,
    target,
    change: what,
  });
  return amended.kind;
}

async function open({ activity }: Pick<TurnContext, 'activity'>, log: ConversationLog) {
  return await log.open(newConversation(activity));
}

/** Once a conversation, and never into one that is under way. */
async function welcome(context: TurnContext, { log, welcome: words, newId }: SupportBotDeps): Promise<void> {
  const conversation = (await log.find(context.activity.conversation.id)) ?? (await open(context, log));
  if (conversation.lastSequence > 0 || conversation.owner.kind !== 'bot') return;
  await sayAsBot(conversation, WELCOME, words(conversation.language), { log, newId });
}

/** Events of clients; those of others are nothing to us. */
async function hear(context: TurnContext, deps: SupportBotDeps): Promise<void> {
  const { activity } = context;
  const conversationId = activity.conversation.id;
  switch (activity.name) {
    case 'webchat/join':
      await setLanguage(context, deps);
      await welcome(context, deps);
      return;
    case 'kefu/locale':
      await setLanguage(context, deps);
      return;
    case 'kefu/identify': {
      const { data } = Identity.safeParse(activity.value);
      if (!data) throw new BotError('BAD_REQUEST', 'kefu/identify needs value {identity}, the JWT that the shop signed');
      if (activity.conversation.isGroup) throw new BotError('FORBIDDEN', 'A group is nobody’s own conversation');
      if (!(await deps.log.find(conversationId))) await open(context, deps.log);
      await deps.linking.identify(conversationId, data.identity);
      return;
    }
    case 'kefu/leave-queue':
      await deps.desk.leaveQueue(conversationId);
      return;
    case 'kefu/rate':
      await takeRating(context, deps);
      return;
    case undefined:
    default:
      return;
  }
}

/** The language that the page is in; the customer's own words overrule it later. */
async function setLanguage(context: TurnContext, { log }: SupportBotDeps): Promise<void> {
  const { data } = Locale.safeParse(context.activity.value);
  const locale = data?.language ?? data?.locale ?? context.activity.locale;
  const conversation = await log.find(context.activity.conversation.id);
  if (locale === undefined || !conversation || conversation.language === languageOf(locale)) return;
  await log.commit({
    conversationId: conversation.id,
    expect: { version: conversation.version },
    entries: [],
    language: languageOf(locale),
  });
}
