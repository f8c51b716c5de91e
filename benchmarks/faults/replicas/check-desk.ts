import { groupBy } from '../../support/group-by.ts';
import type { EntryRow } from '../stored-rows.ts';
import type { AgentAct } from './agent.ts';

export interface StoredOwner {
  readonly conversationId: string;
  readonly kind: 'bot' | 'queue' | 'agent';
  readonly ticketId: string | null;
  readonly agentId: string | null;
}

export interface StoredTicket {
  readonly id: string;
  readonly conversationId: string;
  readonly status: 'waiting' | 'claimed' | 'closed';
  readonly claimedBy: string | null;
}

export interface DeskEvidence {
  readonly entries: readonly EntryRow[];
  readonly owners: readonly StoredOwner[];
  readonly tickets: readonly StoredTicket[];
  readonly acts: readonly AgentAct[];
  /** Agents' ids by the names that events carry. */
  readonly agentIds: ReadonlyMap<string, string>;
}

export interface DeskViolation {
  readonly kind:
    | 'bot-after-claim'
    | 'two-owners'
    | 'agent-not-owner'
    | 'owner-differs'
    | 'ticket-differs'
    | 'claim-lost'
    | 'agent-message-lost'
    | 'agent-message-doubled'
    | 'agent-message-moved'
    | 'agent-message-unknown'
    | 'refused-but-written';
  readonly conversationId: string;
  readonly detail: string;
}

type Report = (kind: DeskViolation['kind'], detail: string) => void;
type Owner = Omit<StoredOwner, 'conversationId'>;

const BOT: Owner = { kind: 'bot', ticketId: null, agentId: null };

/** What of "one owner at a time, and nobody else speaks" the evidence breaks; empty when it is kept. Pure. */
export function checkDesk(evidence: DeskEvidence): readonly DeskViolation[] {
  const entries = groupBy(evidence.entries, ({ conversationId }) => conversationId);
  const acts = groupBy(evidence.acts, ({ conversationId }) => conversationId);
  const tickets = groupBy(evidence.tickets, ({ conversationId }) => conversationId);
  const owners = new Map(evidence.owners.map((owner) => [owner.conversationId, owner]));
  return [...new Set([...entries.keys(), ...acts.keys(), ...owners.keys()])].flatMap((id) => {
    const log = (entries.get(id) ?? []).toSorted((a, b) => a.sequence - b.sequence);
    const own = acts.get(id) ?? [];
    const found: DeskViolation[] = [];
    const report: Report = (kind, detail) => void found.push({ kind, conversationId: id, detail });
    const { last, everHeld } = followOwners(log, evidence.agentIds, report);
    checkEnd(last, owners.get(id), tickets.get(id) ?? [], report);
    checkReplies(own, log, report);
    for (const { kind, outcome, agentId } of own) {
      if (kind === 'claim' && outcome === 'done' && !everHeld.has(agentId)) report('claim-lost', agentId);
    }
    if (!log.some(({ event }) => event?.name === 'agent-timed-out')) checkHolds(own, report);
    return found;
  });
}

/** Reads the log as a sequence of changes of owner, and asks of each line whether its author had the word. */
function followOwners(
  log: readonly EntryRow[],
  agentIds: ReadonlyMap<string, string>,
  report: Report,
): { readonly last: Owner; readonly everHeld: ReadonlySet<string> } {
  let owner = BOT;
  const everHeld = new Set<string>();
  for (const entry of log) {
    const { author, authorId, kind, sequence, event } = entry;
    if (kind === 'message') {
      if (author === 'bot' && owner.kind === 'agent') report('bot-after-claim', `sequence ${sequence}`);
      if (author === 'agent' && (owner.kind !== 'agent' || owner.agentId !== authorId))
        report('agent-not-owner', `${authorId ?? ''} wrote ${sequence}, the owner is ${owner.agentId ?? owner.kind}`);
      continue;
    }
    switch (event?.name) {
      case 'handed-over':
        if (owner.kind !== 'bot') report('two-owners', `handed over at ${sequence}, from ${owner.kind}`);
        owner = { kind: 'queue', ticketId: event.ticketId ?? null, agentId: null };
        break;
      case 'agent-joined':
        if (owner.kind !== 'queue') report('two-owners', `${authorId ?? ''} joined at ${sequence}, from ${owner.kind}`);
        owner = { ...owner, kind: 'agent', agentId: authorId };
        break;
      case 'agent-transferred': {
        if (owner.agentId !== authorId) report('two-owners', `${authorId ?? ''} gave ${sequence} away, not being its owner`);
        const agentId = event.toName == null ? null : (agentIds.get(event.toName) ?? null);
        owner = { ...owner, kind: agentId === null ? 'queue' : 'agent', agentId };
        break;
      }
      case 'agent-timed-out':
        owner = { ...owner, kind: 'queue', agentId: null };
        break;
      case 'returned-to-bot':
      case 'ticket-closed':
        if (owner.agentId !== authorId) report('two-owners', `${authorId ?? ''} ended at ${sequence}, not being its owner`);
        owner = BOT;
        break;
      case 'queue-left':
        if (owner.kind === 'bot') report('two-owners', `the queue was left at ${sequence}, where nobody waited`);
        owner = BOT;
        break;
      default:
        break;
    }
    if (owner.agentId !== null) everHeld.add(owner.agentId);
  }
  return { last: owner, everHeld };
}

function checkEnd(last: Owner, stored: StoredOwner | undefined, tickets: readonly StoredTicket[], report: Report): void {
  if (stored && (stored.kind !== last.kind || stored.agentId !== last.agentId || stored.ticketId !== last.ticketId))
    report(
      'owner-differs',
      `the log ends with ${last.agentId ?? last.kind}, the conversation says ${stored.agentId ?? stored.kind}`,
    );
  const open = tickets.filter(({ status }) => status !== 'closed');
  const expected = last.kind === 'bot' ? [] : [last.ticketId];
  if (open.map(({ id }) => id).join() !== expected.join() || (open[0] && open[0].claimedBy !== last.agentId))
    report(
      'ticket-differs',
      `${last.agentId ?? last.kind} by the log; open: ${open.map(({ id, status }) => `${id} ${status}`).join()}`,
    );
}

function checkReplies(acts: readonly AgentAct[], log: readonly EntryRow[], report: Report): void {
  const written = groupBy(
    log.filter(({ author, kind }) => author === 'agent' && kind === 'message'),
    ({ clientId }) => clientId,
  );
  const replies = acts.filter(({ kind }) => kind === 'reply');
  for (const { clientId, text, sequence, outcome } of replies) {
    const own = written.get(clientId) ?? [];
    if (outcome === 'refused') {
      if (own.length > 0) report('refused-but-written', clientId ?? '');
      continue;
    }
    const [first] = own;
    if (!first) report('agent-message-lost', clientId ?? '');
    else if (first.sequence !== sequence || first.text !== text) report('agent-message-moved', clientId ?? '');
    if (own.length > 1) report('agent-message-doubled', `${clientId ?? ''}: ${own.length} times`);
  }
  const known = new Set(replies.map(({ clientId }) => clientId));
  for (const [clientId, own] of written) {
    if (!known.has(clientId)) report('agent-message-unknown', `sequence ${own[0]?.sequence ?? 0}`);
  }
}

/**
 * By the clock of the clients, without the log: from the answer to a claim until its agent begins to give the conversation away, or is
 * told that it is gone, nobody else may be told that it is theirs.
 */
function checkHolds(acts: readonly AgentAct[], report: Report): void {
  const holds = acts.flatMap((claim) => {
    if (claim.kind !== 'claim' || claim.outcome !== 'done') return [];
    const next = acts
      .filter(({ agentId, begunAt }) => agentId === claim.agentId && begunAt >= claim.endedAt)
      .find(({ kind, outcome }) => outcome === 'refused' || kind === 'close' || kind === 'return' || kind === 'transfer');
    return [{ agentId: claim.agentId, from: claim.endedAt, to: next?.begunAt ?? Number.POSITIVE_INFINITY }];
  });
  holds.forEach((one, n) => {
    for (const other of holds.slice(n + 1)) {
      if (one.agentId !== other.agentId && one.from < other.to && other.from < one.to)
        report('two-owners', `${one.agentId} and ${other.agentId} were both told that it is theirs`);
    }
  });
}
