import type { ConversationReference } from 'botbuilder';
import type { LogEntry } from '../../contract/conversation.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { HandoffDesk } from '../../handoff/desk.ts';
import type { TicketQueue } from '../../handoff/ticket-queue.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { handoffInitiate, handoffOver, relayed, type HandedOver, type HubContext } from './hub-activities.ts';
import { hubAgent } from './hub-agent.ts';
import type { HubAnswer, TellHub } from './hub-client.ts';
import type { HubHandoff, HubHandoffs } from './hub-handoffs.ts';

export interface RelayDeps {
  readonly log: Pick<ConversationLog, 'find' | 'read'>;
  readonly queue: Pick<TicketQueue, 'find'>;
  readonly desk: Pick<HandoffDesk, 'transfer'>;
  readonly handoffs: HubHandoffs;
  /** The conversation as a connector knows it; null for the website. */
  readonly referenceOf: (conversationId: string) => Promise<Partial<ConversationReference> | null>;
  readonly tell: TellHub;
  readonly context: HubContext;
  readonly logger: Logger;
  readonly now: () => number;
}

/** With the pauses below, a hub may be away for a minute; then the customer is better off in our own queue. */
const MOST_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const PAGE = 200;

/** Tells the hub what it must know of one handoff, in order, and gives the customer back to our own queue when it cannot be told. */
export function createRelay(deps: RelayDeps): (handoff: HubHandoff) => Promise<void> {
  const { handoffs, log } = deps;

  return async (handoff) => {
    const handed = await load(handoff);
    if (!handed || !isWithHub(handed)) return await leave(handoff, handed);
    const outcome = handoff.state === 'offering' ? await offer(handoff, handed) : await pass(handoff, handed);
    if (outcome.kind === 'taken') return await handoffs.release(handoff.ticketId, deps.now());
    if (outcome.kind === 'away' && handoff.attempts < MOST_ATTEMPTS) {
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (handoff.attempts - 1));
      return await handoffs.release(handoff.ticketId, deps.now() + pause);
    }
    await giveUp(handoff, outcome.reason);
  };

  async function load({ ticketId, conversationId }: HubHandoff): Promise<HandedOver | null> {
    const [ticket, conversation] = await Promise.all([deps.queue.find(ticketId), log.find(conversationId)]);
    return ticket && conversation ? { ticket, conversation, reference: await deps.referenceOf(conversationId) } : null;
  }

  async function offer(handoff: HubHandoff, handed: HandedOver): Promise<HubAnswer> {
    const { id, lastSequence } = handed.conversation;
    const entries = await log.read(id, { after: Math.max(0, lastSequence - PAGE), limit: PAGE, audience: 'customer' });
    const answer = await deps.tell(handoffInitiate(handed, entries, deps.context));
    if (answer.kind !== 'taken') return answer;
    await handoffs.sent(handoff.ticketId, entries.at(-1)?.sequence ?? 0);
    // It may have been accepted before the hub's answer came.
    await handoffs.move(handoff.ticketId, ['offering'], 'offered');
    return answer;
  }

  async function pass({ ticketId, sentSequence }: HubHandoff, handed: HandedOver): Promise<HubAnswer> {
    const { id } = handed.conversation;
    const page = await log.read(id, { after: sentSequence, limit: PAGE, audience: 'agent' });
    for (const entry of page) {
      const around = [...(await targetsOf(id, entry)), entry];
      for (const activity of relayed(handed, around, entry.sequence - 1, deps.context)) {
        const answer = await deps.tell(activity);
        if (answer.kind !== 'taken') return answer;
      }
      await handoffs.sent(ticketId, entry.sequence);
    }
    return { kind: 'taken' };
  }

  /** The message that the customer changed, as it is now. */
  async function targetsOf(conversationId: string, { body }: LogEntry): Promise<readonly LogEntry[]> {
    if (body.kind !== 'event' || body.event.name !== 'message-edited') return [];
    return await log.read(conversationId, { after: body.event.sequence - 1, limit: 1, audience: 'agent' });
  }

  /** The customer left, or one of our own agents took them: the hub is told, once. */
  async function leave(handoff: HubHandoff, handed: HandedOver | null): Promise<void> {
    if (handed && handoff.state !== 'offering') {
      const answer = await deps.tell(handoffOver(handed, deps.context));
      if (answer.kind === 'away' && handoff.attempts < MOST_ATTEMPTS)
        return await handoffs.release(handoff.ticketId, deps.now() + LONGEST_PAUSE_MS);
    }
    await handoffs.move(handoff.ticketId, ['offering', 'offered', 'accepted'], 'ended');
  }

  async function giveUp({ ticketId, conversationId, state }: HubHandoff, reason: string): Promise<void> {
    deps.logger.warn(
      { ticketId, conversationId, state, reason },
      'the handoff hub cannot be told, the customer waits in the own queue',
    );
    if (state === 'accepted') await deps.desk.transfer(ticketId, hubAgent(), null);
    await handoffs.move(ticketId, ['offering', 'offered', 'accepted'], 'ended');
  }
}

function isWithHub({ ticket, conversation: { owner } }: HandedOver): boolean {
  if (ticket.status === 'closed' || owner.kind === 'bot' || owner.ticketId !== ticket.id) return false;
  return owner.kind === 'queue' || owner.agentId === hubAgent().id;
}
