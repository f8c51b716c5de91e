import { join } from 'node:path';
import { createGate } from './async/gate.ts';
import type { Config } from './config/load-config.ts';
import { foldersOf, openBrain, type Brain } from './open-brain.ts';
import { followPublished } from './publishing/follow-published.ts';
import { CONTENT_KINDS, type ContentKind } from './publishing/published-content.ts';
import { watchFolders, type ContentWatcher } from './retrieval/watch-content.ts';
import { guardStore } from './storage/guard-store.ts';
import type { Database } from './storage/open-database.ts';
import { createSqlPublishedContent } from './storage/sql/published-content.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

export interface Content {
  readonly brain: Brain;
  /** Kinds of content that are older here than what is published. */
  degraded(): readonly string[];
  dispose(): Promise<void>;
}

export interface ContentDeps {
  readonly db: Database['db'];
  readonly metrics: Pick<Metrics, 'contentSwitched' | 'watch'>;
  readonly logger: Logger;
  readonly now: () => number;
}

/**
 * Opens the brain with the content in force, and keeps it there: what is published to the database, else the folders of this machine, as
 * they change. Raises what `openBrain` raises where neither loads. `dispose` leaves the brain open.
 */
export async function openContent(config: Config, { db, metrics, logger, now }: ContentDeps): Promise<Content> {
  const folders = foldersOf(config);
  // Of two reloads of the same content, the later one counts.
  const inTurn = createGate(1);
  const follower = followPublished({
    store: guardStore(createSqlPublishedContent({ db, now })),
    root: join(config.dataDir, 'content'),
    reload: (kind, folder) => inTurn(() => brain.reload[kind](folder ?? folders[kind])),
    onSwitched: (kind) => metrics.contentSwitched(kind),
    logger,
    now,
  });
  metrics.watch({ contentStale: () => CONTENT_KINDS.map((kind) => ({ kind, isStale: follower.stale().includes(kind) })) });
  const brain = await openBrain(config, {
    logger,
    now,
    begin: (kind, load) => follower.begin(kind, (folder) => load(folder ?? folders[kind])),
  });
  follower.start();
  const watchers = await Promise.all(CONTENT_KINDS.map(watch));

  function watch(kind: ContentKind): Promise<ContentWatcher> {
    const folder = folders[kind];
    const reload = async (): Promise<void> => {
      if (follower.inForce(kind) !== null) {
        logger.warn({ folder }, 'files have changed, but published content is in force: publish them, or withdraw it');
        return;
      }
      await brain.reload[kind](folder);
      logger.info({ folder }, 'content reloaded');
    };
    return watchFolders([folder], () => inTurn(reload), {
      onError: ({ code, message }) =>
        logger.error({ folder, code, problem: message }, 'content not reloaded; the last good version keeps serving'),
    });
  }

  return {
    brain,
    degraded: () => follower.stale().map((kind) => `content: ${kind}`),
    async dispose() {
      await Promise.all([follower.dispose(), ...watchers.map((watcher) => watcher.dispose())]);
    },
  };
}
