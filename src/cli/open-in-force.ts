import { existsSync } from 'node:fs';
import type { Config } from '../config/load-config.ts';
import { foldersOf, openBrain, type BeginWith, type Brain } from '../open-brain.ts';
import { CONTENT_KINDS, type ContentKind } from '../publishing/published-content.ts';
import { readInForce } from '../publishing/read-in-force.ts';
import { guardStore } from '../storage/guard-store.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createSqlPublishedContent } from '../storage/sql/published-content.ts';
import { createLogger } from '../telemetry/logger.ts';

/** The content that the service serves by. */
export interface InForce {
  /** What `load` makes of the folder in force. */
  readonly begin: BeginWith;
  /** Kinds that come from the database. */
  readonly published: readonly ContentKind[];
  dispose(): Promise<void>;
}

interface Choice {
  /** The folders of this machine and no look at the database: how content does before it is published. */
  readonly isLocal?: boolean | undefined;
}

/** The brain that the service has, for a command. */
export async function openBrainInForce(config: Config, choice: Choice): Promise<Brain> {
  const inForce = await openInForce(config, choice);
  try {
    return await openBrain(config, { logger: createLogger('silent'), now: Date.now, begin: inForce.begin });
  } finally {
    await inForce.dispose();
  }
}

/**
 * For commands: what is published to the database, else the folders of this machine. Raises STORE_UNAVAILABLE.
 */
export async function openInForce(config: Config, { isLocal = false }: Choice = {}): Promise<InForce> {
  const folders = foldersOf(config);
  const { database } = config;
  if (isLocal || (database.kind === 'sqlite' && !existsSync(database.file))) {
    return { begin: (kind, load) => load(folders[kind]), published: [], dispose: () => Promise.resolve() };
  }
  const opened = await openDatabase(database);
  try {
    await opened.migrate();
    const store = guardStore(createSqlPublishedContent({ db: opened.db, now: Date.now }));
    const kinds = (await store.current()).map(({ kind }) => kind);
    return {
      begin: (kind, load) => readInForce(store, kind, folders[kind], load),
      published: CONTENT_KINDS.filter((kind) => kinds.includes(kind)),
      dispose: () => opened.db.destroy(),
    };
  } catch (error) {
    await opened.db.destroy();
    throw error;
  }
}
