import { describe, expect, it } from 'vitest';
import { checkEvidence, type Evidence, type StoredEntry } from '../../benchmarks/faults/check-evidence.ts';

const CONVERSATION = 'c1';

describe('the checker of the fault benchmark', () => {
  it('finds nothing in a log that keeps its promises', () => {
    expect(checkEvidence(kept())).toEqual([]);
  });

  it('accepts a turn of several messages, and silence while a person owns the conversation', () => {
    const evidence = kept();

    const { entries, turns } = evidence;

    expect(turns.map(({ sequences }) => sequences.length)).toContain(2);
    expect(turns.map(({ decision }) => decision)).toContain('stay-silent');
    expect(entries.length).toBeGreaterThan(6);
  });

  it.each<[string, (evidence: Evidence) => Evidence, readonly string[]]>([
    [
      'an acknowledged message is gone',
      (evidence) => ({ ...evidence, acknowledged: [...evidence.acknowledged, said('m9', 9)] }),
      ['message-lost'],
    ],
    [
      'a message stands in the log twice',
      (evidence) => withEntry(evidence, 4, { clientId: 'm1', text: 'one' }),
      ['message-lost', 'message-doubled'],
    ],
    ['a message is in the log that nobody sent', (evidence) => without(evidence, 'acknowledged', 3), ['message-unknown']],
    ['a message was changed', (evidence) => withEntry(evidence, 2, { text: 'eno' }), ['message-changed', 'history-differs']],
    [
      'a repeated message got another id',
      (evidence) => ({
        ...evidence,
        acknowledged: evidence.acknowledged.map((message) =>
          message.clientId === 'm1' ? { ...message, activityIds: [id(2), id(4)] } : message,
        ),
      }),
      ['acknowledgement-moved'],
    ],
    [
      'messages changed places',
      (evidence) => ({ ...evidence, acknowledged: [...evidence.acknowledged].reverse() }),
      ['order-broken'],
    ],
    ['a message got no turn', (evidence) => without(evidence, 'turns', 2), ['turn-missing']],
    [
      'a message got two turns',
      (evidence) => ({ ...evidence, turns: [...evidence.turns, { ...evidence.turns[2]!, id: 't9' }] }),
      ['turn-doubled'],
    ],
    ['a turn names something that is no message', (evidence) => withTurn(evidence, 0, { sequences: [1, 2] }), ['turn-dangling']],
    ['a turn has no reply', (evidence) => withEntry(evidence, 3, { turnId: null }), ['reply-missing']],
    ['the bot spoke in a silent turn', (evidence) => withTurn(evidence, 1, { decision: 'stay-silent' }), ['reply-unexpected']],
    ['a reply belongs to no turn', (evidence) => withEntry(evidence, 1, { turnId: 't9' }), ['reply-orphaned']],
    ['a turn was answered twice', (evidence) => withEntry(evidence, 6, { turnId: 't1' }), ['reply-missing', 'reply-scattered']],
    ['a reply stands before its message', (evidence) => withEntry(evidence, 1, { turnId: 't1' }), ['reply-early']],
    ['a sequence is missing', (evidence) => without(evidence, 'entries', 0), ['sequence-gap', 'history-differs']],
    [
      'the log is shorter than the conversation says',
      (evidence) => ({ ...evidence, conversations: [{ ...evidence.conversations[0]!, lastSequence: 12 }] }),
      ['sequence-gap'],
    ],
    ['time stands still', (evidence) => withEntry(evidence, 3, { at: 2 }), ['time-not-increasing', 'history-differs']],
    [
      'a message still waits',
      (evidence) => ({ ...evidence, conversations: [{ ...evidence.conversations[0]!, isPending: true }] }),
      ['left-pending'],
    ],
    [
      'a handover opened no ticket',
      (evidence) => ({ ...evidence, conversations: [{ ...evidence.conversations[0]!, tickets: 0 }] }),
      ['ticket-mismatch'],
    ],
    [
      'the client reads less than the log holds',
      (evidence) => ({ ...evidence, histories: new Map([[CONVERSATION, evidence.histories.get(CONVERSATION)!.slice(1)]]) }),
      ['history-differs'],
    ],
    [
      'the client reads other words',
      (evidence) => ({
        ...evidence,
        histories: new Map([
          [CONVERSATION, evidence.histories.get(CONVERSATION)!.map((activity) => ({ ...activity, text: 'other' }))],
        ]),
      }),
      ['history-differs'],
    ],
  ])('reports it when %s', (_case, seed, expected) => {
    const found = checkEvidence(seed(kept()));

    expect([...new Set(found.map(({ kind }) => kind))]).toEqual(expect.arrayContaining([...expected]));
    expect(found.every(({ conversationId }) => conversationId === CONVERSATION)).toBe(true);
  });

  it.each([
    ['the agent closed after it', 'agent', 'ticket-closed', false],
    ['the ticket was closed by nobody', 'bot', 'ticket-closed', true],
    ['the agent gave the conversation back to the bot', 'agent', 'returned-to-bot', true],
    ['the agent has only come', 'agent', 'agent-joined', true],
    ['the customer left the queue', 'customer', 'queue-left', true],
  ] as const)('wants a turn for what was said to a person, or not: %s', (_case, author, name, isMissed) => {
    const handedOver = withEntry(kept(), 7, { event: { name: 'handed-over' } });
    const ended = withEntry(handedOver, 9, { author, kind: 'event', text: null, event: { name } });

    const found = checkEvidence(without(ended, 'turns', 2)).filter(({ kind }) => kind === 'turn-missing');

    expect(found).toHaveLength(isMissed ? 1 : 0);
  });

  it('accepts an answer to who waits for a person, and wants one where the turn gave one', () => {
    const answered = withTurn(kept(), 2, { decision: 'answer-passage' });
    const reply = { author: 'bot', kind: 'message', text: 'certainly', turnId: 't3' } as const;

    expect(checkEvidence(withEntry(answered, 9, reply)).filter(({ kind }) => kind !== 'history-differs')).toEqual([]);
    expect(checkEvidence(answered).map(({ kind }) => kind)).toContain('reply-missing');
  });

  it('wants a turn for what was said before a handover, whoever closes after it', () => {
    const handedOver = withEntry(kept(), 7, { event: { name: 'handed-over' } });
    const closed = withEntry(handedOver, 9, { author: 'agent', kind: 'event', text: null, event: { name: 'ticket-closed' } });

    expect(checkEvidence(without(closed, 'turns', 0)).map(({ kind }) => kind)).toContain('turn-missing');
  });

  it('sees a whole conversation that was lost', () => {
    const evidence = { ...kept(), entries: [], turns: [], conversations: [], histories: new Map() };

    const found = checkEvidence(evidence);

    expect(found.filter(({ kind }) => kind === 'message-lost')).toHaveLength(4);
  });
});

/** Welcome; m1 → t1; m2 and m3 in one turn t2 that hands over, with its event; m4, to which the bot is silent. */
function kept(): Evidence {
  const entries = [
    entry(1, { text: 'welcome' }),
    entry(2, { author: 'customer', clientId: 'm1', text: 'one' }),
    entry(3, { text: 'answer', turnId: 't1' }),
    entry(4, { author: 'customer', clientId: 'm2', text: 'two' }),
    entry(5, { author: 'customer', clientId: 'm3', text: 'three' }),
    entry(6, { text: 'a person comes', turnId: 't2' }),
    entry(7, { kind: 'event', text: null, turnId: 't2' }),
    entry(8, { author: 'customer', clientId: 'm4', text: 'four' }),
    entry(9, { author: 'agent', kind: 'note', text: 'between agents' }),
  ];
  return {
    acknowledged: [said('m1', 2, 'one'), said('m2', 4, 'two'), said('m3', 5, 'three'), said('m4', 8, 'four')],
    entries,
    turns: [
      { id: 't1', conversationId: CONVERSATION, sequences: [2], decision: 'answer-intent' },
      { id: 't2', conversationId: CONVERSATION, sequences: [4, 5], decision: 'handoff' },
      { id: 't3', conversationId: CONVERSATION, sequences: [8], decision: 'stay-silent' },
    ],
    conversations: [{ id: CONVERSATION, lastSequence: 9, isPending: false, tickets: 1 }],
    histories: new Map([
      [
        CONVERSATION,
        entries
          .filter(({ kind }) => kind !== 'note')
          .map(({ sequence, at, author, text }) => ({
            id: id(sequence),
            at,
            isCustomer: author === 'customer',
            text: text ?? 'words for an event',
          })),
      ],
    ]),
  };
}

function entry(sequence: number, more: Partial<StoredEntry>): StoredEntry {
  const common = { conversationId: CONVERSATION, at: sequence, author: 'bot', kind: 'message' } as const;
  return { ...common, sequence, clientId: null, text: '', turnId: null, ...more };
}

function said(clientId: string, sequence: number, text = clientId) {
  return { conversationId: CONVERSATION, clientId, text, activityIds: [id(sequence)] };
}

function id(sequence: number): string {
  return `${CONVERSATION}|${String(sequence).padStart(7, '0')}`;
}

function withEntry(evidence: Evidence, sequence: number, change: Partial<StoredEntry>): Evidence {
  return {
    ...evidence,
    entries: evidence.entries.map((stored) => (stored.sequence === sequence ? { ...stored, ...change } : stored)),
  };
}

function withTurn(evidence: Evidence, n: number, change: Partial<Evidence['turns'][number]>): Evidence {
  return { ...evidence, turns: evidence.turns.map((turn, k) => (k === n ? { ...turn, ...change } : turn)) };
}

function without(evidence: Evidence, part: 'acknowledged' | 'entries' | 'turns', n: number): Evidence {
  return { ...evidence, [part]: evidence[part].filter((_, k) => k !== n) };
}
