import type { Activity, Attachment as ActivityAttachment } from 'botbuilder';
import type { ArticleLink, Author, LogEntry } from '../../contract/conversation.ts';
import type { Language } from '../../contract/language.ts';
import type { AttachmentLinks } from './attachment-links.ts';
import { eventText } from './event-texts.ts';

export const BOT_ID = 'kefu';
const AGENT_ID = 'kefu-agent';
const SEQUENCE_DIGITS = 7;
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

export interface RenderContext {
  /** Address of the server as the client reached it. */
  readonly base: string;
  /** For events, which the log keeps without words. */
  readonly language: Language;
  readonly botName: string;
  readonly links: AttachmentLinks;
}

export const activityId = (conversationId: string, sequence: number): string =>
  `${conversationId}|${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`;

/** The sequence in the id of an activity. */
export const sequenceIn = (id: string): number => Number(id.slice(id.lastIndexOf('|') + 1));

/**
 * Entries of one conversation, in order, as the activities that a client sees; those up to `after` are only context
 * (which message a reply answers). Notes between agents are never among them.
 */
export function toActivities(entries: readonly LogEntry[], after: number, context: RenderContext): readonly Partial<Activity>[] {
  let asked: LogEntry | null = null;
  return entries.flatMap((entry) => {
    const isCustomer = entry.author.kind === 'customer';
    const activity = entry.sequence > after ? toActivity(entry, isCustomer ? null : asked, context) : null;
    if (isCustomer && entry.body.kind === 'message') asked = entry;
    return activity ? [activity] : [];
  });
}

function toActivity(entry: LogEntry, asked: LogEntry | null, context: RenderContext): Partial<Activity> | null {
  const { body, author } = entry;
  if (body.kind === 'note' || body.kind === 'deleted') return null;
  const common = {
    type: 'message',
    id: activityId(entry.conversationId, entry.sequence),
    timestamp: new Date(entry.at).toISOString() as unknown as Date,
    channelId: 'directline',
    conversation: { id: entry.conversationId } as Activity['conversation'],
    from: fromOf(author, context),
    ...(asked ? { replyToId: activityId(asked.conversationId, asked.sequence) } : {}),
  };
  if (body.kind === 'event') {
    return {
      ...common,
      from: { id: BOT_ID, name: context.botName, role: 'bot' },
      text: eventText(body.event, context.language),
      textFormat: 'plain',
      channelData: { kefu: { sequence: entry.sequence, author: author.kind, event: body.event } },
    };
  }
  const files = body.attachments.map(({ name, contentType, ...more }) => {
    const contentUrl = context.links.create(context.base, entry.conversationId, { name, contentType, ...more });
    // Web Chat shows a customer's own picture as a picture only when it has this.
    return { name, contentType, contentUrl, ...(PICTURE.test(contentType) ? { thumbnailUrl: contentUrl } : {}) };
  });
  if (author.kind === 'customer') {
    return {
      ...common,
      text: body.text,
      textFormat: 'plain',
      ...(files.length > 0 ? { attachments: files } : {}),
      ...(entry.channelData === null ? {} : { channelData: entry.channelData }),
    };
  }
  const article = body.article && { ...articleData(body.article, context.base) };
  const attachments = [...files, ...(article ? [articleCard(article, body.article?.language ?? context.language)] : [])];
  return {
    ...common,
    text: body.text,
    textFormat: author.kind === 'bot' ? 'markdown' : 'plain',
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(body.quickReplies.length > 0
      ? {
          suggestedActions: {
            to: [],
            actions: body.quickReplies.map(({ title, value }) => ({ type: 'imBack', title, value })),
          },
        }
      : {}),
    channelData: {
      kefu: {
        sequence: entry.sequence,
        author: author.kind,
        ...(author.kind === 'agent' ? { agentName: author.name } : {}),
        ...(article ? { article } : {}),
      },
    },
  };
}

function fromOf(author: Author, { botName }: RenderContext): Activity['from'] {
  switch (author.kind) {
    case 'customer':
      return { id: author.id, name: '', role: 'user' };
    case 'agent':
      return { id: AGENT_ID, name: author.name, role: 'bot' };
    case 'bot':
      return { id: BOT_ID, name: botName, role: 'bot' };
    default:
      return author satisfies never;
  }
}

interface ArticleData {
  readonly id: string;
  readonly title: string;
  readonly url: string;
}

function articleData({ articleId, title, language }: ArticleLink, base: string): ArticleData {
  return { id: articleId, title, url: `${base}/help/${language}/${encodeURIComponent(articleId)}` };
}

/** Clients that do not know `channelData.kefu.article` show the link as a card. */
function articleCard({ title, url }: ArticleData, language: Language): ActivityAttachment {
  return {
    contentType: 'application/vnd.microsoft.card.hero',
    content: { title, buttons: [{ type: 'openUrl', title: language === 'zh' ? '查看详情' : 'Read more', value: url }] },
  };
}

/** Somebody types: on sockets only, never stored. */
export function typingActivity(
  conversationId: string,
  typing: { readonly who: 'bot' | 'agent'; readonly id: string; readonly at: number; readonly botName: string },
): Partial<Activity> {
  return {
    type: 'typing',
    id: typing.id,
    timestamp: new Date(typing.at).toISOString() as unknown as Date,
    channelId: 'directline',
    conversation: { id: conversationId } as Activity['conversation'],
    from: { id: typing.who === 'bot' ? BOT_ID : AGENT_ID, name: typing.who === 'bot' ? typing.botName : '', role: 'bot' },
  };
}
