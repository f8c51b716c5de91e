import type { Kept } from './kept.ts';
import { createStore, type Store } from './store.ts';

export interface Alerts {
  readonly state: Store<{ readonly hasSound: boolean }>;
  readonly toggleSound: () => void;
  /** Two soft tones: a customer came into the queue. */
  ring(): void;
}

const KEY = 'sound';
const NOTES: readonly (readonly [hertz: number, atS: number])[] = [
  [660, 0],
  [880, 0.14],
];

export function createAlerts({ kept }: { readonly kept: Kept }): Alerts {
  const state = createStore({ hasSound: kept.read(KEY) !== 'off' });
  let audio: AudioContext | null = null;
  function ring(): void {
    if (!state.get().hasSound || typeof AudioContext === 'undefined') return;
    audio ??= new AudioContext();
    const context = audio;
    // Browsers keep pages silent until their first click; the title still tells.
    context.resume().then(
      () => NOTES.forEach(([hertz, atS]) => tone(context, hertz, atS)),
      () => undefined,
    );
  }
  return {
    state,
    ring,
    toggleSound() {
      const hasSound = !state.get().hasSound;
      kept.write(KEY, hasSound ? 'on' : 'off');
      state.patch({ hasSound });
      if (hasSound) ring();
    },
  };
}

function tone(context: AudioContext, hertz: number, atS: number): void {
  const start = context.currentTime + atS;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.12, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.32);
}
