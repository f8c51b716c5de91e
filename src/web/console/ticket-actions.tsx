import { useState } from 'preact/hooks';
import type { Ticket } from '../../contract/ticket.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useConsole } from './create-console.ts';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import type { Act } from './outbox.ts';
import { useStore } from './store.ts';
import { TransferDialog } from './transfer-dialog.tsx';
import { OUTCOMES } from './words.ts';

interface TicketActionsProps {
  readonly ticket: Ticket;
  /** Sequence of the last entry on the screen. */
  readonly seen: number;
  readonly onClaim: (ticketId: string) => void;
}

type Question = 'close' | 'return' | 'transfer';

export function TicketActions({ ticket, seen, onClaim }: TicketActionsProps) {
  const { t, of } = useTexts();
  const { session, outbox, queue } = useConsole();
  const { agents } = useStore(queue.state);
  const move = useStore(outbox.state).items.find(
    ({ ticketId, act }) => ticketId === ticket.id && act.kind !== 'reply' && act.kind !== 'note',
  );
  const [question, setQuestion] = useState<Question | null>(null);
  const put = (act: Act): void => {
    outbox.put(ticket.id, act);
    setQuestion(null);
  };

  if (move) {
    const name = ({ claim: 'claim', transfer: 'transfer', return: 'returnToBot', close: 'close' } as const)[
      move.act.kind as 'claim' | 'transfer' | 'return' | 'close'
    ];
    return (
      <p class="ticket-actions soft" role="status">
        {t(name)}: {t('lateAct')}
      </p>
    );
  }
  if (ticket.status === 'closed') {
    return <p class="ticket-actions soft">{ticket.outcome === null ? t('closed') : of(OUTCOMES[ticket.outcome])}</p>;
  }
  if (ticket.status === 'waiting') {
    return (
      <div class="ticket-actions">
        <button type="button" class="button primary" onClick={() => onClaim(ticket.id)}>
          {t('claim')} <kbd>C</kbd>
        </button>
      </div>
    );
  }
  if (ticket.claimedBy !== session.agent.id) {
    const holder = agents.find(({ id }) => id === ticket.claimedBy)?.name ?? t('somebody');
    return <p class="ticket-actions soft">{t('with', { name: holder })}</p>;
  }
  return (
    <div class="ticket-actions">
      <button type="button" class="button" onClick={() => setQuestion('transfer')}>
        <Icon name="transfer" />
        <span>{t('transfer')}</span>
      </button>
      <button type="button" class="button" onClick={() => setQuestion('return')}>
        <Icon name="bot" />
        <span>{t('returnToBot')}</span>
      </button>
      <button type="button" class="button primary" onClick={() => setQuestion('close')}>
        <Icon name="check" />
        <span>{t('close')}</span>
      </button>
      {question === 'close' && (
        <ConfirmDialog
          title={t('confirmClose')}
          hint={t('confirmCloseHint')}
          verb={t('close')}
          onConfirm={() => put({ kind: 'close', seen })}
          onCancel={() => setQuestion(null)}
        />
      )}
      {question === 'return' && (
        <ConfirmDialog
          title={t('confirmReturn')}
          hint={t('confirmReturnHint')}
          verb={t('returnToBot')}
          onConfirm={() => put({ kind: 'return' })}
          onCancel={() => setQuestion(null)}
        />
      )}
      {question === 'transfer' && (
        <TransferDialog onChoose={(agentId) => put({ kind: 'transfer', agentId })} onCancel={() => setQuestion(null)} />
      )}
    </div>
  );
}
