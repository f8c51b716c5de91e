import type { Activity } from 'botbuilder';
import {
  keptChannelData,
  pressedInSlack,
  readChannelData,
  slackChange,
  slackMessageTs,
  slackThread,
  type ChannelData,
} from './channel-data.ts';
import { isFile, namedFiles, type NamedFile } from './files/named-files.ts';
import type { IncomingActivity } from './incoming-activity.ts';
import type { ConnectorReference } from './references.ts';
import { ratedByCard, saidByCard } from './card-value.ts';
import { ratingEvent } from './rating-event.ts';
import { stripMentions } from './strip-mentions.ts';

/** A connector's activity in Kefu's terms. */
export interface Heard {
  readonly reference: ConnectorReference;
  /** For SupportBot: the conversation's id is Kefu's own, the text has no mention of the bot, nothing else is taken over. */
  readonly activity: Partial<Activity>;
  /** To be fetched. */
  readonly files: readonly NamedFile[];
  /** Whether it came from a button of a card: such presses have no id that a repeat could be told by. */
  readonly isPress: boolean;
  /** Whether it was said in one of Slack's channels without naming the bot: it concerns us only in a thread that we are in. */
  readonly isOverheard: boolean;
  /** The channel's own id of the message, the same in each of its attempts and in later changes; null where the activity's id is it. */
  readonly messageId: string | null;
  /** The channel's own name for a change of a message, the same in each of its attempts. */
  readonly changeId: string | null;
}

/** Azure's hosted Direct Line is a connector; the name alone means Kefu's own, which is never pushed to. */
const CHANNEL_NAMES: Readonly<Record<string, string>> = { directline: 'azure-direct-line' };
/** Its addresses of files hold the bot's token. */
const SECRET_ADDRESSES = /^https?:\/\/api\.telegram\.org\//i;
const GROUPS = ['groupChat', 'channel'];

/** Pure. Ids are prefixed with the channel: no channel can name a conversation of another. */
export function hear(given: IncomingActivity): Heard {
  const data = readChannelData(given);
  const incoming = given.channelId === 'slack' ? fromSlack(given, data) : given;
  const { channelId, conversation, from, recipient } = incoming;
  const channel = CHANNEL_NAMES[channelId] ?? channelId;
  const threadTs = channelId === 'slack' ? slackThread(data) : null;
  const conversationId = [channel, conversation.id, ...(threadTs === null ? [] : [threadTs])].join('|');
  const words = stripMentions(incoming, data);
  const inSlack = pressedInSlack(data);
  const rating = words === '' ? (ratedByCard(incoming.value) ?? ratedByCard(inSlack)) : null;
  const pressed = words === '' && rating === null ? (saidByCard(incoming.value) ?? inSlack) : null;
  const isPress = pressed !== null || rating !== null;
  const isGroup = conversation.isGroup === true || GROUPS.includes(conversation.conversationType ?? '');
  return {
    files: incoming.type === 'message' ? namedFiles(incoming, data) : [],
    isPress,
    isOverheard: threadTs !== null && !isPress && words === (incoming.text ?? '').trim(),
    changeId: data.SlackMessage?.event_id ?? incoming.timestamp ?? null,
    messageId: slackMessageTs(data) ?? data.SlackMessage?.event_id ?? null,
    reference: {
      conversationId,
      channel,
      serviceUrl: incoming.serviceUrl,
      tenantId: data.tenant?.id ?? conversation.tenantId ?? null,
      threadTs,
      topic: data.subject ?? conversation.topic ?? null,
      reference: {
        channelId,
        serviceUrl: incoming.serviceUrl,
        conversation: conversation as Activity['conversation'],
        bot: { id: recipient.id, name: recipient.name ?? '' },
        user: { id: from.id, name: from.name ?? '', ...(from.aadObjectId ? { aadObjectId: from.aadObjectId } : {}) },
        ...(incoming.locale ? { locale: incoming.locale } : {}),
      },
    },
    activity: {
      type: incoming.type,
      channelId: channel,
      serviceUrl: incoming.serviceUrl,
      conversation: { id: conversationId, isGroup } as Activity['conversation'],
      from: { id: from.id, name: from.name ?? '' },
      recipient: { id: recipient.id, name: recipient.name ?? '' },
      text: [pressed ?? words, ...links(incoming, data)].filter(Boolean).join('\n'),
      channelData: keptChannelData(data, from.aadObjectId ?? null),
      value: incoming.value,
      ...(incoming.id ? { id: incoming.id } : {}),
      ...(incoming.name ? { name: incoming.name } : {}),
      ...(incoming.locale ? { locale: incoming.locale } : {}),
      // A group is not welcomed for each person that joins it.
      ...(incoming.membersAdded && !isGroup
        ? { membersAdded: incoming.membersAdded.map((member) => ({ id: member.id, name: member.name ?? '' })) }
        : {}),
      ...(rating === null ? {} : ratingEvent(rating)),
    },
  };
}

/** What Slack's own event says of a change goes before what the connector made of it. */
function fromSlack(incoming: IncomingActivity, data: ChannelData): IncomingActivity {
  const type = slackChange(data);
  if (type === null) return incoming;
  return { ...incoming, type, text: data.SlackMessage?.event?.message?.text ?? incoming.text };
}

/** Files that lie elsewhere are not fetched; where they are stands in the text. Teams repeats the text itself as an HTML "file". */
function links(incoming: IncomingActivity, data: ChannelData): readonly string[] {
  return (incoming.attachments ?? []).flatMap((attachment) => {
    const { contentUrl, name, contentType } = attachment;
    if (isFile(attachment, incoming, data)) return [];
    if (!contentUrl || contentType === 'text/html' || !/^https?:\/\//i.test(contentUrl)) return [];
    return [SECRET_ADDRESSES.test(contentUrl) ? `[${name ?? contentType ?? 'file'}]` : contentUrl];
  });
}
