import { Dialog } from './dialog.tsx';
import { useTexts } from './language.ts';
import { useStore } from './store.ts';
import type { TextKey } from './texts.ts';
import { setShortcuts, shortcutState } from './use-shortcuts.ts';

const KEYS: readonly (readonly [keys: readonly string[], text: TextKey])[] = [
  [['J', 'K'], 'keyMove'],
  [['C'], 'keyClaim'],
  [['N'], 'keyNext'],
  [['F'], 'keyFind'],
  [['R'], 'keyReply'],
  [['D'], 'keyDetails'],
  [['/'], 'keyCanned'],
  [['Enter'], 'keySend'],
  [['Shift', 'Enter'], 'keyLine'],
  [['Esc'], 'keyBack'],
  [['?'], 'keyHelp'],
];

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const { isOn } = useStore(shortcutState);
  return (
    <Dialog title={t('help')} onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => setShortcuts(currentTarget.checked)} />
        {t('keySingle')}
      </label>
      <div class="dialog-buttons">
        <button type="button" class="button primary" autofocus onClick={onClose}>
          {t('dismiss')}
        </button>
      </div>
    </Dialog>
  );
}
