import { BotAdapter, TurnContext, type Activity, type ConversationReference, type ResourceResponse } from 'botbuilder-core';
import type { NewEntry } from '../../contract/conversation.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import { BotError } from '../../contract/errors.ts';
import type { Announcements } from '../../conversation/announcements.ts';
import { activityId } from './activities.ts';

export interface DirectLineAdapterDeps {
  readonly log: ConversationLog;
  readonly announcements: Announcements;
  readonly newId: () => string;
}

/**
 * Bot Framework's adapter for our own Direct Line server, in process. What a bot sends becomes entries of the log, written
 * under the fence: when a person has taken the conversation over, it is refused. Clients get it from the log.
 */
export class DirectLineAdapter extends BotAdapter {
  readonly #deps: DirectLineAdapterDeps;

  constructor(deps: DirectLineAdapterDeps) {
    super();
    this.#deps = deps;
  }

  /** Runs the bot on an activity; whatever it raises comes back to the caller, who owes the client an answer. */
  async process(
    activity: Partial<Activity>,
    logic: (context: TurnContext) => Promise<void>,
    prepare?: (context: TurnContext) => void,
  ): Promise<TurnContext> {
    const context = new TurnContext(this, activity);
    prepare?.(context);
    await this.runMiddleware(context, logic);
    return context;
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const responses: ResourceResponse[] = [];
    for (const activity of activities) responses.push(await this.#send(context, activity));
    return responses;
  }

  override updateActivity(): Promise<void> {
    return Promise.reject(new BotError('BAD_REQUEST', 'Direct Line here does not change messages that were sent'));
  }

  override deleteActivity(): Promise<void> {
    return Promise.reject(new BotError('BAD_REQUEST', 'Direct Line here does not delete messages that were sent'));
  }

  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const activity = TurnContext.applyConversationReference({ type: 'event', name: 'ContinueConversation' }, reference, true);
    await this.process(activity, logic);
  }

  override async continueConversationAsync(
    _who: unknown,
    reference: Partial<ConversationReference>,
    audienceOrLogic: string | ((context: TurnContext) => Promise<void>),
    maybeLogic?: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const logic = typeof audienceOrLogic === 'string' ? maybeLogic : audienceOrLogic;
    if (logic) await this.continueConversation(reference, logic);
  }

  async #send(context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse> {
    const { announcements, newId } = this.#deps;
    const conversationId = activity.conversation?.id ?? context.activity.conversation.id;
    switch (activity.type) {
      case 'message':
        return { id: await this.#append(conversationId, toEntry(activity, newId)) };
      case 'typing':
        announcements.publish({ kind: 'typing', conversationId, who: 'bot' });
        return { id: newId() };
      case 'trace':
        return { id: newId() };
      case undefined:
      default:
        throw new BotError('BAD_REQUEST', `Direct Line here cannot send an activity of type ${activity.type ?? '(none)'}`);
    }
  }

  async #append(conversationId: string, entry: NewEntry): Promise<string> {
    const { log } = this.#deps;
    const conversation = await log.find(conversationId);
    if (!conversation) throw new BotError('CONVERSATION_NOT_FOUND', `No conversation ${conversationId}`);
    const committed =
      conversation.owner.kind === 'bot'
        ? await log.commit({ conversationId, expect: { fence: conversation.fence }, entries: [entry] })
        : ({ kind: 'stale' } as const);
    const [first] = committed.kind === 'stale' ? [] : committed.entries;
    if (!first) throw new BotError('OWNERSHIP_MOVED', `Conversation ${conversationId} is with a person now`);
    return activityId(conversationId, first.sequence);
  }
}

function toEntry(activity: Partial<Activity>, newId: () => string): NewEntry {
  const actions = activity.suggestedActions?.actions ?? [];
  return {
    id: newId(),
    author: { kind: 'bot' },
    body: {
      kind: 'message',
      text: activity.text ?? '',
      attachments: [],
      quickReplies: actions.map(({ title, value }) => ({ title, value: typeof value === 'string' ? value : title })),
      article: null,
    },
  };
}
