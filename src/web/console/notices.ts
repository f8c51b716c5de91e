import { createStore, type Store } from './store.ts';
import type { Notice } from './wire.ts';

export interface Notices {
  readonly state: Store<{ readonly isLive: boolean }>;
  subscribe(listener: (notice: Notice) => void): () => void;
  dispose(): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * The server's notices that something changed. `onOpen` is called on each connection: what was missed in between must be
 * read anew. A browser gives an EventSource up after a refusal; this one begins again.
 */
export function createNotices({ onOpen, url = '/api/console/stream' }: { onOpen: () => void; url?: string }): Notices {
  const state = createStore({ isLive: false });
  const listeners = new Set<(notice: Notice) => void>();
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;

  function connect(): void {
    clearTimeout(timer);
    source?.close();
    const current = new EventSource(url);
    source = current;
    current.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      state.patch({ isLive: true });
      onOpen();
    };
    current.onmessage = ({ data }: MessageEvent<string>) => {
      const notice = parse(data);
      if (notice) for (const listener of [...listeners]) listener(notice);
    };
    current.onerror = () => {
      current.close();
      if (source !== current) return;
      state.patch({ isLive: false });
      timer = setTimeout(connect, waitMs);
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
    };
  }

  const again = (): void => {
    if (!state.get().isLive) connect();
  };
  window.addEventListener('online', again);
  connect();

  return {
    state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      clearTimeout(timer);
      window.removeEventListener('online', again);
      source?.close();
      source = null;
    },
  };
}

function parse(data: string): Notice | null {
  try {
    return JSON.parse(data) as Notice;
  } catch {
    return null;
  }
}
