import { describe, expect, it } from 'vitest';
import type { AgentAct } from '../../benchmarks/faults/replicas/agent.ts';
import { checkClients, type AcknowledgedAct, type Heard } from '../../benchmarks/faults/replicas/check-clients.ts';
import { checkDesk, type DeskEvidence } from '../../benchmarks/faults/replicas/check-desk.ts';
import type { EntryRow } from '../../benchmarks/faults/stored-rows.ts';

const CONVERSATION = 'c1';
const TICKET = 't1';

describe('the checker of the desk', () => {
  it('finds nothing where everybody spoke in their time', () => {
    expect(checkDesk(kept())).toEqual([]);
  });

  it.each<[string, (evidence: DeskEvidence) => DeskEvidence, string]>([
    ['the bot speaks after a claim', (evidence) => withEntry(evidence, 5, { author: 'bot' }), 'bot-after-claim'],
    [
      'the bot speaks to another agent’s customer',
      (evidence) => withEntry(evidence, 7, { author: 'bot', authorId: null }),
      'bot-after-claim',
    ],
    [
      'the queue is left where nobody waits',
      (evidence) => withEntry(evidence, 3, { author: 'customer', event: { name: 'queue-left' } }),
      'two-owners',
    ],
    [
      'an agent speaks after the customer left',
      (evidence) => withEntry(evidence, 4, { author: 'customer', authorId: null, event: { name: 'queue-left' } }),
      'agent-not-owner',
    ],
    ['an agent speaks who is not the owner', (evidence) => withEntry(evidence, 5, { authorId: 'b' }), 'agent-not-owner'],
    [
      'an agent speaks before the claim',
      (evidence) => withEntry(evidence, 2, { author: 'agent', authorId: 'a' }),
      'agent-not-owner',
    ],
    [
      'a second agent joins',
      (evidence) => withEntry(evidence, 6, { authorId: 'b', event: { name: 'agent-joined' } }),
      'two-owners',
    ],
    ['somebody gives away what is not theirs', (evidence) => withEntry(evidence, 6, { authorId: 'b' }), 'two-owners'],
    ['somebody ends what is not theirs', (evidence) => withEntry(evidence, 8, { authorId: 'a' }), 'two-owners'],
    [
      'an owned conversation is handed over again',
      (evidence) => withEntry(evidence, 5, { kind: 'event', event: { name: 'handed-over', ticketId: 't2' } }),
      'two-owners',
    ],
    [
      'the conversation names another owner than the log',
      (evidence) => ({ ...evidence, owners: [{ ...evidence.owners[0]!, kind: 'agent', agentId: 'a' }] }),
      'owner-differs',
    ],
    [
      'a ticket stays open that was closed',
      (evidence) => ({ ...evidence, tickets: [{ ...evidence.tickets[0]!, status: 'claimed' }] }),
      'ticket-differs',
    ],
    ['an acknowledged claim is not in the log', (evidence) => withAct(evidence, 0, { agentId: 'c' }), 'claim-lost'],
    [
      'an acknowledged message of an agent is gone',
      (evidence) => withEntry(evidence, 5, { clientId: 'x' }),
      'agent-message-lost',
    ],
    ['it stands in the log twice', (evidence) => withEntry(evidence, 7, { clientId: 'r1' }), 'agent-message-doubled'],
    ['it stands elsewhere', (evidence) => withAct(evidence, 1, { sequence: 9 }), 'agent-message-moved'],
    ['it reads otherwise', (evidence) => withEntry(evidence, 5, { text: 'other' }), 'agent-message-moved'],
    [
      'the log has one that nobody sent',
      (evidence) => ({ ...evidence, acts: evidence.acts.slice(0, 1) }),
      'agent-message-unknown',
    ],
    ['a message was refused and is there', (evidence) => withAct(evidence, 1, { outcome: 'refused' }), 'refused-but-written'],
    [
      'two agents were told at the same time that it is theirs',
      (evidence) => ({ ...evidence, acts: [...evidence.acts, act({ kind: 'claim', agentId: 'b', begunAt: 3, endedAt: 4 })] }),
      'two-owners',
    ],
  ])('reports it when %s', (_case, seed, expected) => {
    const kinds = checkDesk(seed(kept())).map(({ kind }) => kind);

    expect(kinds).toContain(expected);
  });

  it('lets the bot answer who waits, before a claim, and again once the customer has left', () => {
    const { entries, owners, tickets, ...evidence } = kept();
    const waiting = [...entries.slice(0, 3), entry(4, { author: 'customer', text: 'how long?' }), entry(5, { text: 'two days' })];
    const left = [
      ...waiting,
      entry(6, { author: 'customer', kind: 'event', text: null, event: { name: 'queue-left' } }),
      entry(7, { text: 'here I am' }),
    ];
    const queued = { ...owners[0]!, kind: 'queue', ticketId: TICKET, agentId: null } as const;
    const open = { ...tickets[0]!, status: 'waiting', claimedBy: null } as const;

    expect(checkDesk({ ...evidence, acts: [], entries: waiting, owners: [queued], tickets: [open] })).toEqual([]);
    expect(checkDesk({ ...evidence, acts: [], entries: left, owners, tickets })).toEqual([]);
  });

  it('lets one agent have what another gave away, and says nothing of an agent who was timed out', () => {
    const evidence = kept();
    const later = act({ kind: 'claim', agentId: 'b', begunAt: 50, endedAt: 60 });
    const early = act({ kind: 'claim', agentId: 'b', begunAt: 3, endedAt: 4 });
    const timedOut = withEntry(evidence, 6, { author: 'bot', authorId: null, event: { name: 'agent-timed-out' } });

    expect(checkDesk({ ...evidence, acts: [...evidence.acts, later] })).toEqual([]);
    const details = checkDesk({ ...timedOut, acts: [...evidence.acts, early] }).map(({ detail }) => detail);
    expect(details.filter((detail) => detail.includes('were both told'))).toEqual([]);
  });
});

describe('the checker of what clients saw', () => {
  it('finds nothing where sockets brought the log, over as many connections as it took', () => {
    expect(checkClients(kept().entries, times(), [heard()])).toEqual([]);
  });

  it.each<[string, readonly AcknowledgedAct[], Heard, string]>([
    ['what was begun after an answer stands before it', [timed(5, 0, 1), timed(2, 2, 3)], heard(), 'order-of-time-broken'],
    ['a line is left out', times(), heard([{ after: 0, seen: lines(1, 3) }]), 'socket-differs'],
    ['a line comes twice over one connection', times(), heard([{ after: 0, seen: lines(1, 1, 2) }]), 'socket-differs'],
    ['lines change places', times(), heard([{ after: 0, seen: lines(2, 1) }]), 'socket-differs'],
    ['words differ', times(), heard([{ after: 0, seen: [{ sequence: 1, text: 'other' }] }]), 'socket-differs'],
    ['a note is shown', [], heard([{ after: 8, seen: lines(9) }]), 'socket-differs'],
    ['the last lines never come', times(), heard([{ after: 0, seen: lines(1, 2, 3, 4, 5, 6, 7) }]), 'not-delivered'],
  ])('reports it when %s', (_case, acts, seen, expected) => {
    const kinds = checkClients(kept().entries, acts, [seen]).map(({ kind }) => kind);

    expect(kinds).toContain(expected);
  });

  it('lets acts that overlap stand in either order, and asks nothing more of a page that was closed', () => {
    const overlapping = [timed(5, 0, 3), timed(2, 2, 4)];

    expect(
      checkClients(kept().entries, overlapping, [{ ...heard([{ after: 0, seen: lines(1) }]), wasOpenAtEnd: false }]),
    ).toEqual([]);
  });
});

/** The bot answers and hands over; agent a claims, writes, gives to b, who writes and closes; a note. */
function kept(): DeskEvidence {
  return {
    entries: [
      entry(1, { text: 'welcome' }),
      entry(2, { text: 'a person comes' }),
      entry(3, { kind: 'event', text: null, event: { name: 'handed-over', ticketId: TICKET } }),
      entry(4, { author: 'agent', authorId: 'a', kind: 'event', text: null, event: { name: 'agent-joined' } }),
      entry(5, { author: 'agent', authorId: 'a', clientId: 'r1', text: 'one' }),
      entry(6, { author: 'agent', authorId: 'a', kind: 'event', text: null, event: { name: 'agent-transferred', toName: 'B' } }),
      entry(7, { author: 'agent', authorId: 'b', clientId: 'r2', text: 'two' }),
      entry(8, { author: 'agent', authorId: 'b', kind: 'event', text: null, event: { name: 'ticket-closed', ticketId: TICKET } }),
      entry(9, { author: 'agent', authorId: 'b', kind: 'note', text: 'between agents' }),
    ],
    owners: [{ conversationId: CONVERSATION, kind: 'bot', ticketId: null, agentId: null }],
    tickets: [{ id: TICKET, conversationId: CONVERSATION, status: 'closed', claimedBy: 'b' }],
    acts: [
      act({ kind: 'claim', begunAt: 1, endedAt: 2 }),
      act({ kind: 'reply', clientId: 'r1', text: 'one', sequence: 5, begunAt: 10, endedAt: 11 }),
      act({ kind: 'transfer', begunAt: 20, endedAt: 21 }),
      act({ kind: 'reply', agentId: 'b', clientId: 'r2', text: 'two', sequence: 7, begunAt: 30, endedAt: 31 }),
      act({ kind: 'close', agentId: 'b', begunAt: 40, endedAt: 41 }),
    ],
    agentIds: new Map([
      ['A', 'a'],
      ['B', 'b'],
    ]),
  };
}

function entry(sequence: number, more: Partial<EntryRow>): EntryRow {
  const common = { conversationId: CONVERSATION, at: sequence, author: 'bot', authorId: null, kind: 'message' } as const;
  return { ...common, sequence, clientId: null, text: '', turnId: null, event: null, ...more };
}

function act(more: Partial<AgentAct>): AgentAct {
  const common = { agentId: 'a', ticketId: TICKET, conversationId: CONVERSATION, kind: 'reply', outcome: 'done' } as const;
  return { ...common, clientId: null, text: null, sequence: null, begunAt: 0, endedAt: 0, ...more };
}

function withEntry(evidence: DeskEvidence, sequence: number, change: Partial<EntryRow>): DeskEvidence {
  return { ...evidence, entries: evidence.entries.map((own) => (own.sequence === sequence ? { ...own, ...change } : own)) };
}

function withAct(evidence: DeskEvidence, n: number, change: Partial<AgentAct>): DeskEvidence {
  return { ...evidence, acts: evidence.acts.map((own, k) => (k === n ? { ...own, ...change } : own)) };
}

function timed(sequence: number, begunAt: number, endedAt: number): AcknowledgedAct {
  return { conversationId: CONVERSATION, sequence, begunAt, endedAt };
}

function times(): readonly AcknowledgedAct[] {
  return [timed(5, 10, 11), timed(7, 30, 31)];
}

function heard(
  connections: Heard['connections'] = [
    { after: 0, seen: lines(1, 2, 3) },
    { after: 3, seen: lines(4, 5, 6, 7, 8) },
  ],
): Heard {
  return { conversationId: CONVERSATION, connections, wasOpenAtEnd: true };
}

function lines(...sequences: readonly number[]): { sequence: number; text: string | null }[] {
  return sequences.map((sequence) => ({
    sequence,
    text: kept().entries.find((own) => own.sequence === sequence)?.text ?? 'words for an event',
  }));
}
