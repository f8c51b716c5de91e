import { Dialog } from './dialog.tsx';
import { useTexts } from './language.ts';

interface ConfirmDialogProps {
  readonly title: string;
  readonly hint: string;
  readonly verb: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function ConfirmDialog({ title, hint, verb, onConfirm, onCancel }: ConfirmDialogProps) {
  const { t } = useTexts();
  return (
    <Dialog title={title} onClose={onCancel}>
      <p>{hint}</p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>
          {t('cancel')}
        </button>
        <button type="button" class="button primary" autofocus onClick={onConfirm}>
          {verb}
        </button>
      </div>
    </Dialog>
  );
}
