import { useConsole } from './create-console.ts';
import { Dialog } from './dialog.tsx';
import { useTexts } from './language.ts';
import { useStore } from './store.ts';

interface TransferDialogProps {
  readonly onChoose: (agentId: string | null) => void;
  readonly onCancel: () => void;
}

/** Available colleagues first. */
export function TransferDialog({ onChoose, onCancel }: TransferDialogProps) {
  const { t } = useTexts();
  const { queue, session } = useConsole();
  const { agents, available } = useStore(queue.state);
  const isAvailable = (id: string): boolean => available.includes(id);
  const colleagues = agents
    .filter(({ id, isDisabled }) => id !== session.agent.id && !isDisabled)
    .sort((a, b) => Number(isAvailable(b.id)) - Number(isAvailable(a.id)) || a.name.localeCompare(b.name));
  return (
    <Dialog title={t('transferTitle')} onClose={onCancel}>
      <ul class="choices">
        <li>
          <button type="button" autofocus onClick={() => onChoose(null)}>
            <strong>{t('toQueue')}</strong>
            <span class="soft">{t('toQueueHint')}</span>
          </button>
        </li>
        {colleagues.map(({ id, name }) => (
          <li key={id}>
            <button type="button" onClick={() => onChoose(id)}>
              <strong>{name}</strong>
              <span class={`presence-word ${isAvailable(id) ? 'is-available' : 'is-away'}`}>
                <span class="dot" aria-hidden="true" /> {t(isAvailable(id) ? 'available' : 'away')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>
          {t('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
