import { useLayoutEffect, useState } from 'preact/hooks';
import type { Ticket } from '../../contract/ticket.ts';
import { useConsole } from './create-console.ts';
import { Entry } from './entry.tsx';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { PanelToggle, type PanelToggleProps } from './panel-toggle.tsx';
import { hrefOf } from './route.ts';
import { useStore } from './store.ts';
import { useFollowing } from './use-following.ts';
import type { ChatDetail } from './wire.ts';
import { channelName } from './words.ts';

interface ChatPaneProps extends PanelToggleProps {
  /** Sequence of the entry that the conversation was opened for. */
  readonly at: number | null;
  readonly onSteppedIn: (ticketId: string) => void;
}

/** A conversation that the bot has to itself: to be read as it goes on, and to be taken over. */
export function ChatPane(props: ChatPaneProps) {
  const { t } = useTexts();
  const { chat } = useConsole();
  const { detail, problem } = useStore(chat.state);
  if (detail !== null) return <Chat detail={detail} {...props} />;
  return (
    <section id="conversation" class="conversation is-empty" aria-label={t('conversation')} tabIndex={-1}>
      {problem === null ? (
        <p class="soft centre">{t('loading')}</p>
      ) : (
        <div class="empty" role="alert">
          <p>{t(problem === 'not-found' ? 'chatGone' : 'serverAway')}</p>
          <button type="button" class="button" onClick={chat.refresh}>
            {t('retry')}
          </button>
          <a href={hrefOf({ kind: 'queue' })}>{t('back')}</a>
        </div>
      )}
    </section>
  );
}

function Chat({ detail, at, onSteppedIn, onTogglePanel, isPanelOpen }: ChatPaneProps & { readonly detail: ChatDetail }) {
  const { t, of } = useTexts();
  const { chat } = useConsole();
  const { isReadingEarlier } = useStore(chat.state);
  const { conversation, entries } = detail;
  const { owner } = conversation;
  const name = detail.customer?.name ?? conversation.shopCustomerId ?? t('visitor');
  const turns = new Map(detail.turns.map((turn) => [turn.id, turn]));
  const first = entries[0]?.sequence ?? 1;
  const { list, onScroll } = useFollowing(first, String(entries.at(-1)?.sequence ?? 0));
  useLayoutEffect(() => {
    list.current?.querySelector('.is-found')?.scrollIntoView({ block: 'center' });
  }, [list]);
  return (
    <section id="conversation" class="conversation" tabIndex={-1} aria-label={`${t('conversation')}: ${name}`}>
      <div class="conversation-head">
        <a class="icon-button back" href={hrefOf({ kind: 'queue' })} aria-label={t('back')}>
          <Icon name="back" />
        </a>
        <div class="conversation-title">
          <h2>{name}</h2>
          <p class="soft">
            {of(channelName(conversation.channel))} ·{' '}
            {owner.kind === 'bot' ? (
              t('onlyToRead')
            ) : (
              <a href={hrefOf({ kind: 'ticket', ticketId: owner.ticketId })}>{t('openTicket')}</a>
            )}
          </p>
        </div>
        {owner.kind === 'bot' && <StepIn conversationId={conversation.id} onSteppedIn={onSteppedIn} />}
        <PanelToggle isPanelOpen={isPanelOpen} onTogglePanel={onTogglePanel} />
      </div>
      <div class="entries" ref={list} role="log" aria-label={t('conversation')} tabIndex={0} onScroll={onScroll}>
        {first > 1 && (
          <button type="button" class="button quiet small centre" disabled={isReadingEarlier} onClick={chat.readEarlier}>
            {t(isReadingEarlier ? 'loading' : 'earlier')}
          </button>
        )}
        {entries.map((entry) => (
          <Entry
            key={entry.sequence}
            entry={entry}
            path={`/chats/${encodeURIComponent(conversation.id)}`}
            customerName={name}
            turn={entry.turnId === null ? null : (turns.get(entry.turnId) ?? null)}
            isFound={entry.sequence === at}
          />
        ))}
      </div>
    </section>
  );
}

function StepIn({ conversationId, onSteppedIn }: Pick<ChatPaneProps, 'onSteppedIn'> & { readonly conversationId: string }) {
  const { t } = useTexts();
  const { api, toasts, chat } = useConsole();
  const [isAsked, setAsked] = useState(false);
  const stepIn = (): void => {
    setAsked(true);
    api.send<{ readonly ticket: Ticket }>('POST', `/chats/${encodeURIComponent(conversationId)}/step-in`, {}).then(
      (answer) => {
        setAsked(false);
        if (answer.kind === 'ok') onSteppedIn(answer.body.ticket.id);
        else {
          const isRefused = answer.kind === 'refused';
          toasts.say('bad', isRefused && answer.status === 409 ? 'steppedInLate' : isRefused ? 'chatGone' : 'serverAway');
          chat.refresh();
        }
      },
      () => setAsked(false),
    );
  };
  return (
    <div class="ticket-actions">
      <button type="button" class="button primary" data-key="claim" disabled={isAsked} onClick={stepIn}>
        {t('stepIn')} <kbd>C</kbd>
      </button>
    </div>
  );
}
