import { LRUCache } from 'lru-cache';
import type { ConnectorReference } from './references.ts';

interface Window {
  readonly most: number;
  readonly ms: number;
}

/** Sends a bot may make in one thread: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const TEAMS_THREAD: readonly Window[] = [
  { most: 7, ms: 1_000 },
  { most: 8, ms: 2_000 },
  { most: 60, ms: 30_000 },
  { most: 1_800, ms: 3_600_000 },
];
const TEAMS_TENANT: readonly Window[] = [{ most: 30, ms: 1_000 }];
/** The longest window: what is older need not be known. */
export const LONGEST_WINDOW_MS = 3_600_000;
const KEYS = 50_000;
/** A send that is under way ends soon, but nobody knows when. */
const UNDER_WAY_MS = 50;

export type Grant = { readonly kind: 'granted'; readonly end: () => void } | { readonly kind: 'wait'; readonly ms: number };

/**
 * Keeps Teams' limits of sending, whatever the network does in between: a send counts from its begin until a window after its end,
 * so that the connector cannot count more in any window than was granted. Other channels have no limits here.
 */
export interface SendBudget {
  /** Call `end` when the connector has answered, or has not. */
  begin(to: Pick<ConnectorReference, 'channel' | 'conversationId' | 'tenantId'>): Grant;
  /** A send that another run of the program made. */
  remember(conversationId: string, at: number): void;
}

export function createSendBudget({ now }: { readonly now: () => number }): SendBudget {
  /** When each send ended, the oldest first; those under way, at infinity, last. */
  const ends = new LRUCache<string, number[]>({ max: KEYS });

  function waitOf(key: string, windows: readonly Window[]): number {
    const at = now();
    const kept = (ends.get(key) ?? []).filter((end) => end > at - LONGEST_WINDOW_MS).sort((a, b) => a - b);
    ends.set(key, kept);
    return Math.max(
      0,
      ...windows.map(({ most, ms }) => {
        const inWindow = kept.filter((end) => end > at - ms);
        const first = inWindow[inWindow.length - most];
        if (first === undefined) return 0;
        return first === Infinity ? UNDER_WAY_MS : first + ms - at;
      }),
    );
  }

  function count(key: string): () => void {
    const kept = ends.get(key) ?? [];
    kept.push(Infinity);
    ends.set(key, kept);
    return () => {
      const current = ends.get(key) ?? [];
      const under = current.lastIndexOf(Infinity);
      if (under >= 0) current[under] = now();
    };
  }

  return {
    begin({ channel, conversationId, tenantId }) {
      if (channel !== 'msteams') return { kind: 'granted', end: () => undefined };
      const limits = [
        { key: threadOf(conversationId), windows: TEAMS_THREAD },
        ...(tenantId === null ? [] : [{ key: `tenant ${tenantId}`, windows: TEAMS_TENANT }]),
      ];
      const ms = Math.max(...limits.map(({ key, windows }) => waitOf(key, windows)));
      if (ms > 0) return { kind: 'wait', ms };
      const release = limits.map(({ key }) => count(key));
      return { kind: 'granted', end: () => release.forEach((end) => end()) };
    },
    remember(conversationId, at) {
      if (!conversationId.startsWith('msteams|')) return;
      const key = threadOf(conversationId);
      ends.set(key, [...(ends.get(key) ?? []), at]);
    },
  };
}

/** A channel's threads count together: Teams' page does not say that they count apart. */
function threadOf(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '');
}
