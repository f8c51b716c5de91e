import { setTimeout as wait } from 'node:timers/promises';
import { inBackground, type Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { KEPT_KINDS, type KeptKind, type RetentionStore } from './retention-store.ts';

export interface RetentionDeps {
  readonly store: RetentionStore;
  /** Days that each kind is kept; null is for ever. */
  readonly days: Readonly<Record<KeptKind, number | null>>;
  readonly metrics: Pick<Metrics, 'dataDeleted'>;
  readonly logger: Logger;
  readonly now: () => number;
}

export interface Retention {
  /** Deletes what is over its time, now and every hour. */
  start(): void;
  /** Deletes what is over its time and returns how much of each kind. */
  run(): Promise<Readonly<Partial<Record<KeptKind, number>>>>;
  /** Ends after the batch in progress. May be called twice. */
  dispose(): Promise<void>;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const BATCH = 50;
/** Between two batches, so that turns come first. */
const PAUSE_MS = 50;

/** The background duty that lets data go. What one replica has deleted, another does not find. */
export function createRetention({ store, days, metrics, logger, now }: RetentionDeps): Retention {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();

  async function run(): Promise<Partial<Record<KeptKind, number>>> {
    const deleted: Partial<Record<KeptKind, number>> = {};
    for (const kind of KEPT_KINDS) {
      const kept = days[kind];
      const count = kept === null ? 0 : await deleteAll(kind, now() - kept * DAY_MS);
      if (count > 0) deleted[kind] = count;
    }
    if (Object.keys(deleted).length > 0) logger.info({ deleted }, 'old data deleted');
    return deleted;
  }

  async function deleteAll(kind: KeptKind, before: number): Promise<number> {
    let total = 0;
    while (!stopping.signal.aborted) {
      const count = await store.deleteOlder(kind, before, BATCH);
      if (count > 0) metrics.dataDeleted(kind, count);
      total += count;
      if (count < BATCH) break;
      await wait(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    return total;
  }

  function runInBackground(): void {
    running = running.then(run);
    inBackground(running, logger, 'deletion of old data');
    running = running.catch(() => undefined);
  }

  return {
    run,
    start() {
      runInBackground();
      timer = setInterval(runInBackground, EVERY_MS);
    },
    async dispose() {
      stopping.abort();
      if (timer !== null) clearInterval(timer);
      await running;
    },
  };
}
