import type { Agent } from '../../contract/agent.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { Api } from './api.ts';
import { createStore, type Store } from './store.ts';
import type { AgentList, Notice, TicketList } from './wire.ts';

export type QueueView = 'waiting' | 'mine' | 'others' | 'closed' | 'find';

export interface QueueState {
  readonly isLoaded: boolean;
  readonly waiting: readonly Ticket[];
  readonly claimed: readonly Ticket[];
  readonly closed: readonly Ticket[];
  readonly counts: TicketList['counts'];
  /** Server's clock minus ours, ms. */
  readonly clockOffsetMs: number;
  readonly agents: readonly Agent[];
  readonly available: readonly string[];
  /** Conversations of mine with something new that is not on the screen. */
  readonly unread: ReadonlySet<string>;
}

export interface QueueModel {
  readonly state: Store<QueueState>;
  refresh(): void;
  /** Closed tickets are read only while somebody looks at them. */
  watchClosed(isWatched: boolean): void;
  hear(notice: Notice, openConversationId: string | null): void;
  markRead(conversationId: string): void;
  /** A ticket as an answer showed it, before the lists are read again. */
  replace(ticket: Ticket): void;
  setAvailable(available: readonly string[]): void;
  dispose(): void;
}

const SETTLE_MS = 200;
/** Without notices (a proxy that holds them back) the lists still move. */
const POLL_MS = 20_000;

export function createQueueModel({
  api,
  onNewWaiting,
}: {
  api: Api;
  onNewWaiting: (tickets: readonly Ticket[]) => void;
}): QueueModel {
  const state = createStore<QueueState>({
    isLoaded: false,
    waiting: [],
    claimed: [],
    closed: [],
    counts: { waiting: 0, claimed: 0 },
    clockOffsetMs: 0,
    agents: [],
    available: [],
    unread: new Set(),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isReading = false;
  let isAskedAgain = false;
  let watchesClosed = false;
  let isDisposed = false;
  const poll = setInterval(refresh, POLL_MS);

  function refresh(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      read().catch(() => undefined);
    }, SETTLE_MS);
  }

  async function read(): Promise<void> {
    if (isReading) {
      isAskedAgain = true;
      return;
    }
    isReading = true;
    try {
      const [waiting, claimed, closed, people] = await Promise.all([
        api.get<TicketList>('/tickets?status=waiting'),
        api.get<TicketList>('/tickets?status=claimed'),
        watchesClosed ? api.get<TicketList>('/tickets?status=closed&limit=50') : null,
        api.get<AgentList>('/agents'),
      ]);
      if (isDisposed || waiting.kind !== 'ok' || claimed.kind !== 'ok') return;
      const before = state.get();
      const known = new Set([...before.waiting, ...before.claimed].map(({ id }) => id));
      const fresh = waiting.body.tickets.filter(({ id }) => !known.has(id));
      state.patch({
        isLoaded: true,
        waiting: waiting.body.tickets,
        claimed: claimed.body.tickets,
        counts: waiting.body.counts,
        clockOffsetMs: waiting.body.now - Date.now(),
        ...(closed?.kind === 'ok' ? { closed: closed.body.tickets } : {}),
        ...(people.kind === 'ok' ? people.body : {}),
      });
      if (before.isLoaded && fresh.length > 0) onNewWaiting(fresh);
    } finally {
      isReading = false;
      if (isAskedAgain && !isDisposed) {
        isAskedAgain = false;
        refresh();
      }
    }
  }

  return {
    state,
    refresh,
    watchClosed(isWatched) {
      watchesClosed = isWatched;
      if (isWatched) refresh();
    },
    hear(notice, openConversationId) {
      if (notice.kind === 'ticket') refresh();
      if (notice.kind !== 'log' || (notice.conversationId === openConversationId && !document.hidden)) return;
      state.patch({ unread: new Set([...state.get().unread, notice.conversationId]) });
    },
    markRead(conversationId) {
      const { unread } = state.get();
      if (unread.has(conversationId)) state.patch({ unread: new Set([...unread].filter((id) => id !== conversationId)) });
    },
    replace(ticket) {
      const { waiting, claimed } = state.get();
      const without = (list: readonly Ticket[]): readonly Ticket[] => list.filter(({ id }) => id !== ticket.id);
      state.patch({
        waiting: ticket.status === 'waiting' ? inPlace(waiting, ticket) : without(waiting),
        claimed: ticket.status === 'claimed' ? inPlace(claimed, ticket) : without(claimed),
      });
      refresh();
    },
    setAvailable: (available) => state.patch({ available }),
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      clearInterval(poll);
    },
  };
}

function inPlace(list: readonly Ticket[], ticket: Ticket): readonly Ticket[] {
  return list.some(({ id }) => id === ticket.id)
    ? list.map((known) => (known.id === ticket.id ? ticket : known))
    : [...list, ticket];
}

/** The tickets of a view, in the order the server gave them. */
export function ticketsOf(view: QueueView, { waiting, claimed, closed }: QueueState, agentId: string): readonly Ticket[] {
  if (view === 'waiting') return waiting;
  if (view === 'closed') return closed;
  if (view === 'find') return [];
  return claimed.filter(({ claimedBy }) => (claimedBy === agentId) === (view === 'mine'));
}
