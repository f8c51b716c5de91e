import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity, ActivityHandler } from 'botbuilder';
import { z } from 'zod';
import type { Attachment } from '../../contract/conversation.ts';
import type { Accepted } from '../../contract/conversation-log.ts';
import { BotError } from '../../contract/errors.ts';
import { LONGEST_MESSAGE } from '../../conversation/accept.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { ACCEPTED, STORED_ATTACHMENTS } from '../turn-keys.ts';
import { activityId, BOT_ID } from './activities.ts';
import type { DirectLineAdapter } from './adapter.ts';
import type { Visitor } from './tokens.ts';
import type { Visits } from './visits.ts';

/** Longest a message waits when its sender is too fast; clients show a refused message as failed for good. */
const LONGEST_DELAY_MS = 2_000;
const LONGEST_CHANNEL_DATA = 8_192;
const LONGEST_CLIENT_ID = 200;

/** What of an activity is looked at; the rest is not kept. */
export const IncomingActivity = z.object({
  type: z.enum(['message', 'typing', 'event', 'endOfConversation', 'messageReaction', 'conversationUpdate']),
  from: z.object({ id: z.string().max(256).optional() }).nullish(),
  text: z.string().nullish(),
  name: z.string().max(200).nullish(),
  value: z.unknown().optional(),
  locale: z.string().max(50).nullish(),
  channelData: z.unknown().optional(),
  attachments: z
    .array(z.object({ name: z.string().nullish(), contentType: z.string().nullish(), contentUrl: z.string().nullish() }))
    .max(20)
    .nullish(),
});
export type IncomingActivity = z.infer<typeof IncomingActivity>;

export interface PostActivityDeps {
  readonly adapter: DirectLineAdapter;
  readonly bot: ActivityHandler;
  readonly visits: Visits;
  readonly limiter: RateLimiter;
  readonly messagesPerMinute: number;
  readonly metrics: Pick<Metrics, 'messageTaken'>;
  readonly now: () => number;
  /** How a message that comes too fast is held back; for tests. */
  readonly wait?: (ms: number) => Promise<unknown>;
  readonly newId: () => string;
}

/** Takes one activity of a client and returns its id. `store` puts the message's files away, once it is sure to be taken. */
export type PostActivity = (
  visitor: Visitor,
  activity: unknown,
  base: string,
  store?: () => Promise<readonly Attachment[]>,
) => Promise<string>;

export function createPostActivity(deps: PostActivityDeps): PostActivity {
  return async (visitor, given, base, store) => {
    const activity = parse(given);
    const userId = trustedUser(visitor, activity);
    await waitForTurn(visitor.conv, activity.type, deps);
    if (!['message', 'typing', 'event'].includes(activity.type)) return `${visitor.conv}|${deps.newId()}`;
    await deps.visits.ensure(visitor, userId);
    const text = textOf(activity, store !== undefined);
    // Looked at before files are put away for it; `accept` has the last word.
    if (text.length > LONGEST_MESSAGE)
      throw new BotError('PAYLOAD_TOO_LARGE', `A message may have ${LONGEST_MESSAGE} characters; send it in parts`);
    const stored = store ? await store() : [];
    const incoming: Partial<Activity> = {
      ...botActivity(visitor.conv, base, deps.now()),
      type: activity.type,
      id: clientIdOf(activity.channelData) ?? deps.newId(),
      from: { id: userId, name: '', role: 'user' },
      locale: activity.locale ?? visitor.lang,
      channelData: activity.channelData ?? null,
      value: activity.value,
      ...(activity.name ? { name: activity.name } : {}),
      text,
    };
    const context = await deps.adapter.process(
      incoming,
      (turn) => deps.bot.run(turn),
      (turn) => turn.turnState.set(STORED_ATTACHMENTS, stored),
    );
    const accepted = context.turnState.get<Accepted | undefined>(ACCEPTED);
    if (!accepted) return `${visitor.conv}|${deps.newId()}`;
    deps.metrics.messageTaken('direct-line', accepted.kind);
    return activityId(visitor.conv, accepted.entry.sequence);
  };
}

/** What every activity to the bot has in common. */
export function botActivity(conversationId: string, base: string, at: number): Partial<Activity> {
  return {
    channelId: 'directline',
    serviceUrl: base,
    timestamp: new Date(at),
    conversation: { id: conversationId } as Activity['conversation'],
    recipient: { id: BOT_ID, name: BOT_ID, role: 'bot' },
  };
}

function parse(given: unknown): IncomingActivity {
  const parsed = IncomingActivity.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new BotError('BAD_REQUEST', `Not an activity: ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'wrong shape'}`);
  }
  if (Buffer.byteLength(JSON.stringify(parsed.data.channelData ?? null)) > LONGEST_CHANNEL_DATA)
    throw new BotError('PAYLOAD_TOO_LARGE', 'channelData may have 8 KiB');
  return parsed.data;
}

/** A user id in the token is the only one believed; one that looks as if it came from a token is believed nowhere else. */
export function trustedUser(visitor: Visitor, activity: Pick<IncomingActivity, 'from'>): string {
  if (visitor.user !== null) return visitor.user;
  const id = activity.from?.id?.trim() ?? '';
  if (id === '') throw new BotError('BAD_REQUEST', 'from.id is missing');
  if (id.startsWith('dl_')) throw new BotError('FORBIDDEN', 'User ids that begin with dl_ are valid only inside a token');
  return id;
}

function clientIdOf(channelData: unknown): string | null {
  const id =
    typeof channelData === 'object' && channelData !== null && 'clientActivityID' in channelData
      ? channelData.clientActivityID
      : null;
  return typeof id === 'string' && id !== '' && id.length <= LONGEST_CLIENT_ID ? id : null;
}

/** Files that were not uploaded but only linked to: the log has no place for foreign addresses, the text has. */
function textOf({ text, value, attachments }: IncomingActivity, isUpload: boolean): string {
  const words = text ?? (typeof value === 'string' ? value : '');
  const links = (attachments ?? []).flatMap(({ contentUrl }) => (/^https?:\/\//i.test(contentUrl ?? '') ? [contentUrl] : []));
  if (!isUpload && links.length < (attachments?.length ?? 0))
    throw new BotError('BAD_REQUEST', 'Files are sent to /upload; an activity may only link to them by http(s)');
  return [words, ...links].filter(Boolean).join('\n');
}

async function waitForTurn(conversationId: string, type: string, deps: PostActivityDeps): Promise<void> {
  const perMinute = type === 'typing' ? deps.messagesPerMinute * 2 : deps.messagesPerMinute;
  let waited = 0;
  for (;;) {
    const { waitMs } = await deps.limiter.take(`${type === 'typing' ? 'typing' : 'messages'}:${conversationId}`, perMinute);
    if (waitMs === 0) return;
    waited += waitMs;
    if (waited > LONGEST_DELAY_MS) throw new BotError('RATE_LIMITED', 'Too many messages in a minute; wait a moment');
    await (deps.wait ?? sleep)(waitMs);
  }
}
