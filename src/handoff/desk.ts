import type { Agent } from '../contract/agent.ts';
import type { Attachment, Author, Conversation, ConversationEvent, LogEntry, NewEntry, Owner } from '../contract/conversation.ts';
import type { Committed, ConversationCommit, ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import type { Ticket, TicketPatch } from '../contract/ticket.ts';
import { queueLeft } from './queue-left.ts';
import type { TicketQueue } from './ticket-queue.ts';

export type Claimed =
  | { readonly kind: 'claimed'; readonly ticket: Ticket }
  | { readonly kind: 'taken'; readonly by: string | null }
  | { readonly kind: 'closed' };

export type Written =
  | { readonly kind: 'written'; readonly entry: LogEntry }
  /** Sent before with the same client id: `entry` is the first one. */
  | { readonly kind: 'duplicate'; readonly entry: LogEntry }
  /** The conversation is no longer this agent's. */
  | { readonly kind: 'not-yours' };

export type Rated =
  | { readonly kind: 'rated' }
  /** The ticket had a rating, which stays as it is. */
  | { readonly kind: 'rated-before' };

export type Moved = { readonly kind: 'done'; readonly ticket: Ticket } | { readonly kind: 'not-yours' };

/**
 * What agents and customers do with a handed-over conversation. Each act is one commit under the conversation's version or
 * fence: two agents never hold one ticket, and nobody writes to a conversation that has moved on.
 */
export interface HandoffDesk {
  claim(ticketId: string, agent: Agent): Promise<Claimed>;
  /** The first of the queue, or null when nobody waits. */
  claimNext(agent: Agent): Promise<Ticket | null>;
  reply(message: AgentMessage & { readonly attachments?: readonly Attachment[] }): Promise<Written>;
  /** A note is seen by agents only; any agent may write one while the ticket is open. */
  note(message: AgentMessage): Promise<Written>;
  /** To another agent, or back to the queue (`to` null). */
  transfer(ticketId: string, agent: Agent, to: Agent | null): Promise<Moved>;
  /** The bot answers again; the ticket is closed. */
  returnToBot(ticketId: string, agent: Agent): Promise<Moved>;
  /**
   * Solved: the customer is asked to rate, and the next message is the bot's again. A "thank you" that the agent saw before needs no
   * further answer: `seen` is the last sequence that the agent had before the eyes, when not all that the log holds.
   */
  close(ticketId: string, agent: Agent, seen?: number): Promise<Moved>;
  /** The customer no longer wants to wait, or to talk to a person. Nothing happens when nobody is asked for. */
  leaveQueue(conversationId: string): Promise<void>;
  /** Once a ticket. Raises TICKET_NOT_FOUND, BAD_REQUEST for a score that is not 1 to 5. */
  rate(
    conversationId: string,
    rating: { readonly ticketId: string; readonly score: number; readonly comment: string | null },
  ): Promise<Rated>;
  /** Gives conversations of agents silent since `before` back to the queue; returns how many. */
  releaseIdle(before: number): Promise<number>;
}

export interface AgentMessage {
  readonly ticketId: string;
  readonly agent: Agent;
  /** The console's id of the message, the same in each attempt. */
  readonly clientId: string;
  readonly text: string;
}

export interface DeskDeps {
  readonly log: ConversationLog;
  readonly queue: TicketQueue;
  readonly now: () => number;
  readonly newId: () => string;
}

const LONGEST_REPLY = 10_000;
const LONGEST_COMMENT = 1_000;
const RELEASED_AT_ONCE = 100;
/** A commit that lost a race is decided again; more rounds than this mean that something else is wrong. */
const MOST_ROUNDS = 8;

export function createHandoffDesk({ log, queue, now, newId }: DeskDeps): HandoffDesk {
  const authorOf = (agent: Agent): Author => ({ kind: 'agent', id: agent.id, name: agent.name });
  const eventEntry = (author: Author, event: ConversationEvent): NewEntry => ({
    id: newId(),
    author,
    body: { kind: 'event', event },
  });

  async function load(ticketId: string): Promise<{ ticket: Ticket; conversation: Conversation }> {
    const ticket = await queue.find(ticketId);
    const conversation = ticket && (await log.find(ticket.conversationId));
    if (!ticket || !conversation) throw new BotError('TICKET_NOT_FOUND', `No ticket ${ticketId}`);
    return { ticket, conversation };
  }

  async function reread(ticketId: string): Promise<Ticket> {
    return (await load(ticketId)).ticket;
  }

  /** Decides on what is read and commits; when somebody else was faster, reads and decides again. */
  async function settle<T>(
    ticketId: string,
    decide: (ticket: Ticket, conversation: Conversation) => ConversationCommit | { readonly answer: T },
  ): Promise<{ readonly answer: T } | Exclude<Committed, { kind: 'stale' }>> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { ticket, conversation } = await load(ticketId);
      const decided = decide(ticket, conversation);
      if ('answer' in decided) return decided;
      const committed = await log.commit(decided);
      if (committed.kind !== 'stale') return committed;
    }
    throw new BotError('CONFLICT', `Ticket ${ticketId} kept changing; try again`);
  }

  /** A change of owner: ticket, conversation and notice together. */
  function move(
    conversation: Conversation,
    ticket: Ticket,
    owner: Owner,
    patch: TicketPatch,
    entries: readonly NewEntry[],
  ): ConversationCommit {
    const state = { ...conversation.state, awaiting: null, misses: 0 };
    return {
      conversationId: conversation.id,
      expect: { version: conversation.version },
      owner,
      entries,
      ticket: { kind: 'update', ticketId: ticket.id, patch },
      // Back with the bot, the conversation starts afresh: old misses must not hand it over again at once.
      ...(owner.kind === 'bot' ? { state } : {}),
    };
  }

  async function moveAsAgent(
    ticketId: string,
    agent: Agent,
    owner: (ticket: Ticket) => Owner,
    patch: TicketPatch,
    event: (ticket: Ticket) => ConversationEvent,
    answered: (conversation: Conversation) => Pick<ConversationCommit, 'handledSequence'> = () => ({}),
  ): Promise<Moved> {
    const settled = await settle<Moved>(ticketId, (ticket, conversation) =>
      isHeldBy(conversation.owner, ticketId, agent.id)
        ? {
            ...move(conversation, ticket, owner(ticket), patch, [eventEntry(authorOf(agent), event(ticket))]),
            ...answered(conversation),
          }
        : { answer: { kind: 'not-yours' } },
    );
    return 'answer' in settled ? settled.answer : { kind: 'done', ticket: await reread(ticketId) };
  }

  async function write(
    { ticketId, agent, clientId, text }: AgentMessage,
    body: NewEntry['body'],
    mayWrite: (ticket: Ticket, owner: Owner) => boolean,
  ): Promise<Written> {
    if (text.length > LONGEST_REPLY)
      throw new BotError('PAYLOAD_TOO_LARGE', `A message may have ${LONGEST_REPLY} characters; send it in parts`);
    const entry: NewEntry = { id: newId(), author: authorOf(agent), clientId, body };
    const settled = await settle<Written>(ticketId, (ticket, conversation) => ({
      conversationId: conversation.id,
      // A message that may not be written is still offered to the log: it may have been written before, and is then a duplicate.
      expect: mayWrite(ticket, conversation.owner) ? { fence: conversation.fence } : { fence: NEVER },
      entries: [entry],
      ...(body.kind === 'message' && ticket.status !== 'closed'
        ? { ticket: { kind: 'update', ticketId, patch: { agentActiveAt: now() } } }
        : {}),
    })).catch((error: unknown) => {
      if (error instanceof BotError && error.code === 'CONFLICT') return { answer: { kind: 'not-yours' } as const };
      throw error;
    });
    if ('answer' in settled) return settled.answer;
    const [first] = settled.entries;
    if (!first) throw new BotError('CONFLICT', `Ticket ${ticketId}: nothing was written`);
    return { kind: settled.kind === 'duplicate' ? 'duplicate' : 'written', entry: first };
  }

  async function claim(ticketId: string, agent: Agent): Promise<Claimed> {
    const settled = await settle<Claimed>(ticketId, (ticket, conversation) => {
      if (ticket.status === 'closed') return { answer: { kind: 'closed' } };
      if (isHeldBy(conversation.owner, ticketId, agent.id)) return { answer: { kind: 'claimed', ticket } };
      if (conversation.owner.kind !== 'queue') return { answer: { kind: 'taken', by: ticket.claimedBy } };
      const at = now();
      return move(
        conversation,
        ticket,
        { kind: 'agent', ticketId, agentId: agent.id },
        { status: 'claimed', claimedBy: agent.id, claimedAt: ticket.claimedAt ?? at, agentActiveAt: at },
        [eventEntry(authorOf(agent), { name: 'agent-joined', agentName: agent.name })],
      );
    });
    return 'answer' in settled ? settled.answer : { kind: 'claimed', ticket: await reread(ticketId) };
  }

  return {
    claim,
    async claimNext(agent) {
      for (const waiting of await queue.list({ status: 'waiting', limit: RELEASED_AT_ONCE })) {
        const claimed = await claim(waiting.id, agent);
        if (claimed.kind === 'claimed') return claimed.ticket;
      }
      return null;
    },
    reply: (message) =>
      write(
        message,
        { kind: 'message', text: message.text, attachments: message.attachments ?? [], quickReplies: [], article: null },
        (_ticket, owner) => isHeldBy(owner, message.ticketId, message.agent.id),
      ),
    note: (message) => write(message, { kind: 'note', text: message.text }, (ticket) => ticket.status !== 'closed'),
    transfer: (ticketId, agent, to) =>
      moveAsAgent(
        ticketId,
        agent,
        () => (to === null ? { kind: 'queue', ticketId } : { kind: 'agent', ticketId, agentId: to.id }),
        to === null ? { status: 'waiting', claimedBy: null } : { claimedBy: to.id, agentActiveAt: now() },
        () => ({ name: 'agent-transferred', toName: to?.name ?? null }),
      ),
    returnToBot: (ticketId, agent) =>
      moveAsAgent(
        ticketId,
        agent,
        () => ({ kind: 'bot' }),
        { status: 'closed', outcome: 'returned-to-bot', closedAt: now() },
        () => ({ name: 'returned-to-bot' }),
      ),
    close: (ticketId, agent, seen = Number.POSITIVE_INFINITY) =>
      moveAsAgent(
        ticketId,
        agent,
        () => ({ kind: 'bot' }),
        { status: 'closed', outcome: 'resolved', closedAt: now() },
        () => ({ name: 'ticket-closed', ticketId }),
        ({ lastSequence }) => ({ handledSequence: Math.min(seen, lastSequence) }),
      ),

    async leaveQueue(conversationId) {
      const open = await queue.openOf(conversationId);
      if (!open) return;
      await settle(open.id, (ticket, conversation) =>
        ticket.status === 'closed'
          ? { answer: null }
          : { ...move(conversation, ticket, { kind: 'bot' }, {}, []), ...queueLeft(conversation, ticket.id, { now, newId }) },
      );
    },

    async rate(conversationId, { ticketId, score, comment }) {
      if (!Number.isInteger(score) || score < 1 || score > 5)
        throw new BotError('BAD_REQUEST', 'A rating is a whole number from 1 to 5');
      if ((comment?.length ?? 0) > LONGEST_COMMENT)
        throw new BotError('PAYLOAD_TOO_LARGE', `A comment may have ${LONGEST_COMMENT} characters`);
      const settled = await settle<Rated>(ticketId, (ticket, conversation) => {
        if (ticket.conversationId !== conversationId)
          throw new BotError('TICKET_NOT_FOUND', `No ticket ${ticketId} in this conversation`);
        if (ticket.rating !== null) return { answer: { kind: 'rated-before' } };
        return {
          conversationId,
          expect: { fence: conversation.fence },
          entries: [
            {
              // One rating a ticket, however often it is sent.
              ...eventEntry({ kind: 'customer', id: conversation.customerId }, { name: 'rated', ticketId, score, comment }),
              clientId: `rating:${ticketId}`,
            },
          ],
          ticket: { kind: 'update', ticketId, patch: { rating: { score, comment } } },
        };
      });
      if ('answer' in settled) return settled.answer;
      return { kind: settled.kind === 'committed' ? 'rated' : 'rated-before' };
    },

    async releaseIdle(before) {
      let released = 0;
      for (const idle of await queue.idleSince(before, RELEASED_AT_ONCE)) {
        const settled = await settle(idle.id, (ticket, conversation) =>
          conversation.owner.kind !== 'agent' || ticket.status !== 'claimed' || (ticket.agentActiveAt ?? 0) >= before
            ? { answer: null }
            : move(conversation, ticket, { kind: 'queue', ticketId: ticket.id }, { status: 'waiting', claimedBy: null }, [
                eventEntry({ kind: 'bot' }, { name: 'agent-timed-out' }),
              ]),
        );
        if (!('answer' in settled)) released += 1;
      }
      return released;
    },
  };
}

/** No conversation ever has this fence. */
const NEVER = -1;

function isHeldBy(owner: Owner, ticketId: string, agentId: string): boolean {
  return owner.kind === 'agent' && owner.ticketId === ticketId && owner.agentId === agentId;
}
