import type { Ticket } from '../../contract/ticket.ts';
import type { Answer, Api } from './api.ts';
import type { HeldFile } from './held-files.ts';
import type { Kept } from './kept.ts';
import { createStore, type Store } from './store.ts';
import type { Uploads } from './uploads.ts';

export type Act =
  | { readonly kind: 'reply'; readonly text: string; readonly files?: readonly HeldFile[] }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'claim' }
  | { readonly kind: 'transfer'; readonly agentId: string | null }
  | { readonly kind: 'return' }
  /** `seen`: sequence of the last entry on the agent's screen. */
  | { readonly kind: 'close'; readonly seen: number };

export interface OutboxItem {
  /** The same in each attempt: the server does the act once. */
  readonly clientId: string;
  readonly ticketId: string;
  readonly act: Act;
  readonly at: number;
  readonly tries: number;
  /** Why the server declined; null while it was not. */
  readonly refusal: string | null;
}

export interface Outbox {
  /** Oldest first. */
  readonly state: Store<{ readonly items: readonly OutboxItem[]; readonly isStuck: boolean }>;
  put(ticketId: string, act: Act): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Tries everything now: the network is back. */
  flush(): void;
  dispose(): void;
}

export interface OutboxDeps {
  readonly api: Api;
  readonly uploads: Pick<Uploads, 'send' | 'forget'>;
  readonly kept: Kept;
  /** Acts belong to the agent who made them; nobody else sends them. */
  readonly agentId: string;
  /** The window: it tells of other tabs and of the network. */
  readonly page: EventTarget;
  readonly now: () => number;
  readonly newId: () => string;
  /** `body` is the server's answer; null for a move that turned out to be done already. The item is still in the outbox. */
  readonly onDone: (item: OutboxItem, body: unknown) => void;
  /** A claim or a move that the server declined; it is not kept. Words that were declined stay, for the agent to decide. */
  readonly onRefused: (item: OutboxItem, code: string) => void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

/** What the agent did and the server does not know yet. In the browser's storage: a reload or a dead battery loses nothing. */
export function createOutbox({ api, uploads, kept, agentId, page, now, newId, onDone, onRefused }: OutboxDeps): Outbox {
  const prefix = `outbox.${agentId}.`;
  const state = createStore({ items: load(), isStuck: false });
  const sending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDisposed = false;
  let waitMs = FIRST_WAIT_MS;
  let lastAt = 0;

  function load(): readonly OutboxItem[] {
    return kept
      .keys(prefix)
      .flatMap((key) => parseItem(kept.read(key)))
      .sort((a, b) => a.at - b.at);
  }
  function refresh(): void {
    state.patch({ items: load() });
  }
  function save(item: OutboxItem): void {
    kept.write(prefix + item.clientId, JSON.stringify(item));
    refresh();
  }
  function drop(clientId: string): void {
    const act = state.get().items.find((item) => item.clientId === clientId)?.act;
    if (act?.kind === 'reply' && act.files) uploads.forget(act.files);
    kept.remove(prefix + clientId);
    refresh();
  }

  function flush(): void {
    if (isDisposed) return;
    clearTimeout(timer);
    const firsts = new Map<string, OutboxItem>();
    for (const item of state.get().items) if (!firsts.has(item.ticketId)) firsts.set(item.ticketId, item);
    for (const item of firsts.values()) {
      // One after the other within a ticket: a close must never overtake the reply before it, nor follow one that failed.
      if (item.refusal === null && !sending.has(item.ticketId)) attempt(item).catch(tryLater);
    }
  }
  function tryLater(): void {
    if (isDisposed) return;
    state.patch({ isStuck: true });
    clearTimeout(timer);
    timer = setTimeout(flush, waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  }

  async function attempt(item: OutboxItem): Promise<void> {
    sending.add(item.ticketId);
    const answer = await request(api, uploads, item).finally(() => sending.delete(item.ticketId));
    if (isDisposed) return;
    if (answer.kind === 'signed-out') return;
    if (answer.kind === 'unreachable') {
      if (state.get().items.some(({ clientId }) => clientId === item.clientId)) save({ ...item, tries: item.tries + 1 });
      tryLater();
      return;
    }
    waitMs = FIRST_WAIT_MS;
    state.patch({ isStuck: false });
    if (answer.kind === 'ok') {
      // First what it led to, then its end: between the two a claim would be neither on its way nor done, and the composer would go.
      onDone(item, answer.body);
      drop(item.clientId);
    } else if (item.act.kind === 'reply' || item.act.kind === 'note') {
      save({ ...item, refusal: answer.code });
    } else {
      drop(item.clientId);
      if (item.tries > 0 && (await wasDone(api, item, agentId))) onDone(item, null);
      else onRefused(item, answer.code);
    }
    flush();
  }

  page.addEventListener('storage', refresh);
  page.addEventListener('online', flush);

  return {
    state,
    put(ticketId, act) {
      lastAt = Math.max(now(), lastAt + 1);
      save({ clientId: newId(), ticketId, act, at: lastAt, tries: 0, refusal: null });
      flush();
    },
    retry(clientId) {
      const item = state.get().items.find((known) => known.clientId === clientId);
      if (item) save({ ...item, refusal: null });
      flush();
    },
    discard(clientId) {
      drop(clientId);
      flush();
    },
    flush,
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      page.removeEventListener('storage', refresh);
      page.removeEventListener('online', flush);
    },
  };
}

async function request(
  api: Api,
  uploads: Pick<Uploads, 'send'>,
  { ticketId, clientId, act }: OutboxItem,
): Promise<Answer<unknown>> {
  const at = `/tickets/${encodeURIComponent(ticketId)}/${act.kind}`;
  switch (act.kind) {
    case 'reply': {
      const attachments: string[] = [];
      for (const file of act.files ?? []) {
        const sent = await uploads.send(ticketId, file);
        if (sent.kind !== 'ok') return sent;
        attachments.push(sent.body.attachment.id);
      }
      return await api.send('POST', at, { clientId, text: act.text, ...(attachments.length > 0 ? { attachments } : {}) });
    }
    case 'note':
      return await api.send('POST', at, { clientId, text: act.text });
    case 'transfer':
      return await api.send('POST', at, { agentId: act.agentId });
    case 'claim':
    case 'return':
      return await api.send('POST', at, {});
    case 'close':
      return await api.send('POST', at, { seen: act.seen });
    default:
      act satisfies never;
      return { kind: 'unreachable' };
  }
}

/** A move whose answer was lost is declined the second time, because it is done: the ticket tells. */
async function wasDone(api: Api, { ticketId, act }: OutboxItem, agentId: string): Promise<boolean> {
  const answer = await api.get<{ readonly ticket: Ticket }>(`/tickets/${encodeURIComponent(ticketId)}/entries?after=2147483647`);
  if (answer.kind !== 'ok') return false;
  const { claimedBy, outcome, status } = answer.body.ticket;
  if (act.kind === 'close') return outcome === 'resolved';
  if (act.kind === 'return') return outcome === 'returned-to-bot';
  if (act.kind === 'transfer') return act.agentId === null ? status === 'waiting' : claimedBy === act.agentId;
  return claimedBy === agentId;
}

function parseItem(text: string | null): readonly OutboxItem[] {
  try {
    return text === null ? [] : [JSON.parse(text) as OutboxItem];
  } catch {
    return [];
  }
}
