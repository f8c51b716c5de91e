import type { TurnRecord } from '../../contract/turn.ts';
import type { Api } from './api.ts';
import { continued, merged } from './merge-entries.ts';
import { createStore, type Store } from './store.ts';
import type { ChatDetail, EntryPage, Notice } from './wire.ts';

export interface ChatState {
  readonly conversationId: string | null;
  readonly detail: ChatDetail | null;
  readonly problem: 'not-found' | 'unreachable' | null;
  readonly isReadingEarlier: boolean;
}

/** The conversation on the screen that is only read: as it goes on, and from where it was found. */
export interface ChatModel {
  readonly state: Store<ChatState>;
  /** With the entries from `at` on, where that is not among the latest. */
  open(conversationId: string | null, at: number | null): void;
  readonly refresh: () => void;
  readonly readEarlier: () => void;
  hear(notice: Notice): void;
  dispose(): void;
}

const PAGE = 200;
/** Entries that are shown before the one that was found. */
const CONTEXT = 20;
const MOST_PAGES = 20;
const POLL_MS = 15_000;
const NOTHING: ChatState = { conversationId: null, detail: null, problem: null, isReadingEarlier: false };

type Page = Pick<EntryPage, 'entries' | 'turns'>;

export function createChatModel({ api }: { readonly api: Api }): ChatModel {
  const state = createStore<ChatState>(NOTHING);
  const poll = setInterval(refresh, POLL_MS);
  let isReading = false;
  let isAskedAgain = false;

  const isOpen = (conversationId: string): boolean => state.get().conversationId === conversationId;
  const path = (conversationId: string): string => `/chats/${encodeURIComponent(conversationId)}`;

  function refresh(): void {
    const { conversationId } = state.get();
    if (conversationId !== null) read(conversationId, null).catch(() => undefined);
  }

  async function read(conversationId: string, at: number | null): Promise<void> {
    if (isReading) {
      isAskedAgain = true;
      return;
    }
    isReading = true;
    try {
      const answer = await api.get<ChatDetail>(path(conversationId));
      if (!isOpen(conversationId)) return;
      if (answer.kind === 'ok') {
        const known = state.get().detail;
        const detail = known === null ? answer.body : together(known, answer.body);
        state.patch({ detail: at === null ? detail : await since(conversationId, at, detail), problem: null });
      } else if (answer.kind === 'refused' && answer.status === 404) state.patch({ detail: null, problem: 'not-found' });
      else if (answer.kind === 'unreachable' && state.get().detail === null) state.patch({ problem: 'unreachable' });
    } finally {
      isReading = false;
      if (isAskedAgain) {
        isAskedAgain = false;
        refresh();
      }
    }
  }

  /** The detail with all that lies between an entry and the latest. */
  async function since(conversationId: string, at: number, detail: ChatDetail): Promise<ChatDetail> {
    let all = detail;
    const first = (): number => all.entries[0]?.sequence ?? 1;
    let after = Math.max(0, at - 1 - CONTEXT);
    const pages: Page[] = [];
    for (let n = 0; n < MOST_PAGES && after + 1 < first(); n += 1) {
      const page = await api.get<Page>(`${path(conversationId)}/entries?after=${after}`);
      if (page.kind !== 'ok' || page.body.entries.length === 0) return detail;
      pages.push(page.body);
      after = page.body.entries.at(-1)?.sequence ?? after;
    }
    if (after + 1 < first()) return detail;
    for (const page of pages) all = withEarlier(page, all);
    return all;
  }

  return {
    state,
    open(conversationId, at) {
      if (conversationId === state.get().conversationId) return;
      state.set({ ...NOTHING, conversationId });
      if (conversationId !== null) read(conversationId, at).catch(() => undefined);
    },
    refresh,
    readEarlier() {
      const { conversationId, detail, isReadingEarlier } = state.get();
      const first = detail?.entries[0]?.sequence ?? 1;
      if (conversationId === null || first <= 1 || isReadingEarlier) return;
      state.patch({ isReadingEarlier: true });
      api.get<Page>(`${path(conversationId)}/entries?after=${Math.max(0, first - 1 - PAGE)}`).then(
        (page) => {
          const current = state.get().detail;
          if (!isOpen(conversationId)) return;
          state.patch({
            isReadingEarlier: false,
            ...(page.kind === 'ok' && current !== null && { detail: withEarlier(page.body, current) }),
          });
        },
        () => state.patch({ isReadingEarlier: false }),
      );
    },
    hear(notice) {
      if (notice.kind !== 'typing' && notice.conversationId === state.get().conversationId) refresh();
    },
    dispose() {
      clearInterval(poll);
      state.set(NOTHING);
    },
  };
}

function together(known: ChatDetail, latest: ChatDetail): ChatDetail {
  return { ...latest, entries: continued(known.entries, latest.entries), turns: turnsOf(known.turns, latest.turns) };
}

function withEarlier({ entries, turns }: Page, detail: ChatDetail): ChatDetail {
  return { ...detail, entries: merged(entries, detail.entries), turns: turnsOf(turns, detail.turns) };
}

function turnsOf(older: readonly TurnRecord[], newer: readonly TurnRecord[]): readonly TurnRecord[] {
  return [...new Map([...older, ...newer].map((turn) => [turn.id, turn])).values()];
}
