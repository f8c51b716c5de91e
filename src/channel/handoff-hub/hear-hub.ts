import { z } from 'zod';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import { BotError } from '../../contract/errors.ts';
import type { Announcements } from '../../conversation/announcements.ts';
import type { HandoffDesk } from '../../handoff/desk.ts';
import { hubAgent } from './hub-agent.ts';
import type { HubHandoff, HubHandoffs } from './hub-handoffs.ts';

export interface HearHubDeps {
  readonly log: Pick<ConversationLog, 'find'>;
  readonly desk: Pick<HandoffDesk, 'claim' | 'reply' | 'note' | 'transfer' | 'close'>;
  readonly handoffs: HubHandoffs;
  readonly announcements: Announcements;
  readonly newId: () => string;
}

/** What of the hub's activities is looked at. */
export const HubActivity = z.object({
  type: z.string().min(1).max(100),
  id: z.string().max(300).nullish(),
  name: z.string().max(200).nullish(),
  text: z.string().nullish(),
  from: z.object({ name: z.string().nullish() }).nullish(),
  conversation: z.object({ id: z.string().min(1).max(2_000) }),
  value: z.unknown().optional(),
});
export type HubActivity = z.infer<typeof HubActivity>;

const Status = z.object({ state: z.string(), message: z.string().max(2_000).nullish().catch(null) });

/**
 * Takes one activity of the hub. A status is never refused: one that nobody knows, or of a conversation that is not the hub's, is ignored.
 * Raises OWNERSHIP_MOVED for an agent's words when the conversation is no longer the hub's.
 */
export function createHearHub(deps: HearHubDeps): (activity: HubActivity) => Promise<void> {
  const { desk, handoffs } = deps;

  return async (activity) => {
    const conversationId = activity.conversation.id;
    const handoff = await handoffs.openOf(conversationId);
    switch (activity.type) {
      case 'event':
        if (activity.name === 'handoff.status' && handoff) await hearStatus(handoff, activity);
        return;
      case 'endOfConversation':
        if (handoff) await complete(handoff, activity);
        return;
      case 'typing':
        if (handoff?.state === 'accepted') showTyping(conversationId);
        return;
      case 'message':
        await say(handoff, activity);
        return;
      default:
        return;
    }
  };

  async function hearStatus(handoff: HubHandoff, activity: HubActivity): Promise<void> {
    const { data: status } = Status.safeParse(activity.value);
    switch (status?.state) {
      case 'accepted':
        await accept(handoff, activity);
        return;
      case 'failed':
        await fail(handoff, status.message ?? null);
        return;
      case 'completed':
        await complete(handoff, activity);
        return;
      case undefined:
      default:
        return;
    }
  }

  /** When one of our own agents was faster, the relay tells the hub so. */
  async function accept({ ticketId }: HubHandoff, { from }: HubActivity): Promise<boolean> {
    const claimed = await desk.claim(ticketId, hubAgent(from?.name));
    if (claimed.kind !== 'claimed') return false;
    await handoffs.move(ticketId, ['offering', 'offered'], 'accepted');
    return true;
  }

  /** The customer waits in our own queue, where they already stand unless the hub had taken them. */
  async function fail({ ticketId, state }: HubHandoff, why: string | null): Promise<void> {
    if (why?.trim()) await desk.note({ ticketId, agent: hubAgent(), clientId: `hub-failed:${ticketId}`, text: why.trim() });
    if (state === 'accepted') await desk.transfer(ticketId, hubAgent(), null);
    await handoffs.move(ticketId, ['offering', 'offered', 'accepted'], 'ended');
  }

  async function complete(handoff: HubHandoff, activity: HubActivity): Promise<void> {
    if (handoff.state !== 'accepted' && !(await accept(handoff, activity))) return;
    await desk.close(handoff.ticketId, hubAgent(activity.from?.name));
    await handoffs.move(handoff.ticketId, ['offering', 'offered', 'accepted'], 'ended');
  }

  async function say(handoff: HubHandoff | null, { id, text, from, conversation }: HubActivity): Promise<void> {
    const moved = (): BotError =>
      new BotError('OWNERSHIP_MOVED', 'This conversation is not the hub’s (any more); nothing was sent');
    if (!handoff) throw moved();
    if (!text?.trim()) {
      showTyping(conversation.id);
      return;
    }
    const clientId = `hub:${id || deps.newId()}`;
    const written = await desk.reply({ ticketId: handoff.ticketId, agent: hubAgent(from?.name), clientId, text });
    if (written.kind === 'not-yours') throw moved();
  }

  function showTyping(conversationId: string): void {
    deps.announcements.publish({ kind: 'typing', conversationId, who: 'agent' });
  }
}
