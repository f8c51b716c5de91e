import { useEffect, useState } from 'preact/hooks';
import { useConsole } from './create-console.ts';
import { useTexts } from './language.ts';
import { useStore } from './store.ts';

/** A blink of the network is nobody's business. */
const SHOWN_AFTER_MS = 2_500;

/** Says so when the server is out of reach, and how many acts wait for it. */
export function ConnectionBar() {
  const { t } = useTexts();
  const { notices, outbox } = useConsole();
  const { isLive } = useStore(notices.state);
  const { items, isStuck } = useStore(outbox.state);
  const waiting = items.filter(({ refusal }) => refusal === null).length;
  const isBad = !isLive || (isStuck && waiting > 0);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isBad) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isBad]);

  return (
    <div class="connection" role="status">
      {isShown && (
        <p>
          {t('offline')} {waiting > 0 && <strong>{t('stuck', { count: waiting })}</strong>}
        </p>
      )}
    </div>
  );
}
