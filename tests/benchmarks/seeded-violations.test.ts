import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { checkEvidence, type AcknowledgedMessage } from '../../benchmarks/faults/check-evidence.ts';
import type { AgentAct } from '../../benchmarks/faults/replicas/agent.ts';
import { checkDesk, type StoredOwner, type StoredTicket } from '../../benchmarks/faults/replicas/check-desk.ts';
import { entryOfRow, turnOfRow } from '../../benchmarks/faults/stored-rows.ts';
import { seededRandom } from '../../benchmarks/support/statistics.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { TurnRecord } from '../../src/contract/turn.ts';
import { createHandoffDesk } from '../../src/handoff/desk.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';

const CONVERSATIONS = 12;
const MESSAGES = 6;
const ASKS_FOR_PERSON = 3;
const LONGEST_THOUGHT_MS = 4;

type Sabotage = (log: ConversationLog, db: Kysely<Schema>, random: () => number) => Promise<ConversationLog>;

/** What a commit was decided on no longer matters. */
const ignoreFences: Sabotage = async (log, _db, random) => ({
  ...log,
  commit: async (commit) => {
    // As long as a network takes, in which others decide, too.
    await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_THOUGHT_MS));
    const conversation = await log.find(commit.conversationId);
    return await log.commit({ ...commit, expect: { version: conversation?.version ?? 0 } });
  },
});

/** A message that is sent again is taken again. */
const forgetInbox: Sabotage = async (log, db) => {
  await sql`drop index entries_once`.execute(db);
  return {
    ...log,
    accept: async (message) => {
      const accepted = await log.accept({ ...message, clientId: crypto.randomUUID() });
      await db.updateTable('entries').set({ client_id: message.clientId }).where('id', '=', accepted.entry.id).execute();
      return accepted;
    },
  };
};

/** First the words, then what they did; sometimes the process dies in between. */
const splitCommits: Sabotage = async (log, _db, random) => ({
  ...log,
  commit: async ({ conversationId, expect: expected, entries, ...rest }) => {
    const words = await log.commit({ conversationId, expect: expected, entries });
    if (words.kind !== 'committed') return words;
    if (random() < 0.3) throw new Error('killed');
    return await log.commit({ conversationId, expect: { version: words.conversation.version }, entries: [], ...rest });
  },
});

const SOUND: Sabotage = (log) => Promise.resolve(log);

describe('over the real log and desk, with two replicas and two agents at once, the checkers', { timeout: 120_000 }, () => {
  it('find nothing', async () => {
    expect(await violationsOf(SOUND)).toEqual([]);
  });

  it.each([
    ['fences are ignored', ignoreFences, ['turn-doubled', 'two-owners']],
    ['the inbox forgets', forgetInbox, ['message-doubled', 'acknowledgement-moved']],
    ['commits are split', splitCommits, ['reply-orphaned']],
  ] as const)('see that %s', async (_what, sabotage, expected) => {
    expect(await violationsOf(sabotage)).toEqual(expect.arrayContaining([...expected]));
  });
});

/** Kinds of what is found after all conversations have been led to their end. */
async function violationsOf(sabotage: Sabotage): Promise<readonly string[]> {
  const random = seededRandom(7);
  const db = openSqlite(':memory:');
  await migrate(db);
  let clock = 1_000;
  const now = (): number => (clock += 1);
  const newId = (): string => crypto.randomUUID();
  const log = await sabotage(createSqlConversationLog({ db, now, newId }), db, random);
  const queue = createSqlTicketQueue({ db });
  const desk = createHandoffDesk({ log, queue, now, newId });
  const acknowledged: AcknowledgedMessage[] = [];
  const acts: AgentAct[] = [];
  try {
    await Promise.all(Array.from({ length: CONVERSATIONS }, (_, n) => lead(`c${n}`)));
    return await check();
  } finally {
    await db.destroy();
  }

  async function lead(id: string): Promise<void> {
    await log.open({ id, channel: 'direct-line', customerId: 'dl_1', shopCustomerId: null, language: 'en' });
    for (let n = 1; n <= MESSAGES; n += 1) {
      const clientId = newId();
      const send = async (): Promise<string> => {
        const { entry } = await insist(() =>
          log.accept({
            conversationId: id,
            clientId,
            text: clientId,
            author: { kind: 'customer', id: 'dl_1' },
            attachments: [],
            channelData: null,
          }),
        );
        return `${id}|${entry.sequence}`;
      };
      const activityIds = [await send()];
      if (random() < 0.3) activityIds.push(await send());
      acknowledged.push({ conversationId: id, clientId, text: clientId, activityIds });
      await Promise.all([takeTurn(id, n === ASKS_FOR_PERSON), takeTurn(id, n === ASKS_FOR_PERSON)]);
      if (n === ASKS_FOR_PERSON) await Promise.all([serve(id, 'a'), serve(id, 'b'), takeTurn(id, false)]);
    }
  }

  async function takeTurn(conversationId: string, isHandoff: boolean): Promise<void> {
    await insist(async () => {
      const conversation = await log.find(conversationId);
      const messages = await log.unhandled(conversationId);
      const last = messages.at(-1);
      if (!conversation || !last) return;
      await think();
      const ticketId = newId();
      const isSilent = conversation.owner.kind !== 'bot';
      const turn = turnOf(
        conversationId,
        messages.map(({ sequence }) => sequence),
      );
      const reply = { kind: 'message', text: 'reply', attachments: [], quickReplies: [], article: null } as const;
      const event = { kind: 'event', event: { name: 'handed-over', ticketId, reason: 'asked-for-human' } } as const;
      const bodies = isSilent ? [] : isHandoff ? [reply, event] : [reply];
      const ticket = {
        id: ticketId,
        reason: 'asked-for-human',
        priority: 1,
        language: 'en',
        summary: '',
        entities: [],
        churn: null,
      } as const;
      const committed = await log.commit({
        conversationId,
        expect: { version: conversation.version },
        entries: bodies.map((body) => ({ id: newId(), author: { kind: 'bot' }, body, turnId: turn.id })),
        handledSequence: last.sequence,
        turn: {
          ...turn,
          decision: isSilent
            ? { kind: 'stay-silent' }
            : isHandoff
              ? { kind: 'handoff', reason: 'asked-for-human' }
              : { kind: 'abstain' },
        },
        ...(isSilent || !isHandoff ? {} : { owner: { kind: 'queue', ticketId }, ticket: { kind: 'open', ticket } }),
      });
      if (committed.kind === 'stale') throw new Error('again');
    });
  }

  function turnOf(conversationId: string, sequences: readonly number[]): Omit<TurnRecord, 'decision'> {
    const read = { classification: null, entityKinds: [], sentiment: 0, passages: [], churn: null, degraded: [] };
    return { id: newId(), conversationId, sequences, language: 'en', replyLanguage: 'en', ...read, tookMs: 1, at: now() };
  }

  async function serve(conversationId: string, agentId: string): Promise<void> {
    const ticket = await queue.openOf(conversationId);
    if (!ticket) return;
    const agent = { id: agentId, email: '', name: agentId, role: 'agent', isDisabled: false, createdAt: 0 } as const;
    const common = { agentId, ticketId: ticket.id, conversationId } as const;
    const act = async (kind: AgentAct['kind'], clientId: string | null, work: () => Promise<{ readonly kind: string }>) => {
      const begunAt = now();
      await think();
      const result = await insist(work);
      const outcome = ['claimed', 'written', 'duplicate', 'done'].includes(result.kind) ? 'done' : 'refused';
      const entry = 'entry' in result ? (result.entry as { sequence: number }) : null;
      const done = { text: clientId, sequence: entry?.sequence ?? null, begunAt, endedAt: now() };
      acts.push({ ...common, kind, outcome, clientId, ...done });
      return outcome === 'done';
    };
    if (!(await act('claim', null, () => desk.claim(ticket.id, agent)))) return;
    const clientId = newId();
    const reply = { ticketId: ticket.id, agent, clientId, text: clientId };
    if (await act('reply', clientId, () => desk.reply(reply))) await act('close', null, () => desk.close(ticket.id, agent));
  }

  async function check(): Promise<readonly string[]> {
    const entries = (await db.selectFrom('entries').selectAll().execute()).map(entryOfRow);
    const turns = (await db.selectFrom('turns').selectAll().execute()).map(turnOfRow);
    const rows = await db.selectFrom('conversations').selectAll().execute();
    const tickets = (await db.selectFrom('tickets').selectAll().execute()).map((row): StoredTicket => ({
      id: row.id,
      conversationId: row.conversation_id,
      status: row.status as StoredTicket['status'],
      claimedBy: row.claimed_by,
    }));
    const conversations = rows.map((row) => ({
      id: row.id,
      lastSequence: row.last_sequence,
      isPending: row.unhandled_since !== null,
      tickets: tickets.filter(({ conversationId }) => conversationId === row.id).length,
    }));
    const owners = rows.map((row): StoredOwner => ({
      conversationId: row.id,
      kind: row.owner_kind as StoredOwner['kind'],
      ticketId: row.owner_ticket_id,
      agentId: row.owner_agent_id,
    }));
    // What clients read is not this test's matter: the history is made of the log itself.
    const histories = new Map(
      rows.map(({ id }) => [
        id,
        entries
          .filter(({ conversationId }) => conversationId === id)
          .toSorted((a, b) => a.sequence - b.sequence)
          .map((own) => ({
            id: `${id}|${own.sequence}`,
            at: own.at,
            isCustomer: own.author === 'customer',
            text: own.text ?? '',
          })),
      ]),
    );
    const found = [
      ...checkEvidence({ acknowledged, entries, turns, conversations, histories }),
      ...checkDesk({ entries, owners, tickets, acts, agentIds: new Map() }),
    ];
    return [...new Set(found.map(({ kind }) => kind))];
  }

  function think(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, random() * LONGEST_THOUGHT_MS));
  }
}

/** As clients and replicas do: again, until it is done. */
async function insist<T>(work: () => Promise<T>, attempts = 12): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (attempts === 1) throw error;
    return await insist(work, attempts - 1);
  }
}
