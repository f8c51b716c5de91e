import type { Activity, ConversationReference } from 'botbuilder';
import type { Conversation, LogEntry } from '../../contract/conversation.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { AttachmentLinks } from '../direct-line/attachment-links.ts';
import { activityId, BOT_ID, toActivities } from '../direct-line/activities.ts';

export interface HubContext {
  /** Address under which others reach Kefu. */
  readonly base: string;
  readonly botName: string;
  readonly links: AttachmentLinks;
  readonly now: () => number;
}

/** What both an activity to the hub and those in the transcript are about. */
export interface HandedOver {
  readonly ticket: Ticket;
  readonly conversation: Conversation;
  /** The conversation as its channel knows it; null for the website. */
  readonly reference: Partial<ConversationReference> | null;
}

/** Largest transcript that is sent along, in bytes of JSON; the newest of a longer one. */
const TRANSCRIPT_BYTES = 200_000;

/**
 * `handoff.initiate` as `EventFactory.createHandoffInitiation` of botbuilder-core builds it: the hub's own facts in `value` (`Skill` is
 * what its samples route by), the transcript as an attachment. `serviceUrl` is where the hub posts to.
 */
export function handoffInitiate(handed: HandedOver, entries: readonly LogEntry[], context: HubContext): Partial<Activity> {
  const { ticket, conversation, reference } = handed;
  const asked = entries.findLast(({ author, body }) => author.kind === 'customer' && body.kind === 'message');
  const activities = renderedFor(conversation, entries, 0, context);
  return {
    ...common(handed, context),
    type: 'event',
    name: 'handoff.initiate',
    // The same in each attempt: the hub can tell a repeat by it.
    id: ticket.id,
    localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(asked ? { replyToId: activityId(conversation.id, asked.sequence) } : {}),
    relatesTo: {
      ...(asked ? { activityId: activityId(conversation.id, asked.sequence) } : {}),
      user: { id: conversation.customerId, name: '' },
      bot: { id: BOT_ID, name: context.botName },
      conversation: { id: conversation.id } as Activity['conversation'],
      channelId: conversation.channel,
      locale: conversation.language,
      serviceUrl: context.base,
      ...reference,
    },
    value: {
      Skill: ticket.reason,
      ticketId: ticket.id,
      priority: ticket.priority,
      language: ticket.language,
      summary: ticket.summary,
      shopCustomerId: conversation.shopCustomerId,
      churnProbability: ticket.churn?.probability ?? null,
    },
    attachments: [{ contentType: 'application/json', name: 'Transcript', content: { activities: newest(activities) } }],
    entities: [],
  };
}

/** What the log holds after `after`, for a hub that has what came before: customers' messages, and what they did to them. */
export function relayed(
  handed: HandedOver,
  entries: readonly LogEntry[],
  after: number,
  context: HubContext,
): readonly Partial<Activity>[] {
  const { conversation } = handed;
  const rendered = new Map(renderedFor(conversation, entries, after, context).map((activity) => [activity.id, activity]));
  return entries.flatMap(({ sequence, author, body }) => {
    if (sequence <= after || author.kind !== 'customer') return [];
    const activity = rendered.get(activityId(conversation.id, sequence));
    if (body.kind === 'message' && activity) return [{ ...common(handed, context), ...activity, ...channelOf(conversation) }];
    if (body.kind !== 'event') return [];
    return amended(handed, body.event, entries, context);
  });
}

/** The hub is told that the customer is no longer its own. */
export function handoffOver(handed: HandedOver, context: HubContext): Partial<Activity> {
  return { ...common(handed, context), type: 'endOfConversation', id: `${handed.ticket.id}-over`, code: 'completedSuccessfully' };
}

function amended(
  handed: HandedOver,
  event: Extract<LogEntry['body'], { kind: 'event' }>['event'],
  entries: readonly LogEntry[],
  context: HubContext,
): readonly Partial<Activity>[] {
  if (event.name !== 'message-edited' && event.name !== 'message-deleted') return [];
  const target = entries.find(({ sequence }) => sequence === event.sequence);
  const id = activityId(handed.conversation.id, event.sequence);
  if (event.name === 'message-deleted') return [{ ...common(handed, context), type: 'messageDelete', id }];
  // Deleted since: the line that says so follows.
  if (target?.body.kind !== 'message') return [];
  return [{ ...common(handed, context), type: 'messageUpdate', id, text: target.body.text, textFormat: 'plain' }];
}

function renderedFor(
  conversation: Conversation,
  entries: readonly LogEntry[],
  after: number,
  context: HubContext,
): readonly Partial<Activity>[] {
  const { language } = conversation;
  return toActivities(entries, after, { ...context, language }).map((activity) => ({ ...activity, ...channelOf(conversation) }));
}

function channelOf({ channel }: Conversation): Pick<Activity, 'channelId'> {
  return { channelId: channel };
}

function common({ conversation }: HandedOver, { base, botName, now }: HubContext): Partial<Activity> {
  return {
    timestamp: new Date(now()),
    channelId: conversation.channel,
    serviceUrl: `${base}/api/handoff`,
    from: { id: conversation.customerId, name: '', role: 'user' },
    recipient: { id: BOT_ID, name: botName, role: 'bot' },
    conversation: { id: conversation.id } as Activity['conversation'],
    locale: conversation.language,
  };
}

function newest(activities: readonly Partial<Activity>[]): readonly Partial<Activity>[] {
  let left = TRANSCRIPT_BYTES;
  const first = activities.findLastIndex((activity) => (left -= Buffer.byteLength(JSON.stringify(activity))) < 0);
  return activities.slice(first + 1);
}
