import { createStore, type Store } from './store.ts';
import type { TextKey } from './texts.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly key: TextKey;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Toasts {
  readonly state: Store<{ readonly toasts: readonly Toast[] }>;
  say(tone: Toast['tone'], key: TextKey, values?: Toast['values']): void;
  dismiss(id: number): void;
}

/** Good news goes by itself; bad news stays until it is read. */
const SHOWN_MS = 6_000;

export function createToasts(): Toasts {
  const state = createStore<{ readonly toasts: readonly Toast[] }>({ toasts: [] });
  let ids = 0;
  const dismiss = (id: number): void => state.patch({ toasts: state.get().toasts.filter((toast) => toast.id !== id) });
  return {
    state,
    say(tone, key, values = {}) {
      const id = (ids += 1);
      state.patch({ toasts: [...state.get().toasts.slice(-2), { id, tone, key, values }] });
      if (tone !== 'bad') setTimeout(() => dismiss(id), SHOWN_MS);
    },
    dismiss,
  };
}
