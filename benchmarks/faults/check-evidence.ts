import { groupBy } from '../support/group-by.ts';

/** A message that the server acknowledged, with every activity id it was acknowledged under. */
export interface AcknowledgedMessage {
  readonly conversationId: string;
  readonly clientId: string;
  readonly text: string;
  readonly activityIds: readonly string[];
}

export interface StoredEntry {
  readonly conversationId: string;
  readonly sequence: number;
  readonly at: number;
  readonly author: 'customer' | 'bot' | 'agent';
  readonly clientId: string | null;
  readonly kind: 'message' | 'event' | 'note';
  readonly text: string | null;
  readonly turnId: string | null;
  /** Where the run reads them. */
  readonly event?: { readonly name: string } | null;
}

export interface StoredTurn {
  readonly id: string;
  readonly conversationId: string;
  readonly sequences: readonly number[];
  readonly decision: string;
}

export interface StoredConversation {
  readonly id: string;
  readonly lastSequence: number;
  readonly isPending: boolean;
  readonly tickets: number;
}

/** One activity of a client's history. */
export interface HistoryActivity {
  readonly id: string;
  readonly at: number;
  readonly isCustomer: boolean;
  readonly text: string;
}

/** Everything that is known after the last restart. */
export interface Evidence {
  /** In the order in which each customer sent them. */
  readonly acknowledged: readonly AcknowledgedMessage[];
  readonly entries: readonly StoredEntry[];
  readonly turns: readonly StoredTurn[];
  readonly conversations: readonly StoredConversation[];
  readonly histories: ReadonlyMap<string, readonly HistoryActivity[]>;
}

export interface Violation {
  readonly kind:
    | 'message-lost'
    | 'message-doubled'
    | 'message-unknown'
    | 'message-changed'
    | 'acknowledgement-moved'
    | 'order-broken'
    | 'turn-missing'
    | 'turn-doubled'
    | 'turn-dangling'
    | 'reply-missing'
    | 'reply-unexpected'
    | 'reply-orphaned'
    | 'reply-scattered'
    | 'reply-early'
    | 'sequence-gap'
    | 'time-not-increasing'
    | 'left-pending'
    | 'ticket-mismatch'
    | 'history-differs';
  readonly conversationId: string;
  readonly detail: string;
}

/** What of the promise "acknowledged means answered exactly once" the evidence breaks; empty when it is kept. Pure. */
export function checkEvidence(evidence: Evidence): readonly Violation[] {
  const acknowledged = groupBy(evidence.acknowledged, ({ conversationId }) => conversationId);
  const entries = groupBy(evidence.entries, ({ conversationId }) => conversationId);
  const turns = groupBy(evidence.turns, ({ conversationId }) => conversationId);
  const conversations = new Map(evidence.conversations.map((conversation) => [conversation.id, conversation]));
  const ids = new Set([...acknowledged.keys(), ...entries.keys(), ...turns.keys(), ...conversations.keys()]);
  return [...ids].flatMap((id) => {
    const log = (entries.get(id) ?? []).toSorted((a, b) => a.sequence - b.sequence);
    const own = turns.get(id) ?? [];
    const found: Violation[] = [];
    const report = (kind: Violation['kind'], detail: string): void => {
      found.push({ kind, conversationId: id, detail });
    };
    checkMessages(acknowledged.get(id) ?? [], log, report);
    checkTurns(own, log, report);
    checkReplies(own, log, report);
    checkLog(log, conversations.get(id), report);
    checkTickets(own, conversations.get(id), report);
    checkHistory(evidence.histories.get(id) ?? [], log, id, report);
    return found;
  });
}

type Report = (kind: Violation['kind'], detail: string) => void;

function checkMessages(acknowledged: readonly AcknowledgedMessage[], log: readonly StoredEntry[], report: Report): void {
  const said = log.filter(({ author, kind }) => author === 'customer' && kind === 'message');
  const byClientId = groupBy(said, ({ clientId }) => clientId);
  let before = 0;
  for (const { clientId, text, activityIds } of acknowledged) {
    const [entry, ...more] = byClientId.get(clientId) ?? [];
    if (!entry) {
      report('message-lost', clientId);
      continue;
    }
    if (more.length > 0) report('message-doubled', `${clientId}: ${more.length + 1} times`);
    if (entry.text !== text) report('message-changed', clientId);
    if (activityIds.some((id) => sequenceOf(id) !== entry.sequence))
      report('acknowledgement-moved', `${clientId}: ${activityIds.join(', ')}, in the log ${entry.sequence}`);
    if (entry.sequence <= before) report('order-broken', `${clientId} stands at ${entry.sequence}, after ${before}`);
    before = entry.sequence;
  }
  const sent = new Set(acknowledged.map(({ clientId }) => clientId));
  for (const { clientId, sequence } of said) {
    if (clientId === null || !sent.has(clientId)) report('message-unknown', `sequence ${sequence}`);
  }
}

function checkTurns(turns: readonly StoredTurn[], log: readonly StoredEntry[], report: Report): void {
  const coveredBy = groupBy(
    turns.flatMap(({ id, sequences }) => sequences.map((sequence) => ({ id, sequence }))),
    ({ sequence }) => sequence,
  );
  const said = new Set(
    log.flatMap(({ author, kind, sequence }) => (author === 'customer' && kind === 'message' ? [sequence] : [])),
  );
  const closedUpon = leftToPersons(log);
  for (const sequence of said) {
    const count = coveredBy.get(sequence)?.length ?? 0;
    if (count === 0 && !closedUpon.has(sequence)) report('turn-missing', `message ${sequence}`);
    if (count > 1) report('turn-doubled', `message ${sequence}: ${count} turns`);
  }
  for (const [sequence, covers] of coveredBy) {
    if (!said.has(sequence)) report('turn-dangling', `turn ${covers[0]?.id ?? ''} names ${sequence}, which is no message`);
  }
}

/** Events after which the bot has the conversation again. */
const ENDS_OF_WAITS: ReadonlySet<string> = new Set(['ticket-closed', 'returned-to-bot', 'queue-left']);

/**
 * Customers' messages between a handover and the agent's close of its ticket. A close without `seen`, as the agents of the run send it, counts
 * all that was said until then as heard by the agent, so that what had no turn by then never gets one (`handoff/desk.ts`).
 */
function leftToPersons(log: readonly StoredEntry[]): ReadonlySet<number> {
  const left = new Set<number>();
  let since: number[] | null = null;
  for (const { author, kind, sequence, event } of [...log].sort((a, b) => a.sequence - b.sequence)) {
    if (author === 'customer' && kind === 'message') since?.push(sequence);
    if (event?.name === 'handed-over') since = [];
    if (event?.name === 'ticket-closed' && author === 'agent') for (const message of since ?? []) left.add(message);
    if (event && ENDS_OF_WAITS.has(event.name)) since = null;
  }
  return left;
}

function checkReplies(turns: readonly StoredTurn[], log: readonly StoredEntry[], report: Report): void {
  const replies = groupBy(
    log.filter(({ turnId }) => turnId !== null),
    ({ turnId }) => turnId,
  );
  for (const { id, decision, sequences } of turns) {
    const own = replies.get(id) ?? [];
    const first = own[0]?.sequence ?? 0;
    if (decision === 'stay-silent') {
      if (own.length > 0) report('reply-unexpected', `turn ${id}`);
      continue;
    }
    if (!own.some(({ kind }) => kind === 'message')) report('reply-missing', `turn ${id} (${decision})`);
    // All of a turn is one commit: its replies stand next to each other, after what they answer.
    if (own.some(({ sequence }, n) => sequence !== first + n)) report('reply-scattered', `turn ${id}`);
    if (own.length > 0 && sequences.some((sequence) => sequence >= first)) report('reply-early', `turn ${id}`);
  }
  const known = new Set(turns.map(({ id }) => id));
  for (const [turnId, own] of replies) {
    if (turnId !== null && !known.has(turnId)) report('reply-orphaned', `sequence ${own[0]?.sequence ?? 0}`);
  }
}

function checkLog(log: readonly StoredEntry[], conversation: StoredConversation | undefined, report: Report): void {
  log.forEach(({ sequence, at }, n) => {
    const before = log[n - 1];
    if (sequence !== n + 1) report('sequence-gap', `${sequence} in place ${n + 1}`);
    if (before && at <= before.at) report('time-not-increasing', `sequence ${sequence}`);
  });
  const last = log.at(-1)?.sequence ?? 0;
  if ((conversation?.lastSequence ?? 0) !== last)
    report('sequence-gap', `the conversation says ${conversation?.lastSequence ?? 'nothing'}, the log ends at ${last}`);
  if (conversation?.isPending) report('left-pending', 'messages wait for a turn');
}

function checkTickets(turns: readonly StoredTurn[], conversation: StoredConversation | undefined, report: Report): void {
  const handoffs = turns.filter(({ decision }) => decision === 'handoff').length;
  if (handoffs !== (conversation?.tickets ?? 0))
    report('ticket-mismatch', `${handoffs} turns handed over, ${conversation?.tickets ?? 0} tickets`);
}

/** What a client reads must be the log, notes apart. */
function checkHistory(history: readonly HistoryActivity[], log: readonly StoredEntry[], id: string, report: Report): void {
  const visible = log.filter(({ kind }) => kind !== 'note');
  if (history.length !== visible.length) {
    report('history-differs', `${history.length} activities, ${visible.length} entries`);
    return;
  }
  visible.forEach((entry, n) => {
    const activity = history[n];
    const isSame =
      activity !== undefined &&
      activity.id.startsWith(`${id}|`) &&
      sequenceOf(activity.id) === entry.sequence &&
      activity.at === entry.at &&
      activity.isCustomer === (entry.author === 'customer') &&
      (entry.kind !== 'message' || activity.text === entry.text);
    if (!isSame) report('history-differs', `at sequence ${entry.sequence}`);
  });
}

function sequenceOf(activityId: string): number {
  return Number(activityId.split('|').at(-1));
}
