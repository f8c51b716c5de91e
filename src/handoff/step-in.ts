import type { Agent } from '../contract/agent.ts';
import type { ChurnScore } from '../contract/churn.ts';
import type { LogEntry } from '../contract/conversation.ts';
import type { ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import type { Claimed, HandoffDesk } from './desk.ts';
import { ticketPriority } from './priority.ts';
import { summarise } from './summarise.ts';
import type { TicketQueue } from './ticket-queue.ts';

/** Takes a conversation from the bot for an agent, whom nobody called. Raises CONVERSATION_NOT_FOUND. */
export type StepIn = (conversationId: string, agent: Agent) => Promise<Claimed>;

/** Entries that the summary is made of. */
const LATEST = 30;
const MOST_ROUNDS = 8;

/**
 * Owner, ticket and notice to the customer are one commit, so that a conversation is the bot's or the agent's and never nobody's. A turn of
 * the bot that runs meanwhile is stale, and decided again for a conversation that is the agent's.
 */
export function createStepIn(deps: {
  readonly log: ConversationLog;
  readonly queue: Pick<TicketQueue, 'find'>;
  readonly desk: Pick<HandoffDesk, 'claim'>;
  readonly now: () => number;
  readonly newId: () => string;
}): StepIn {
  const { log, queue, desk, now, newId } = deps;
  return async (conversationId, agent) => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const conversation = await log.find(conversationId);
      if (!conversation) throw new BotError('CONVERSATION_NOT_FOUND', `No conversation ${conversationId}`);
      const { owner, language, lastSequence, version } = conversation;
      if (owner.kind !== 'bot') return await desk.claim(owner.ticketId, agent);
      const after = Math.max(0, lastSequence - LATEST);
      const entries = await log.read(conversationId, { after, limit: LATEST, audience: 'customer' });
      const churn = await lastScore(entries);
      const [ticketId, reason, at] = [newId(), 'stepped-in', now()] as const;
      const ticket = {
        id: ticketId,
        reason,
        priority: ticketPriority(reason, churn, churn?.economics.value ?? 0),
        language,
        summary: summarise({ entries, entities: [], topic: null, reason, language }),
        entities: [],
        churn,
      };
      const committed = await log.commit({
        conversationId,
        expect: { version },
        entries: [
          {
            id: newId(),
            author: { kind: 'agent', id: agent.id, name: agent.name },
            body: { kind: 'event', event: { name: 'agent-joined', agentName: agent.name } },
          },
        ],
        owner: { kind: 'agent', ticketId, agentId: agent.id },
        ticket: {
          kind: 'open',
          ticket,
          patch: { status: 'claimed', claimedBy: agent.id, claimedAt: at, agentActiveAt: at },
        },
      });
      const opened = committed.kind === 'stale' ? null : await queue.find(ticketId);
      if (opened) return { kind: 'claimed', ticket: opened };
    }
    throw new BotError('CONFLICT', 'The conversation kept changing; try again');
  };

  /** What the bot's last turn thought of the customer. */
  async function lastScore(entries: readonly LogEntry[]): Promise<ChurnScore | null> {
    const turnId = entries.findLast((entry) => entry.turnId !== null)?.turnId ?? null;
    return turnId === null ? null : ((await log.turn(turnId))?.churn ?? null);
  }
}
