import type { Kept } from './kept.ts';
import { createStore, type Store } from './store.ts';

export type DraftMode = 'reply' | 'note';

export interface Drafts {
  /** `focusAsked` counts the times that somebody else than the composer wrote, and wants the agent to go on there. */
  readonly state: Store<{ readonly texts: ReadonlyMap<string, string>; readonly focusAsked: number }>;
  read(ticketId: string, mode: DraftMode): string;
  write(ticketId: string, mode: DraftMode, text: string): void;
  /** Appends to the reply and moves the focus there. */
  insert(ticketId: string, text: string): void;
}

/** What is half written, by ticket. Survives a change of ticket, a reload and the end of the session. */
export function createDrafts({ kept, agentId }: { readonly kept: Kept; readonly agentId: string }): Drafts {
  const prefix = `draft.${agentId}.`;
  const state = createStore({
    texts: new Map(kept.keys(prefix).map((key) => [key.slice(prefix.length), kept.read(key) ?? ''])),
    focusAsked: 0,
  });
  const keyOf = (ticketId: string, mode: DraftMode): string => `${ticketId}.${mode}`;
  const read = (ticketId: string, mode: DraftMode): string => state.get().texts.get(keyOf(ticketId, mode)) ?? '';
  function write(ticketId: string, mode: DraftMode, text: string): void {
    const key = keyOf(ticketId, mode);
    const texts = new Map(state.get().texts);
    if (text === '') {
      texts.delete(key);
      kept.remove(prefix + key);
    } else {
      texts.set(key, text);
      kept.write(prefix + key, text);
    }
    state.patch({ texts });
  }
  return {
    state,
    read,
    write,
    insert(ticketId, text) {
      const before = read(ticketId, 'reply').trimEnd();
      write(ticketId, 'reply', before === '' ? text : `${before}\n${text}`);
      state.patch({ focusAsked: state.get().focusAsked + 1 });
    },
  };
}
