import type { Agent } from '../contract/agent.ts';
import type { ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import type { Claimed, HandoffDesk } from './desk.ts';
import { ticketPriority } from './priority.ts';
import { summarise } from './summarise.ts';

/** Takes a conversation from the bot for an agent, whom nobody called. Raises CONVERSATION_NOT_FOUND. */
export type StepIn = (conversationId: string, agent: Agent) => Promise<Claimed>;

/** Entries that the summary is made of. */
const LATEST = 30;
const MOST_ROUNDS = 8;

/**
 * The conversation is queued and claimed, as if the customer had asked for a person. A process that dies in between leaves it in the queue,
 * and a turn of the bot that runs meanwhile is decided again, for a conversation that is the agent's.
 */
export function createStepIn(deps: {
  readonly log: ConversationLog;
  readonly desk: Pick<HandoffDesk, 'claim'>;
  readonly newId: () => string;
}): StepIn {
  const { log, desk, newId } = deps;
  return async (conversationId, agent) => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const conversation = await log.find(conversationId);
      if (!conversation) throw new BotError('CONVERSATION_NOT_FOUND', `No conversation ${conversationId}`);
      const { owner, language, lastSequence, version } = conversation;
      if (owner.kind !== 'bot') return await desk.claim(owner.ticketId, agent);
      const after = Math.max(0, lastSequence - LATEST);
      const entries = await log.read(conversationId, { after, limit: LATEST, audience: 'customer' });
      const ticketId = newId();
      const reason = 'stepped-in';
      const committed = await log.commit({
        conversationId,
        expect: { version },
        entries: [],
        owner: { kind: 'queue', ticketId },
        ticket: {
          kind: 'open',
          ticket: {
            id: ticketId,
            reason,
            priority: ticketPriority(reason, null, 0),
            language,
            summary: summarise({ entries, entities: [], topic: null, reason, language }),
            entities: [],
            churn: null,
          },
        },
      });
      if (committed.kind !== 'stale') return await desk.claim(ticketId, agent);
    }
    throw new BotError('CONFLICT', 'The conversation kept changing; try again');
  };
}
