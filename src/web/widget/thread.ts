import { readActivity, sequenceOf, type Received } from './read-activity.ts';

export type ReceivedMessage = Extract<Received, { kind: 'message' }>;
export type ReceivedEvent = Extract<Received, { kind: 'event' }>;

/** A message of ours that the server has not given back yet. */
export interface Outgoing {
  readonly clientId: string;
  readonly text: string;
  readonly files: readonly File[];
  readonly at: number;
  readonly status: 'sending' | 'waiting' | 'sent' | 'failed';
  /** Once sent: its place. */
  readonly sequence: number | null;
  /** Why it failed for good. */
  readonly reason: 'too-large' | 'refused' | 'unreachable' | null;
}

/** What the customer sees, in order. Changed by copying. */
export interface Thread {
  /** By sequence, each once. */
  readonly received: readonly (ReceivedMessage | ReceivedEvent)[];
  readonly outgoing: readonly Outgoing[];
}

export type ThreadItem =
  | { readonly kind: 'received'; readonly key: string; readonly at: number; readonly entry: ReceivedMessage | ReceivedEvent }
  | { readonly kind: 'outgoing'; readonly key: string; readonly at: number; readonly message: Outgoing };

/** Who has the conversation, as far as its events tell. */
export type Attendant = { readonly kind: 'bot' } | { readonly kind: 'queue' } | { readonly kind: 'agent'; readonly name: string };

export const EMPTY_THREAD: Thread = { received: [], outgoing: [] };

/** Takes in activities, in any order and any number of times; also says who is typing. */
export function receive(thread: Thread, activities: readonly unknown[]) {
  const known = new Map(thread.received.map((entry) => [entry.id, entry]));
  const came = new Set<string>();
  let typing: 'bot' | 'agent' | null = null;
  let fresh = 0;
  for (const activity of activities) {
    const entry = readActivity(activity);
    if (entry === null) continue;
    if (entry.kind === 'typing') {
      if (entry.sender !== 'customer') typing = entry.sender;
      continue;
    }
    if (!known.has(entry.id)) fresh += 1;
    known.set(entry.id, entry);
    if (entry.kind === 'message' && entry.clientId !== null) came.add(entry.clientId);
    if (entry.kind === 'event' || entry.sender !== 'customer') typing = null;
  }
  const next: Thread = {
    received: fresh === 0 ? thread.received : [...known.values()].sort((a, b) => a.sequence - b.sequence),
    outgoing: came.size === 0 ? thread.outgoing : thread.outgoing.filter(({ clientId }) => !came.has(clientId)),
  };
  return { thread: next, typing, hasNews: fresh > 0 };
}

/** Adds or replaces a message of ours, unless the server already gave it back. */
export function putOutgoing(thread: Thread, message: Outgoing): Thread {
  if (thread.received.some((entry) => entry.kind === 'message' && entry.clientId === message.clientId)) return thread;
  const isKnown = thread.outgoing.some(({ clientId }) => clientId === message.clientId);
  const outgoing = isKnown
    ? thread.outgoing.map((old) => (old.clientId === message.clientId ? message : old))
    : [...thread.outgoing, message];
  return { ...thread, outgoing };
}

export function dropOutgoing(thread: Thread, clientId: string): Thread {
  return { ...thread, outgoing: thread.outgoing.filter((message) => message.clientId !== clientId) };
}

/** Place of a message that the server took. */
export function placeOf(id: string): number | null {
  return sequenceOf(id) || null;
}

/** Everything in the order of the log; what is not there yet comes last, in the order it was written. */
export function itemsOf({ received, outgoing }: Thread): readonly ThreadItem[] {
  const items: { item: ThreadItem; place: number }[] = received.map((entry) => ({
    place: entry.sequence,
    item: { kind: 'received', key: keyOf(entry), at: entry.at, entry },
  }));
  for (const message of outgoing) {
    items.push({
      place: message.sequence ?? Infinity,
      item: { kind: 'outgoing', key: message.clientId, at: message.at, message },
    });
  }
  // Infinity minus itself is no number; the sort is stable.
  return items.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place)).map(({ item }) => item);
}

export function attendantOf({ received }: Thread): Attendant {
  let attendant: Attendant = { kind: 'bot' };
  for (const entry of received) {
    if (entry.kind === 'event') attendant = afterEvent(attendant, entry);
  }
  return attendant;
}

function afterEvent(attendant: Attendant, { event }: ReceivedEvent): Attendant {
  switch (event.name) {
    case 'handed-over':
    case 'agent-timed-out':
      return { kind: 'queue' };
    case 'agent-joined':
    case 'agent-transferred':
      return event.agentName === null ? { kind: 'queue' } : { kind: 'agent', name: event.agentName };
    case 'returned-to-bot':
    case 'queue-left':
    case 'ticket-closed':
      return { kind: 'bot' };
    case 'rated':
      return attendant;
    default:
      return event satisfies never;
  }
}

/** The ticket that the customer may rate: the last one closed, if nothing was said about it and no new one was opened. */
export function ticketToRate({ received }: Thread): { readonly ticketId: string; readonly sequence: number } | null {
  let due: { ticketId: string; sequence: number } | null = null;
  for (const entry of received) {
    if (entry.kind !== 'event') continue;
    if (entry.event.name === 'ticket-closed') due = { ticketId: entry.event.ticketId, sequence: entry.sequence };
    else if (entry.event.name === 'rated' || entry.event.name === 'handed-over') due = null;
  }
  return due;
}

/** Buttons are good for the last thing that was said, until the customer says something. */
export function quickRepliesOf({ received, outgoing }: Thread): ReceivedMessage['quickReplies'] {
  const last = received.at(-1);
  if (outgoing.length > 0 || last?.kind !== 'message' || last.sender === 'customer') return [];
  return last.quickReplies;
}

export function lastSequenceOf({ received }: Thread): number {
  return received.at(-1)?.sequence ?? 0;
}

/** Words of bot and agents that the customer has not seen. */
export function unreadOf({ received }: Thread, readUpTo: number): number {
  return received.filter((entry) => entry.kind === 'message' && entry.sender !== 'customer' && entry.sequence > readUpTo).length;
}

/** Stable over the moment when the server gives our message back. */
function keyOf(entry: ReceivedMessage | ReceivedEvent): string {
  return entry.kind === 'message' && entry.clientId !== null ? entry.clientId : entry.id;
}
