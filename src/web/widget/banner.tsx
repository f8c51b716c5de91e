import { useEffect, useState } from 'preact/hooks';
import type { TextKey } from './texts.ts';
import type { View } from './view.ts';

/** How the connection is, when it is not as it should be. Short breaks do not show: the style sheet delays it. */
export function Banner({ state, say }: View) {
  const isOffline = useOffline();
  const key = problemOf(state.connection, isOffline) ?? state.notice;
  return (
    <div class="banner-place" role="status">
      {key && <p class={`banner banner-${key}`}>{say(key)}</p>}
    </div>
  );
}

function problemOf(connection: View['state']['connection'], isOffline: boolean): TextKey | null {
  if (connection === 'refused') return 'refused';
  if (isOffline) return 'offline';
  return connection === 'reconnecting' || connection === 'connecting' ? connection : null;
}

function useOffline(): boolean {
  const [isOffline, setIsOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const follow = (): void => setIsOffline(!navigator.onLine);
    window.addEventListener('online', follow);
    window.addEventListener('offline', follow);
    return () => {
      window.removeEventListener('online', follow);
      window.removeEventListener('offline', follow);
    };
  }, []);
  return isOffline;
}
