import type { LogEntry } from '../../contract/conversation.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { Api } from './api.ts';
import { continued, merged } from './merge-entries.ts';
import { createStore, type Store } from './store.ts';
import type { EntryPage, Notice, SuggestedReply, TicketDetail } from './wire.ts';

export interface TicketState {
  readonly ticketId: string | null;
  readonly detail: TicketDetail | null;
  readonly turns: ReadonlyMap<string, TurnRecord>;
  readonly suggestions: readonly SuggestedReply[];
  readonly problem: 'not-found' | 'unreachable' | null;
  /** Until when the customer counts as typing, ms of our clock. */
  readonly typingUntil: number;
  readonly isReadingEarlier: boolean;
}

/** The ticket on the screen: read whole once, then kept up by reading what is new. */
export interface TicketModel {
  readonly state: Store<TicketState>;
  open(ticketId: string | null): void;
  /** Reads what is new; the whole ticket when `isWhole`. */
  refresh(isWhole: boolean): void;
  readonly readEarlier: () => void;
  hear(notice: Notice): void;
  /** An entry as the answer to a reply showed it. */
  add(entry: LogEntry): void;
  /** The ticket as the answer to a move showed it. */
  replace(ticket: Ticket): void;
  dispose(): void;
}

const PAGE = 200;
const TYPING_MS = 6_000;
const POLL_MS = 15_000;

const NOTHING: TicketState = {
  ticketId: null,
  detail: null,
  turns: new Map(),
  suggestions: [],
  problem: null,
  typingUntil: 0,
  isReadingEarlier: false,
};

export function createTicketModel({ api }: { readonly api: Api }): TicketModel {
  const state = createStore<TicketState>(NOTHING);
  const poll = setInterval(() => refresh(false), POLL_MS);
  let isReading = false;
  let wanted: 'whole' | 'new' | null = null;
  /** Counts `replace`: what was asked before one may be older than it. */
  let moves = 0;

  const path = (ticketId: string): string => `/tickets/${encodeURIComponent(ticketId)}`;
  const isOpen = (ticketId: string): boolean => state.get().ticketId === ticketId;

  function refresh(isWhole: boolean): void {
    if (state.get().ticketId === null) return;
    wanted = isWhole || wanted === 'whole' ? 'whole' : 'new';
    pump().catch(() => undefined);
  }

  async function pump(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      for (let next = wanted; next !== null; next = wanted) {
        wanted = null;
        const { ticketId, detail } = state.get();
        if (ticketId === null) continue;
        if (next === 'whole' || detail === null) await readWhole(ticketId);
        else await readNew(ticketId, detail);
      }
    } finally {
      isReading = false;
    }
  }

  async function readWhole(ticketId: string): Promise<void> {
    const asked = moves;
    const answer = await api.get<TicketDetail>(path(ticketId));
    if (!isOpen(ticketId)) return;
    if (answer.kind === 'ok') {
      const known = state.get().detail;
      const entries = continued(known?.entries ?? [], answer.body.entries);
      const ticket = known && moves !== asked ? known.ticket : answer.body.ticket;
      state.patch({ detail: { ...answer.body, ticket, entries }, turns: withTurns(answer.body.turns), problem: null });
      await readSuggestions(ticketId);
    } else if (answer.kind === 'refused' && answer.status === 404) state.patch({ problem: 'not-found' });
    else if (answer.kind === 'unreachable' && state.get().detail === null) state.patch({ problem: 'unreachable' });
  }

  async function readNew(ticketId: string, detail: TicketDetail): Promise<void> {
    const after = detail.entries.at(-1)?.sequence ?? 0;
    const asked = moves;
    const answer = await api.get<EntryPage>(`${path(ticketId)}/entries?after=${after}`);
    const current = state.get().detail;
    if (!isOpen(ticketId) || answer.kind !== 'ok' || current === null) return;
    const { entries, turns } = answer.body;
    const ticket = moves === asked ? answer.body.ticket : current.ticket;
    state.patch({ detail: { ...current, ticket, entries: merged(current.entries, entries) }, turns: withTurns(turns) });
    for (const sequence of amendedIn(entries)) await readAgain(ticketId, sequence);
    if (entries.length === PAGE) wanted ??= 'new';
    if (entries.some(({ author }) => author.kind === 'customer')) {
      state.patch({ typingUntil: 0 });
      await readSuggestions(ticketId);
    }
  }

  /** A message that was read before has changed. */
  async function readAgain(ticketId: string, sequence: number): Promise<void> {
    const asked = moves;
    const answer = await api.get<EntryPage>(`${path(ticketId)}/entries?after=${sequence - 1}`);
    const { detail } = state.get();
    if (!isOpen(ticketId) || answer.kind !== 'ok' || detail === null) return;
    const first = detail.entries[0]?.sequence ?? 1;
    const last = detail.entries.at(-1)?.sequence ?? 0;
    const known = answer.body.entries.filter((entry) => entry.sequence >= first && entry.sequence <= last);
    const ticket = moves === asked ? answer.body.ticket : detail.ticket;
    state.patch({ detail: { ...detail, ticket, entries: merged(detail.entries, known) } });
  }

  async function readSuggestions(ticketId: string): Promise<void> {
    if (state.get().detail?.ticket.status === 'closed') return;
    const answer = await api.get<{ readonly suggestions: readonly SuggestedReply[] }>(`${path(ticketId)}/suggestions`);
    if (isOpen(ticketId) && answer.kind === 'ok') state.patch({ suggestions: answer.body.suggestions });
  }

  async function readEarlier(ticketId: string, first: number): Promise<void> {
    const answer = await api.get<EntryPage>(`${path(ticketId)}/entries?after=${Math.max(0, first - 1 - PAGE)}`);
    const { detail } = state.get();
    if (!isOpen(ticketId)) return;
    state.patch({ isReadingEarlier: false });
    if (answer.kind !== 'ok' || detail === null) return;
    const { entries, turns } = answer.body;
    state.patch({ detail: { ...detail, entries: merged(entries, detail.entries) }, turns: withTurns(turns) });
  }

  function withTurns(turns: readonly TurnRecord[]): ReadonlyMap<string, TurnRecord> {
    return new Map([...state.get().turns, ...turns.map((turn) => [turn.id, turn] as const)]);
  }

  return {
    state,
    open(ticketId) {
      if (ticketId === state.get().ticketId) return;
      state.set({ ...NOTHING, ticketId });
      refresh(true);
    },
    refresh,
    readEarlier() {
      const { ticketId, detail, isReadingEarlier } = state.get();
      const first = detail?.entries[0]?.sequence ?? 1;
      if (ticketId === null || first <= 1 || isReadingEarlier) return;
      state.patch({ isReadingEarlier: true });
      readEarlier(ticketId, first).catch(() => state.patch({ isReadingEarlier: false }));
    },
    hear(notice) {
      if (notice.conversationId !== state.get().detail?.conversation.id) return;
      if (notice.kind === 'typing') {
        if (notice.who === 'customer') state.patch({ typingUntil: Date.now() + TYPING_MS });
      } else refresh(false);
    },
    add(entry) {
      const { detail } = state.get();
      if (detail === null || detail.conversation.id !== entry.conversationId) return;
      const last = detail.entries.at(-1)?.sequence ?? 0;
      // Only the very next one: what lies between was written by others and must not be skipped when reading on.
      if (entry.sequence === last + 1) state.patch({ detail: { ...detail, entries: [...detail.entries, entry] } });
      else refresh(false);
    },
    replace(ticket) {
      const { detail } = state.get();
      if (detail?.ticket.id !== ticket.id) return;
      moves += 1;
      state.patch({ detail: { ...detail, ticket } });
    },
    dispose() {
      clearInterval(poll);
      state.set(NOTHING);
    },
  };
}

/** Sequences of the messages that these entries say were changed or taken back. */
function amendedIn(entries: readonly LogEntry[]): readonly number[] {
  return entries.flatMap(({ body }) =>
    body.kind === 'event' && (body.event.name === 'message-edited' || body.event.name === 'message-deleted')
      ? [body.event.sequence]
      : [],
  );
}
