import { LRUCache } from 'lru-cache';
import { inBackground, type Logger } from '../telemetry/logger.ts';
import type { Announcement, Announcements } from './announcements.ts';
import type { RecentWrites } from './recent-writes.ts';

export interface CatchUpDeps {
  readonly writes: RecentWrites;
  readonly announcements: Pick<Announcements, 'subscribe'>;
  /** Tells the listeners of this process. */
  readonly relay: (announcement: Announcement) => void;
  /** Whether notices of other processes arrive, as far as one can know. */
  readonly areNoticesWell: () => boolean;
  /** A notice had been lost. */
  readonly onMissed: () => void;
  readonly logger: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
}

export interface CatchUp {
  /** May be called twice. */
  dispose(): void;
}

const EVERY_MS = 1_000;
/** While notices arrive, the log is looked at only every so many rounds: what is missed then was lost on the way. */
const ROUNDS_WHEN_WELL = 5;
/** Clocks of processes differ, and an entry becomes visible a moment after its time. */
const OVERLAP_MS = 10_000;
const KNOWN = 50_000;

/**
 * Makes up for notices of other processes that were lost: asks the log what was written lately, and announces here what nobody here has
 * heard of. One query a round, however many sockets are open.
 */
export function createCatchUp(deps: CatchUpDeps): CatchUp {
  const heard = new LRUCache<string, number>({ max: KNOWN });
  let begin = deps.now();
  let rounds = 0;
  let isLooking = false;
  const unsubscribe = deps.announcements.subscribe(null, (announcement) => {
    const { kind, conversationId } = announcement;
    if (kind === 'log') heard.set(conversationId, Math.max(announcement.sequence, heard.get(conversationId) ?? 0));
  });
  const timer = setInterval(round, deps.everyMs ?? EVERY_MS);

  function round(): void {
    rounds += 1;
    const isDue = !deps.areNoticesWell() || rounds % ROUNDS_WHEN_WELL === 0;
    if (isDue && !isLooking) inBackground(look(), deps.logger, 'catching up with the log');
  }

  async function look(): Promise<void> {
    isLooking = true;
    try {
      const at = deps.now();
      for (const { conversationId, sequence } of await deps.writes.since(begin - OVERLAP_MS)) {
        if ((heard.get(conversationId) ?? 0) >= sequence) continue;
        deps.relay({ kind: 'log', conversationId, sequence });
        deps.onMissed();
      }
      begin = at;
    } finally {
      isLooking = false;
    }
  }

  return {
    dispose() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}
