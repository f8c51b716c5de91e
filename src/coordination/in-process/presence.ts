import type { Presence } from '../../handoff/presence.ts';

/** A console that was not heard of for so long is closed. */
export const SEEN_MS = 60_000;

export function createInProcessPresence({ now }: { readonly now: () => number }): Presence {
  const agents = new Map<string, { readonly at: number; readonly isAvailable: boolean }>();
  return {
    seen(agentId, isAvailable) {
      agents.set(agentId, { at: now(), isAvailable });
    },
    gone(agentId) {
      agents.delete(agentId);
    },
    available: () =>
      Promise.resolve(
        [...agents].filter(([, { at, isAvailable }]) => isAvailable && at > now() - SEEN_MS).map(([agentId]) => agentId),
      ),
  };
}
