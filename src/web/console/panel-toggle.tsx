import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';

export interface PanelToggleProps {
  readonly isPanelOpen: boolean;
  readonly onTogglePanel: () => void;
}

/** Opens and closes the side panel, where it is no column. */
export function PanelToggle({ isPanelOpen, onTogglePanel }: PanelToggleProps) {
  const { t } = useTexts();
  return (
    <button
      type="button"
      class="icon-button panel-toggle"
      aria-expanded={isPanelOpen}
      aria-controls="side-panel"
      aria-label={t('details')}
      title={`${t('details')} (D)`}
      onClick={onTogglePanel}
    >
      <Icon name="panel" />
    </button>
  );
}
