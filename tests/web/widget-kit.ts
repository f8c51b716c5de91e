import { WebSocket } from 'ws';
import { createChat } from '../../src/web/widget/create-chat.ts';
import type { Clock } from '../../src/web/widget/clock.ts';
import { itemsOf } from '../../src/web/widget/thread.ts';
import { createVisitStore, type VisitStore } from '../../src/web/widget/visit-store.ts';

/** Time that passes only when the test says so. */
export function createManualClock() {
  let now = 1_000_000;
  const tasks = new Set<{ readonly at: number; readonly work: () => void }>();
  const clock: Clock = {
    now: () => now,
    after(ms, work) {
      const task = { at: now + ms, work };
      tasks.add(task);
      return () => void tasks.delete(task);
    },
  };
  return {
    clock,
    waiting: () => tasks.size,
    pass(ms: number): void {
      now += ms;
      for (const task of [...tasks].sort((a, b) => a.at - b.at)) {
        if (task.at <= now && tasks.delete(task)) task.work();
      }
    },
  };
}

/** A browser's memory: shared by the tabs that are given the same one. */
export function createBrowserMemory() {
  const local = createStorage();
  return {
    tab(): VisitStore {
      const window = { localStorage: local, sessionStorage: createStorage(), addEventListener: () => undefined };
      return createVisitStore(window as unknown as Window, false);
    },
  };
}

function createStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

/** The widget without its pixels, over real requests and sockets that the test can break. */
export function openWidget(url: string, store: VisitStore = createBrowserMemory().tab()) {
  const time = createManualClock();
  const sockets: WebSocket[] = [];
  const network = {
    /** Requests whose address matches never leave. */
    blocked: null as RegExp | null,
    /** Requests whose address matches arrive, but their answer is lost. */
    deaf: null as RegExp | null,
    areSocketsBlocked: false,
    requests: [] as string[],
  };
  let ids = 0;
  const chat = createChat({
    base: url,
    fetch: async (request, init) => {
      const address = `${init?.method ?? 'GET'} ${request as string}`;
      network.requests.push(address);
      if (network.blocked?.test(address)) throw new TypeError('blocked by the test');
      const response = await fetch(request, init);
      if (network.deaf?.test(address)) throw new TypeError('answer lost by the test');
      return response;
    },
    openSocket: (address) => {
      const socket = new WebSocket(network.areSocketsBlocked ? 'ws://127.0.0.1:1/' : address);
      // `ws` raises what a browser only reports.
      socket.on('error', () => undefined);
      sockets.push(socket);
      return socket;
    },
    store,
    clock: time.clock,
    random: () => 0.5,
    newId: () => `own-${(ids += 1)}-${Math.random()}`,
    language: 'en',
    isVisible: () => true,
  });
  return {
    chat,
    store,
    network,
    pass: (ms: number) => time.pass(ms),
    sockets,
    /** What the customer sees: words and marks, from top to bottom. */
    lines: (): readonly string[] =>
      itemsOf(chat.state().thread).map((item) => {
        if (item.kind === 'outgoing') return `${item.message.text} (${item.message.status})`;
        return item.entry.kind === 'event' ? `[${item.entry.event.name}]` : item.entry.text;
      }),
    dispose: () => sockets.forEach((socket) => socket.terminate()),
  };
}
