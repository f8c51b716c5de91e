import { useConsole } from './create-console.ts';
import { Composer } from './composer.tsx';
import { EntryList } from './entry-list.tsx';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { PanelToggle, type PanelToggleProps } from './panel-toggle.tsx';
import { hrefOf } from './route.ts';
import { useStore } from './store.ts';
import { TicketActions } from './ticket-actions.tsx';
import { REASONS } from './words.ts';

interface ConversationPaneProps extends PanelToggleProps {
  readonly onClaim: (ticketId: string) => void;
}

export function ConversationPane({ onClaim, onTogglePanel, isPanelOpen }: ConversationPaneProps) {
  const { t, of } = useTexts();
  const { ticket } = useConsole();
  const { ticketId, detail, problem } = useStore(ticket.state);

  if (detail === null) {
    return (
      <section id="conversation" class="conversation is-empty" aria-label={t('conversation')} tabIndex={-1}>
        {ticketId === null && (
          <div class="empty">
            <h2>{t('noneOpen')}</h2>
            <p class="soft">{t('noneOpenHint')}</p>
          </div>
        )}
        {ticketId !== null && problem === null && <p class="soft centre">{t('loading')}</p>}
        {problem !== null && (
          <div class="empty" role="alert">
            <p>{t(problem === 'not-found' ? 'ticketGone' : 'serverAway')}</p>
            <button type="button" class="button" onClick={() => ticket.refresh(true)}>
              {t('retry')}
            </button>
            <a href={hrefOf({ kind: 'queue' })}>{t('back')}</a>
          </div>
        )}
      </section>
    );
  }
  const name = detail.customer?.name ?? t('visitor');
  return (
    <section id="conversation" class="conversation" tabIndex={-1} aria-label={`${t('conversation')}: ${name}`}>
      <div class="conversation-head">
        <a class="icon-button back" href={hrefOf({ kind: 'queue' })} aria-label={t('back')}>
          <Icon name="back" />
        </a>
        <div class="conversation-title">
          <h2>{name}</h2>
          <p class="soft">
            {of(REASONS[detail.ticket.reason])}
            {detail.ticket.status === 'closed' && (
              <>
                {' · '}
                <a href={hrefOf({ kind: 'chat', conversationId: detail.conversation.id, at: null })}>{t('botAgain')}</a>
              </>
            )}
          </p>
        </div>
        <TicketActions ticket={detail.ticket} seen={detail.entries.at(-1)?.sequence ?? 0} onClaim={onClaim} />
        <PanelToggle isPanelOpen={isPanelOpen} onTogglePanel={onTogglePanel} />
      </div>
      <EntryList detail={detail} />
      <Composer ticket={detail.ticket} onClaim={onClaim} />
    </section>
  );
}
