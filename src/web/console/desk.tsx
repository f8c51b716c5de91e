import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Api } from './api.ts';
import { ChatPane } from './chat-pane.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { ConversationPane } from './conversation-pane.tsx';
import { ConsoleContext, createConsole } from './create-console.ts';
import { HelpDialog } from './help-dialog.tsx';
import { kept } from './kept.ts';
import { useTexts } from './language.ts';
import { Manage } from './manage.tsx';
import { QueuePane } from './queue-pane.tsx';
import { ticketsOf, type QueueView } from './queue-model.ts';
import { go, routeOf, useRoute } from './route.ts';
import { SidePanel } from './side-panel.tsx';
import { useStore } from './store.ts';
import { ToastList } from './toast-list.tsx';
import { TopBar } from './top-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import type { Session } from './wire.ts';

interface DeskProps {
  readonly api: Api;
  readonly session: Session;
  readonly onSwitchLanguage: () => void;
  readonly onSignOut: () => void;
}

/** The whole screen of a signed-in agent: queue, conversation, what is known of the customer. */
export function Desk({ api, session, onSwitchLanguage, onSignOut }: DeskProps) {
  const { t } = useTexts();
  const parts = useMemo(() => createConsole({ api, session, kept }), [api, session]);
  useEffect(() => () => parts.dispose(), [parts]);

  const route = useRoute();
  const queue = useStore(parts.queue.state);
  const ticket = useStore(parts.ticket.state);
  const outbox = useStore(parts.outbox.state);
  const [view, setView] = useState<QueueView>('waiting');
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isPanelOpen, setPanelOpen] = useState(false);

  const ticketId = route.kind === 'ticket' ? route.ticketId : null;
  const [chatId, chatAt] = route.kind === 'chat' ? [route.conversationId, route.at] : [null, null];
  const openId = chatId ?? ticketId;
  const openConversation = ticket.detail?.conversation.id ?? null;
  useEffect(() => {
    parts.ticket.open(ticketId);
    parts.chat.open(chatId, chatAt);
    setPanelOpen(false);
  }, [parts, ticketId, chatId]);
  useEffect(() => {
    if (openConversation !== null) parts.queue.markRead(openConversation);
  }, [openConversation, ticket.detail]);
  useEffect(() => {
    parts.queue.watchClosed(view === 'closed');
  }, [parts, view]);
  useEffect(() => {
    const { waiting } = queue.counts;
    document.title = (waiting > 0 ? `(${waiting}) ` : '') + t('product');
  }, [queue.counts.waiting, t]);

  const { chats: found } = useStore(parts.find.state);
  const shown = ticketsOf(view, queue, session.agent.id);
  const claim = (id: string): void => {
    parts.outbox.put(id, { kind: 'claim' });
    setView('mine');
    go({ kind: 'ticket', ticketId: id });
  };
  const showMine = (id: string): void => {
    parts.queue.refresh();
    setView('mine');
    go({ kind: 'ticket', ticketId: id });
  };
  const claimNext = (): void => {
    api.send<{ readonly ticket: { readonly id: string } | null }>('POST', '/tickets/claim-next', {}).then(
      (answer) => {
        parts.queue.refresh();
        if (answer.kind !== 'ok') parts.toasts.say('bad', 'serverAway');
        else if (answer.body.ticket === null) parts.toasts.say('plain', 'nobodyWaits');
        else showMine(answer.body.ticket.id);
      },
      () => undefined,
    );
  };
  const isAsked = (id: string): boolean => outbox.items.some((item) => item.ticketId === id && item.act.kind === 'claim');
  useShortcuts({
    move(step) {
      if (view === 'find') {
        const at = found.findIndex(
          ({ conversationId, ticketId: id }) => openId !== null && [conversationId, id].includes(openId),
        );
        const next = found[at === -1 ? (step > 0 ? 0 : found.length - 1) : at + step];
        if (next) go(routeOf(next));
        return;
      }
      const at = shown.findIndex(({ id }) => id === ticketId);
      const next = shown[at === -1 ? (step > 0 ? 0 : shown.length - 1) : at + step];
      if (next) go({ kind: 'ticket', ticketId: next.id });
    },
    claim() {
      // Of a conversation that is read, the button is the way: it knows whether the bot still has it.
      document.querySelector<HTMLElement>('[data-key=claim]')?.click();
      if (ticketId !== null && ticket.detail?.ticket.status === 'waiting' && !isAsked(ticketId)) claim(ticketId);
    },
    claimNext,
    find() {
      setView('find');
      document.querySelector<HTMLElement>('.find input')?.focus();
    },
    reply: () => document.querySelector<HTMLElement>('.composer textarea, .composer-gate button')?.focus(),
    back: () => (isPanelOpen ? setPanelOpen(false) : go({ kind: 'queue' })),
    details: () => setPanelOpen(!isPanelOpen),
    help: () => setHelpOpen(true),
  });

  const where =
    route.kind === 'ticket' ? (isPanelOpen ? 'at-panel' : 'at-ticket') : route.kind === 'chat' ? 'at-ticket' : `at-${route.kind}`;
  return (
    <ConsoleContext.Provider value={parts}>
      <div class={`desk ${where}`}>
        <a class="skip" href="#conversation" onClick={focusConversation}>
          {t('skip')}
        </a>
        <TopBar
          isManaging={route.kind === 'manage'}
          onHelp={() => setHelpOpen(true)}
          onSwitchLanguage={onSwitchLanguage}
          onSignOut={onSignOut}
        />
        <ConnectionBar />
        {route.kind === 'manage' ? (
          <Manage />
        ) : (
          <main class="columns">
            <h1 class="only-heard">{t('product')}</h1>
            <QueuePane view={view} onView={setView} tickets={shown} openId={openId} onClaimNext={claimNext} />
            {route.kind === 'chat' ? (
              <ChatPane
                key={route.conversationId}
                at={route.at}
                onSteppedIn={showMine}
                onTogglePanel={() => setPanelOpen(!isPanelOpen)}
                isPanelOpen={isPanelOpen}
              />
            ) : (
              <ConversationPane
                key={ticketId ?? ''}
                onClaim={claim}
                onTogglePanel={() => setPanelOpen(!isPanelOpen)}
                isPanelOpen={isPanelOpen}
              />
            )}
            <SidePanel onClose={() => setPanelOpen(false)} />
          </main>
        )}
        <ToastList />
        {isHelpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
      </div>
    </ConsoleContext.Provider>
  );
}

/** The address after `#` is the ticket's: the skip link only moves the focus. */
function focusConversation(event: Event): void {
  event.preventDefault();
  document.getElementById('conversation')?.focus();
}
