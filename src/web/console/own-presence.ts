import type { Api } from './api.ts';
import type { Kept } from './kept.ts';
import { createStore, type Store } from './store.ts';

export interface OwnPresence {
  readonly state: Store<{ readonly isAvailable: boolean }>;
  readonly toggle: () => void;
  /** Says it (again): the server forgets agents it has not heard of for a minute. */
  readonly tell: () => void;
  dispose(): void;
}

const KEY = 'presence';
const EVERY_MS = 25_000;

export function createPresence(deps: {
  readonly api: Api;
  readonly kept: Kept;
  /** The window: it tells of other tabs. */
  readonly page: EventTarget;
  readonly onAvailable: (available: readonly string[]) => void;
}): OwnPresence {
  const { api, kept, page, onAvailable } = deps;
  const read = (): boolean => kept.read(KEY) !== 'away';
  const state = createStore({ isAvailable: read() });
  // Else this tab would go on saying what another has taken back.
  const follow = (): void => state.patch({ isAvailable: read() });
  page.addEventListener('storage', follow);
  const timer = setInterval(tell, EVERY_MS);
  function tell(): void {
    api.send<{ readonly available: readonly string[] }>('POST', '/presence', state.get()).then(
      (answer) => {
        if (answer.kind === 'ok') onAvailable(answer.body.available);
      },
      () => undefined,
    );
  }
  return {
    state,
    tell,
    toggle() {
      const isAvailable = !state.get().isAvailable;
      kept.write(KEY, isAvailable ? 'available' : 'away');
      state.patch({ isAvailable });
      tell();
    },
    dispose() {
      clearInterval(timer);
      page.removeEventListener('storage', follow);
    },
  };
}
