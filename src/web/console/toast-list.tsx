import { useConsole } from './create-console.ts';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { useStore } from './store.ts';

export function ToastList() {
  const { t } = useTexts();
  const { toasts } = useConsole();
  return (
    <div class="toasts" role="status" aria-live="polite">
      {useStore(toasts.state).toasts.map(({ id, tone, key, values }) => (
        <div key={id} class={`toast is-${tone}`}>
          <p>{t(key, values)}</p>
          <button type="button" class="icon-button" aria-label={t('dismiss')} onClick={() => toasts.dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
