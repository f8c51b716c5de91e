import { useEffect, useRef } from 'preact/hooks';
import { kept } from './kept.ts';
import { createStore } from './store.ts';

export interface ShortcutActs {
  readonly move: (step: 1 | -1) => void;
  readonly claim: () => void;
  readonly claimNext: () => void;
  readonly find: () => void;
  readonly reply: () => void;
  readonly back: () => void;
  readonly details: () => void;
  readonly help: () => void;
}

const KEY = 'shortcuts';
/** Single letters can be switched off, for people who dictate (WCAG 2.1.4). */
export const shortcutState = createStore({ isOn: kept.read(KEY) !== 'off' });

export function setShortcuts(isOn: boolean): void {
  kept.write(KEY, isOn ? 'on' : 'off');
  shortcutState.patch({ isOn });
}

export function useShortcuts(acts: ShortcutActs): void {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]')) return;
      const isWriting = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      if (isWriting) {
        if (event.key === 'Escape') event.target.blur();
        return;
      }
      const act = actOf(event.key, latest.current);
      if (!act || (!shortcutState.get().isOn && event.key !== 'Escape')) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function actOf(key: string, acts: ShortcutActs): (() => void) | null {
  switch (key) {
    case 'j':
      return () => acts.move(1);
    case 'k':
      return () => acts.move(-1);
    case 'c':
      return acts.claim;
    case 'n':
      return acts.claimNext;
    case 'f':
      return acts.find;
    case 'r':
      return acts.reply;
    case 'd':
      return acts.details;
    case '?':
      return acts.help;
    case 'Escape':
      return acts.back;
    default:
      return null;
  }
}
