import type { FoundChat } from '../../contract/found-chats.ts';
import type { Api } from './api.ts';
import { createStore, type Store } from './store.ts';
import type { Found } from './wire.ts';

export interface FindState {
  readonly text: string;
  /** What the chats were found by: of an older text while the newer is looked for. */
  readonly words: readonly string[];
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
  /** What is older; after a failure, what failed. */
  readonly more: () => void;
  /** Tries again what failed while the server was away. */
  refresh(): void;
  dispose(): void;
}

const SETTLE_MS = 300;
const NOTHING: FindState = { text: '', words: [], chats: [], next: null, phase: 'idle' };

export function createFindModel({ api }: { readonly api: Api }): FindModel {
  const state = createStore<FindState>(NOTHING);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts searches: the answer to an older one is not shown. */
  let searches = 0;

  async function read(before: number | null): Promise<void> {
    const { text } = state.get();
    const asked = searches;
    const query = new URLSearchParams({ text, ...(before === null ? {} : { before: String(before) }) });
    const answer = await api.get<Found>(`/chats?${query.toString()}`);
    if (asked !== searches) return;
    if (answer.kind !== 'ok') {
      fail(before);
      return;
    }
    const { words, next } = answer.body;
    const known = before === null ? [] : state.get().chats;
    const ids = new Set(known.map(({ conversationId }) => conversationId));
    const chats = [...known, ...answer.body.chats.filter(({ conversationId }) => !ids.has(conversationId))];
    state.patch({ words, chats, next, phase: 'idle' });
    // A page without a hit is no end: it looked through as much as it may at a time.
    if (next !== null && chats.length === known.length) begin(next);
  }

  /** What an older text found is no answer to this one. */
  function fail(before: number | null): void {
    state.patch({ phase: 'failed', ...(before === null && { chats: [], next: null }) });
  }

  function begin(before: number | null): void {
    state.patch({ phase: 'searching' });
    read(before).catch(() => fail(before));
  }

  function more(): void {
    const { next, phase } = state.get();
    if (phase !== 'searching') begin(next);
  }

  return {
    state,
    search(text) {
      searches += 1;
      clearTimeout(timer);
      state.patch({ text, phase: 'searching' });
      timer = setTimeout(() => begin(null), SETTLE_MS);
    },
    more,
    refresh() {
      if (state.get().phase === 'failed') more();
    },
    dispose() {
      searches += 1;
      clearTimeout(timer);
    },
  };
}
