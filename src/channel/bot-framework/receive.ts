import type { Activity, ActivityHandler, CloudAdapter } from 'botbuilder';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { Accepted, ConversationLog } from '../../contract/conversation-log.ts';
import { BotError } from '../../contract/errors.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { Attachment } from '../../contract/conversation.ts';
import { newConversation } from '../new-conversation.ts';
import { ACCEPTED, CHANGE_ID, STORED_ATTACHMENTS } from '../turn-keys.ts';
import type { CheckCaller, CheckedCaller } from './check-caller.ts';
import type { createReceiveFiles } from './files/receive-files.ts';
import { hear, type Heard } from './hear.ts';
import { parseActivity } from './incoming-activity.ts';
import { ratingEvent } from './rating-event.ts';
import { createReadGrade } from './read-grade.ts';
import type { References } from './references.ts';
import { createRepeats } from './repeats.ts';
import type { SeenContents } from './seen-contents.ts';
import type { TypingNotices } from './typing-notices.ts';

export interface ReceiveDeps {
  readonly adapter: CloudAdapter;
  readonly bot: ActivityHandler;
  readonly checkCaller: CheckCaller;
  readonly references: References;
  readonly contents: Pick<SeenContents, 'firstId'>;
  readonly log: Pick<ConversationLog, 'open' | 'find' | 'read'>;
  readonly receiveFiles: ReturnType<typeof createReceiveFiles>;
  readonly typing: Pick<TypingNotices, 'expect'>;
  readonly metrics: Pick<Metrics, 'messageTaken'>;
  readonly limiter: RateLimiter;
  /** Messages that one sender may send a minute. */
  readonly messagesPerMinute: number;
  readonly now: () => number;
}

/** Takes one activity of a connector and returns the status that it is answered with. What it raises is a BotError. */
export type Receive = (request: Request, body: unknown) => Promise<200 | 501>;

const KNOWN_ADDRESSES = 20_000;
/** Another process may have saved another address meanwhile. */
const KNOWN_MS = 60_000;
/** Channels give up repeating a message after minutes. */
const OVERTAKEN_MS = 600_000;

/** The message stands in the log when the promise resolves; its answer goes through the outbox, later. */
export function createReceive(deps: ReceiveDeps): Receive {
  const saved = new LRUCache<string, string>({ max: KNOWN_ADDRESSES, ttl: KNOWN_MS });
  const clientIdOf = createRepeats(deps);
  const readGrade = createReadGrade(deps);

  /** The address must be known before there is anything to send to it. */
  async function remember({ reference }: Heard): Promise<void> {
    const text = JSON.stringify(reference);
    if (saved.get(reference.conversationId) === text) return;
    await deps.references.save(reference);
    saved.set(reference.conversationId, text);
  }

  async function run(
    caller: CheckedCaller,
    { changeId }: Heard,
    activity: Partial<Activity>,
    stored: readonly Attachment[],
  ): Promise<Accepted | undefined> {
    let outcome: { readonly accepted: Accepted | undefined } | { readonly error: unknown } = { accepted: undefined };
    await deps.adapter.processActivityDirect(caller, activity as Activity, async (context) => {
      // The adapter would turn what is raised here into a text.
      if (changeId !== null) context.turnState.set(CHANGE_ID, changeId);
      context.turnState.set(STORED_ATTACHMENTS, stored);
      try {
        await deps.bot.run(context);
        outcome = { accepted: context.turnState.get<Accepted | undefined>(ACCEPTED) };
      } catch (error) {
        outcome = { error };
      }
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.accepted;
  }

  async function fetchFiles(caller: CheckedCaller, { files, reference, activity }: Heard, messageId: string) {
    if (files.length === 0) return { stored: [], notes: [] };
    const { conversationId, serviceUrl } = reference;
    const { language } = await deps.log.open(newConversation(activity));
    return await deps.receiveFiles(caller, { conversationId, messageId, serviceUrl, language, files });
  }

  async function limit({ reference, activity }: Heard): Promise<void> {
    const { waitMs } = await deps.limiter.take(
      `connector:${reference.channel}:${activity.from?.id ?? ''}`,
      deps.messagesPerMinute,
    );
    if (waitMs > 0) throw new BotError('RATE_LIMITED', `This sender writes too fast; wait ${Math.ceil(waitMs / 1_000)} seconds`);
  }

  return async (request, body) => {
    // Who calls comes first: a stranger learns nothing of what a body must be.
    const caller = await deps.checkCaller(request, claimed(body));
    const incoming = parseActivity(body);
    if (incoming.type === 'invoke') return 501;
    const heard = hear(incoming);
    if (incoming.type !== 'conversationUpdate') await limit(heard);
    if (!concernsUs(heard)) return 200;
    const mayBeForeign = heard.isOverheard || (isChange(heard) && !isFresh(heard, deps.now()));
    if (mayBeForeign && !(await deps.references.find(heard.reference.conversationId))) return 200;
    await remember(heard);
    const id = isChange(heard) ? (heard.messageId ?? incoming.id ?? '') : await clientIdOf(incoming, heard);
    const { stored, notes } = await fetchFiles(caller, heard, id);
    const text = [heard.activity.text, ...notes].filter(Boolean).join('\n');
    const grade = await readGrade(heard);
    const accepted = await run(caller, heard, { ...heard.activity, text, id, ...(grade ? ratingEvent(grade) : {}) }, stored);
    if (accepted) {
      deps.metrics.messageTaken(heard.reference.channel, accepted.kind);
      if (accepted.kind === 'accepted') deps.typing.expect(heard.reference.conversationId);
    }
    return 200;
  };
}

/** What the token is compared with. */
function claimed(body: unknown): Activity {
  const { channelId, serviceUrl } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<string, unknown>>;
  return {
    channelId: typeof channelId === 'string' ? channelId : '',
    serviceUrl: typeof serviceUrl === 'string' ? serviceUrl : '',
  } as Activity;
}

function isChange({ activity: { type } }: Heard): boolean {
  return type === 'messageUpdate' || type === 'messageDelete';
}

/**
 * Whether a change is of a message that was written lately: it may be the first of its conversation and still be on its way. What was
 * written longer ago must have been said to us before. Teams' ids of messages, and Slack's, are the time of writing.
 */
function isFresh({ activity, messageId }: Heard, now: number): boolean {
  const id = Number(messageId ?? activity.id);
  const writtenAt = id < 1e11 ? id * 1_000 : id;
  return Math.abs(now - writtenAt) < OVERTAKEN_MS;
}

/** Reactions and empty messages (a sticker) are taken note of by saying so, and by nothing else. */
function concernsUs({ activity, files }: Heard): boolean {
  switch (activity.type) {
    case 'message':
    case 'messageUpdate':
      return activity.text !== '' || files.length > 0;
    case 'messageDelete':
      return true;
    case 'conversationUpdate':
      return (activity.membersAdded ?? []).length > 0;
    default:
      return ['event', 'typing'].includes(activity.type ?? '');
  }
}
