import type { Api } from './api.ts';
import { createStore, type Store } from './store.ts';
import type { FoundChat, FoundChats } from './wire.ts';

export interface FindState {
  readonly text: string;
  readonly chats: readonly FoundChat[];
  /** What to go on with; null when all was looked through. */
  readonly next: number | null;
  readonly phase: 'idle' | 'searching' | 'failed';
}

/** The search through all conversations; it stays as it is while the agent reads what was found. */
export interface FindModel {
  readonly state: Store<FindState>;
  /** Searches once the agent has stopped typing. */
  search(text: string): void;
  readonly more: () => void;
  /** Searches again where somebody looks at it: after a time without the server. */
  refresh(): void;
  dispose(): void;
}

const SETTLE_MS = 300;

export function createFindModel({ api }: { readonly api: Api }): FindModel {
  const state = createStore<FindState>({ text: '', chats: [], next: null, phase: 'idle' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts searches: the answer to an older one is not shown. */
  let searches = 0;

  async function read(before: number | null): Promise<void> {
    const { text } = state.get();
    const asked = searches;
    const query = new URLSearchParams({ text, ...(before === null ? {} : { before: String(before) }) });
    const answer = await api.get<FoundChats>(`/chats?${query.toString()}`);
    if (asked !== searches) return;
    if (answer.kind !== 'ok') {
      state.patch({ phase: 'failed' });
      return;
    }
    const known = before === null ? [] : state.get().chats;
    const ids = new Set(known.map(({ conversationId }) => conversationId));
    const chats = [...known, ...answer.body.chats.filter(({ conversationId }) => !ids.has(conversationId))];
    state.patch({ chats, next: answer.body.next, phase: 'idle' });
    // A page without a hit is no end: it looked through as much as it may at a time.
    if (answer.body.next !== null && chats.length === known.length) begin(answer.body.next);
  }

  function begin(before: number | null): void {
    state.patch({ phase: 'searching' });
    read(before).catch(() => state.patch({ phase: 'failed' }));
  }

  return {
    state,
    search(text) {
      searches += 1;
      clearTimeout(timer);
      state.patch({ text, phase: 'searching' });
      timer = setTimeout(() => begin(null), SETTLE_MS);
    },
    more() {
      const { next, phase } = state.get();
      if (phase !== 'searching') begin(next);
    },
    refresh() {
      const { text, phase } = state.get();
      if (phase === 'failed') this.search(text);
    },
    dispose() {
      searches += 1;
      clearTimeout(timer);
    },
  };
}
