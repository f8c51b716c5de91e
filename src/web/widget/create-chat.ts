import type { Language } from '../../contract/language.ts';
import type { Clock } from './clock.ts';
import { createDirectLineClient, type ConnectionState, type Socket } from './direct-line-client.ts';
import { createDirectLineHttp } from './direct-line-http.ts';
import { createOutbox } from './outbox.ts';
import { sayIn, type TextKey } from './texts.ts';
import { dropOutgoing, EMPTY_THREAD, lastSequenceOf, putOutgoing, receive, unreadOf, type Thread } from './thread.ts';
import type { VisitStore } from './visit-store.ts';

export interface ChatState {
  readonly isOpen: boolean;
  readonly language: Language;
  readonly connection: ConnectionState;
  readonly thread: Thread;
  readonly typing: 'bot' | 'agent' | null;
  /** Sequence up to which the customer has read. */
  readonly readUpTo: number;
  /** Sequence after which the messages were new when the customer looked; null when none were. */
  readonly newAfter: number | null;
  /** What went wrong with something other than a message. */
  readonly notice: TextKey | null;
}

export interface ChatDeps {
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly openSocket: (url: string) => Socket;
  readonly store: VisitStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly language: Language;
  /** The page is in front of somebody. */
  readonly isVisible: () => boolean;
}

export interface Chat {
  readonly state: () => ChatState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Comes back to an earlier conversation; a new one waits until somebody opens the chat. */
  readonly resume: () => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly send: (text: string, files?: readonly File[]) => void;
  readonly retry: (clientId: string) => void;
  readonly discard: (clientId: string) => void;
  readonly talkToPerson: () => void;
  /** These two say whether the server took it; when not, the state's notice says so to the customer. */
  readonly leaveQueue: () => Promise<boolean>;
  readonly rate: (ticketId: string, score: number, comment: string) => Promise<boolean>;
  readonly typed: () => void;
  readonly setLanguage: (language: Language) => void;
  readonly identify: (identity: string | null) => void;
  /** The page came to the front, or the network back. */
  readonly wake: () => void;
}

/** How long a typing notice is good for; whoever goes on typing sends another. */
const TYPING_SHOWN_MS = 4_000;
const TYPING_SENT_EVERY_MS = 2_500;

/** All that the widget knows and does, without a pixel. */
export function createChat({ store, clock, ...deps }: ChatDeps): Chat {
  const listeners = new Set<() => void>();
  let state: ChatState = {
    isOpen: false,
    language: deps.language,
    connection: 'off',
    thread: EMPTY_THREAD,
    typing: null,
    readUpTo: 0,
    newAfter: null,
    notice: null,
  };
  let conversationId = '';
  let isSignedIn = false;
  let isOtherPerson = false;
  let typedAt = 0;
  let cancelTyping = (): void => undefined;

  const client = createDirectLineClient({
    ...deps,
    http: createDirectLineHttp(deps),
    clock,
    locale: () => state.language,
    resumeKey() {
      const visit = store.visit();
      // Who signs in takes along what they said as a guest; when that is nothing, they get their own last conversation.
      return visit && (!isSignedIn || store.isUsed(visit.conversationId)) ? visit.resume : null;
    },
    keep: (visit) => store.keepVisit({ conversationId: visit.conversationId, resume: visit.resume }),
    onState(connection) {
      set({ connection });
      outbox.setOnline(connection === 'online');
    },
    onConversation(id) {
      // What one customer of this browser wrote must not be sent in the name of another.
      if (isOtherPerson) outbox.clear();
      const outgoing = isOtherPerson ? [] : state.thread.outgoing;
      isOtherPerson = false;
      conversationId = id;
      set({ thread: { received: [], outgoing }, readUpTo: store.readUpTo(id), newAfter: null });
    },
    onActivities: hear,
  });
  const outbox = createOutbox({
    client,
    clock,
    newId: deps.newId,
    locale: () => state.language,
    kept: { read: () => store.unsent(), write: (messages) => store.keepUnsent(messages) },
    onChange: (message) => set({ thread: putOutgoing(state.thread, message) }),
  });

  function set(change: Partial<ChatState>): void {
    state = { ...state, ...change };
    listeners.forEach((listener) => listener());
  }

  function hear(activities: readonly unknown[]): void {
    const before = new Set(state.thread.outgoing.map(({ clientId }) => clientId));
    const { thread, typing, hasNews } = receive(state.thread, activities);
    thread.outgoing.forEach(({ clientId }) => before.delete(clientId));
    cancelTyping();
    if (typing) cancelTyping = clock.after(TYPING_SHOWN_MS, () => set({ typing: null }));
    set({ thread, typing });
    if (hasNews && hasWritten(thread)) store.keepUsed(conversationId);
    outbox.arrived(before);
    if (hasNews) look();
  }

  /** Whoever has the panel before them has read it. */
  function look(): void {
    if (!state.isOpen || !deps.isVisible()) return;
    const last = lastSequenceOf(state.thread);
    if (last <= state.readUpTo) return;
    store.keepReadUpTo(conversationId, last);
    set({ readUpTo: last });
  }

  function markNew(): void {
    set({ newAfter: state.readUpTo > 0 && unreadOf(state.thread, state.readUpTo) > 0 ? state.readUpTo : null });
  }

  async function act(name: string, value?: unknown): Promise<boolean> {
    try {
      await client.post({ type: 'event', name, value, locale: state.language });
      set({ notice: null });
      return true;
    } catch {
      set({ notice: 'notDone' });
      return false;
    }
  }

  function send(text: string, files: readonly File[] = []): void {
    const words = text.trim();
    if (words === '' && files.length === 0) return;
    typedAt = 0;
    set({ newAfter: null, notice: null });
    outbox.add(words, files);
    client.start();
    client.wake();
  }

  function open(): void {
    if (state.isOpen) return;
    set({ isOpen: true });
    markNew();
    look();
    client.start();
    client.wake();
  }

  store.onChange(() => {
    const visit = store.visit();
    if (!visit) return;
    if (state.connection === 'off') client.start();
    else if (visit.conversationId !== conversationId && conversationId !== '' && !hasWritten(state.thread)) client.rejoin();
    if (visit.conversationId === conversationId) set({ readUpTo: Math.max(state.readUpTo, store.readUpTo(conversationId)) });
  });

  return {
    state: () => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    resume(): void {
      outbox.restore();
      if (store.visit()) client.start();
    },
    open,
    close: () => set({ isOpen: false, newAfter: null }),
    send,
    retry(clientId: string): void {
      outbox.retry(clientId);
      client.wake();
    },
    discard(clientId: string): void {
      outbox.discard(clientId);
      set({ thread: dropOutgoing(state.thread, clientId) });
    },
    /** The words are the same as on the bot's own button, which it understands without guessing. */
    talkToPerson: () => send(sayIn(state.language)('talkToPerson')),
    leaveQueue: () => act('kefu/leave-queue'),
    rate: (ticketId: string, score: number, comment: string) =>
      act('kefu/rate', { ticketId, score, comment: comment.trim() || null }),
    typed(): void {
      if (state.connection !== 'online' || clock.now() - typedAt < TYPING_SENT_EVERY_MS) return;
      typedAt = clock.now();
      // Nobody misses a notice that did not arrive.
      client.post({ type: 'typing' }).catch(() => undefined);
    },
    setLanguage(language: Language): void {
      if (language === state.language) return;
      store.keepLanguage(language);
      set({ language });
      if (state.connection === 'online') act('kefu/locale', { language }).catch(() => undefined);
    },
    identify(identity: string | null): void {
      isSignedIn = identity !== null;
      isOtherPerson = hasWritten(state.thread);
      client.identify(identity);
    },
    wake(): void {
      if (state.isOpen) markNew();
      look();
      client.wake();
    },
  };
}

function hasWritten({ received, outgoing }: Thread): boolean {
  return outgoing.length > 0 || received.some((entry) => entry.kind === 'message' && entry.sender === 'customer');
}
