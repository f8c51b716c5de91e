import { createHash } from 'node:crypto';
import { inBackground, type Logger } from '../../telemetry/logger.ts';
import type { ConnectorReference } from './references.ts';
import type { SendTimes } from './send-times.ts';

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
/** What is older need not be known. */
export const LONGEST_WINDOW_MS = 3_600_000;
/** A send that is under way ends soon, but nobody knows when. */
const UNDER_WAY_MS = 50;

export type Grant = { readonly kind: 'granted'; readonly end: () => void } | { readonly kind: 'wait'; readonly ms: number };

/**
 * Keeps Teams' limits of sending, whatever the network does in between and whichever process sends: a send counts from its begin until a
 * window after its end, so that the connector cannot count more in any window than was granted. One whose process died counts as long as
 * the connector may have been waited for. Other channels have no limits here.
 */
export interface SendBudget {
  /**
   * Call `end` when the connector has answered, or has not. `share` of the limits is all that may be used up: less than 1 leaves the rest to
   * what matters more.
   */
  begin(to: Pick<ConnectorReference, 'channel' | 'conversationId' | 'tenantId'>, share?: number): Promise<Grant>;
}

export function createSendBudget(deps: {
  readonly times: Pick<SendTimes, 'change'>;
  /** Longest that a send may be under way. */
  readonly longestSendMs: number;
  readonly logger: Logger;
  readonly now: () => number;
}): SendBudget {
  const { times, now } = deps;

  async function end(keys: readonly string[], latest: number): Promise<void> {
    await times.change(keys, (known) =>
      known.map((ends) => {
        const at = ends.indexOf(latest);
        return at < 0 ? ends : ends.with(at, now());
      }),
    );
  }

  return {
    async begin({ channel, conversationId, tenantId }, share = 1) {
      if (channel !== 'msteams') return { kind: 'granted', end: () => undefined };
      const limits = [
        { key: keyOf('thread', threadOf(conversationId)), windows: TEAMS_THREAD },
        ...(tenantId === null ? [] : [{ key: keyOf('tenant', tenantId), windows: TEAMS_TENANT }]),
      ];
      const keys = limits.map(({ key }) => key);
      let waitMs = 0;
      let latest = 0;
      await times.change(keys, (known) => {
        const at = now();
        waitMs = Math.max(...limits.map(({ windows }, n) => waitOf(known[n] ?? [], { windows, share }, at)));
        if (waitMs > 0) return null;
        latest = at + deps.longestSendMs;
        return limits.map(({ windows }, n) => [...keptOf(known[n] ?? [], windows, at), latest]);
      });
      if (waitMs > 0) return { kind: 'wait', ms: waitMs };
      return { kind: 'granted', end: () => inBackground(end(keys, latest), deps.logger, 'end of a send') };
    },
  };
}

/** How long until one more fits into every window; 0 when it does. */
function waitOf(
  ends: readonly number[],
  { windows, share }: { readonly windows: readonly Window[]; readonly share: number },
  at: number,
): number {
  const sorted = ends.toSorted((a, b) => a - b);
  return Math.max(
    ...windows.map(({ most: limit, ms }) => {
      const most = Math.floor(limit * share);
      const first = sorted.at(-most);
      if (sorted.length < most || first === undefined || first <= at - ms) return 0;
      return first > at ? UNDER_WAY_MS : first + ms - at;
    }),
  );
}

function keptOf(ends: readonly number[], windows: readonly Window[], at: number): readonly number[] {
  const longest = Math.max(...windows.map(({ ms }) => ms));
  return ends.filter((end) => end > at - longest);
}

/** A channel's threads count together: Teams' page does not say that they count apart. */
function threadOf(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '');
}

/** Names of people and companies are not kept a second time. */
function keyOf(kind: 'thread' | 'tenant', name: string): string {
  return `${kind}:${createHash('sha256').update(name).digest('base64url')}`;
}
