import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { LogEntry } from '../../contract/conversation.ts';
import type { Ticket } from '../../contract/ticket.ts';
import { createAlerts, type Alerts } from './alerts.ts';
import type { Api } from './api.ts';
import { createCannedModel, type CannedModel } from './canned-model.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createChatModel, type ChatModel } from './chat-model.ts';
import { createFindModel, type FindModel } from './find-model.ts';
import { createFileShelf, type FileShelf } from './file-shelf.ts';
import { createHeldFiles, type HeldFiles } from './held-files.ts';
import type { Kept } from './kept.ts';
import { createNotices, type Notices } from './notices.ts';
import { createOutbox, type Outbox, type OutboxItem } from './outbox.ts';
import { createPresence, type OwnPresence } from './own-presence.ts';
import { createQueueModel, type QueueModel } from './queue-model.ts';
import { createTicketModel, type TicketModel } from './ticket-model.ts';
import { createToasts, type Toasts } from './toasts.ts';
import { createUploads, type Uploads } from './uploads.ts';
import type { Session } from './wire.ts';

/** Everything behind the screen of one signed-in agent. */
export interface Console {
  readonly session: Session;
  readonly api: Api;
  readonly queue: QueueModel;
  readonly ticket: TicketModel;
  readonly chat: ChatModel;
  readonly find: FindModel;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly heldFiles: HeldFiles;
  readonly shelf: FileShelf;
  readonly uploads: Uploads;
  readonly canned: CannedModel;
  readonly notices: Notices;
  readonly presence: OwnPresence;
  readonly alerts: Alerts;
  readonly toasts: Toasts;
  dispose(): void;
}

export function createConsole({ api, session, kept }: { api: Api; session: Session; kept: Kept }): Console {
  const agentId = session.agent.id;
  const toasts = createToasts();
  const alerts = createAlerts({ kept });
  const ticket = createTicketModel({ api });
  const queue = createQueueModel({
    api,
    onNewWaiting: () => alerts.ring(),
  });
  const chat = createChatModel({ api });
  const find = createFindModel({ api });
  const shelf = createFileShelf();
  const uploads = createUploads({ api, shelf });
  const outbox = createOutbox({
    api,
    uploads,
    kept,
    agentId,
    page: window,
    now: Date.now,
    newId,
    onDone(item, body) {
      const { entry, ticket: moved } = (body ?? {}) as { readonly entry?: LogEntry; readonly ticket?: Ticket };
      if (entry) {
        ticket.add(entry);
        return;
      }
      if (moved) {
        ticket.replace(moved);
        queue.replace(moved);
      }
      ticket.refresh(false);
      queue.refresh();
    },
    onRefused(item, code) {
      sayRefusal(item, code).catch(() => undefined);
    },
  });
  const presence = createPresence({ api, kept, page: window, onAvailable: (available) => queue.setAvailable(available) });
  const notices = createNotices({
    onOpen() {
      queue.refresh();
      ticket.refresh(true);
      chat.refresh();
      find.refresh();
      outbox.flush();
      presence.tell();
    },
  });
  notices.subscribe((notice) => {
    queue.hear(notice, ticket.state.get().detail?.conversation.id ?? null);
    ticket.hear(notice);
    chat.hear(notice);
  });

  async function sayRefusal({ ticketId, act }: OutboxItem, code: string): Promise<void> {
    queue.refresh();
    ticket.refresh(false);
    if (act.kind !== 'claim' || code !== 'CONFLICT') {
      toasts.say('bad', code === 'OWNERSHIP_MOVED' ? 'movedOn' : 'refusedOther', { code });
      return;
    }
    const answer = await api.get<{ readonly ticket: { readonly claimedBy: string | null; readonly status: string } }>(
      `/tickets/${encodeURIComponent(ticketId)}/entries?after=2147483647`,
    );
    const now = answer.kind === 'ok' ? answer.body.ticket : null;
    const holder = queue.state.get().agents.find(({ id }) => id === now?.claimedBy);
    if (now?.status === 'closed') toasts.say('bad', 'ticketClosedAlready');
    else toasts.say('bad', 'claimTaken', { name: holder?.name ?? '—' });
  }

  const canned = createCannedModel({ api });

  queue.refresh();
  canned.refresh();
  outbox.flush();
  return {
    session,
    api,
    queue,
    ticket,
    chat,
    find,
    outbox,
    drafts: createDrafts({ kept, agentId }),
    heldFiles: createHeldFiles({ kept, agentId, shelf, maxBytes: session.uploadMaxBytes, newId }),
    shelf,
    uploads,
    canned,
    notices,
    presence,
    alerts,
    toasts,
    dispose() {
      for (const part of [notices, presence, outbox, queue, ticket, chat, find]) part.dispose();
    },
  };
}

/** `crypto.randomUUID` is missing on plain http pages other than localhost. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const parts = useContext(ConsoleContext);
  if (!parts) throw new Error('ConsoleContext is missing above this component');
  return parts;
}
