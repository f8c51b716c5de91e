import { BotError } from '../contract/errors.ts';
import { inBackground, type Logger } from '../telemetry/logger.ts';
import { fetchPublished } from './fetch-published.ts';
import { CONTENT_KINDS, type ContentKind, type PublishedContent, type PublishedVersion } from './published-content.ts';

export interface Follower {
  /**
   * Loads the kind for a start, once: from what is published, else, or where that does not load here, from the own folder (null).
   * Raises what the own folder's loading raises, and STORE_UNAVAILABLE when the database cannot say what is published.
   */
  begin<Loaded>(kind: ContentKind, load: (folder: string | null) => Promise<Loaded>): Promise<Loaded>;
  /** Puts what is published now into force. Never raises. */
  look(): Promise<void>;
  /** From here on, every few seconds. */
  start(): void;
  /** What of the published content is in force here; null: the files of the own folder. */
  inForce(kind: ContentKind): PublishedVersion | null;
  /** Kinds whose published version could not be loaded here: what was in force before, or the own files, keeps serving. */
  stale(): readonly ContentKind[];
  /** No change begins afterwards; resolves when one in progress has ended. May be called twice. */
  dispose(): Promise<void>;
}

export interface FollowerDeps {
  readonly store: PublishedContent;
  /** Folder of this process for unpacked content. */
  readonly root: string;
  /** Loads the kind again from this folder, null being the own one, and puts it into force at its end; raises, and changes nothing, on a mistake. */
  readonly reload: (kind: ContentKind, folder: string | null) => Promise<void>;
  readonly onSwitched: (kind: ContentKind) => void;
  readonly logger: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
}

const EVERY_MS = 2_000;
/** A version that could not be loaded is tried again: the reason may have been this machine's (a full disk, an encoder that was away). */
const AGAIN_MS = 30_000;

interface Failure {
  readonly hash: string | null;
  readonly at: number;
}

/** Brings this process to what is published, and keeps what it has where that cannot be loaded. */
export function followPublished(deps: FollowerDeps): Follower {
  const { store, root, reload, logger, now } = deps;
  const inForce = new Map<ContentKind, PublishedVersion>();
  const failures = new Map<ContentKind, Failure>();
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isDisposed = false;
  let isStoreAway = false;

  async function begin<Loaded>(kind: ContentKind, load: (folder: string | null) => Promise<Loaded>): Promise<Loaded> {
    const wanted = (await store.current()).find((version) => version.kind === kind);
    if (wanted === undefined) return await load(null);
    try {
      const loaded = await load(await fetchPublished(store, wanted, root));
      succeeded(kind, wanted);
      return loaded;
    } catch (error) {
      failed(kind, wanted, error, 'published content not loaded; the files of this machine serve');
      return await load(null);
    }
  }

  function look(): Promise<void> {
    return (looking ??= lookNow().finally(() => (looking = null)));
  }

  async function lookNow(): Promise<void> {
    const published = await current();
    if (published === null) return;
    for (const kind of CONTENT_KINDS) {
      if (isDisposed) return;
      await follow(
        kind,
        published.find((version) => version.kind === kind),
      );
    }
  }

  /** Null when the database cannot say; what is in force stays. */
  async function current(): Promise<readonly PublishedVersion[] | null> {
    try {
      const versions = await store.current();
      isStoreAway = false;
      return versions;
    } catch (error) {
      if (!isStoreAway) logger.warn({ err: error }, 'published content cannot be looked up; what is in force stays');
      isStoreAway = true;
      return null;
    }
  }

  async function follow(kind: ContentKind, wanted: PublishedVersion | undefined): Promise<void> {
    const hash = wanted?.hash ?? null;
    if (hash === (inForce.get(kind)?.hash ?? null)) {
      failures.delete(kind);
      return;
    }
    const failure = failures.get(kind);
    if (failure && failure.hash === hash && now() - failure.at < AGAIN_MS) return;
    try {
      await reload(kind, wanted === undefined ? null : await fetchPublished(store, wanted, root));
      succeeded(kind, wanted);
    } catch (error) {
      failed(kind, wanted, error, 'published content not loaded; the last good version keeps serving');
    }
  }

  function succeeded(kind: ContentKind, wanted: PublishedVersion | undefined): void {
    if (wanted === undefined) inForce.delete(kind);
    else inForce.set(kind, wanted);
    failures.delete(kind);
    deps.onSwitched(kind);
    logger.info({ kind, version: wanted?.version ?? null, hash: wanted?.hash ?? null }, 'published content in force');
  }

  function failed(kind: ContentKind, wanted: PublishedVersion | undefined, error: unknown, consequence: string): void {
    failures.set(kind, { hash: wanted?.hash ?? null, at: now() });
    const { code, message } = error instanceof BotError ? error : { code: 'CONTENT_INVALID', message: String(error) };
    logger.error({ kind, version: wanted?.version ?? null, code, problem: message }, consequence);
  }

  return {
    begin,
    look,
    start() {
      timer ??= setInterval(() => inBackground(look(), logger, 'look at published content'), deps.everyMs ?? EVERY_MS);
    },
    inForce: (kind) => inForce.get(kind) ?? null,
    stale: () => [...failures.keys()],
    async dispose() {
      isDisposed = true;
      if (timer) clearInterval(timer);
      await looking;
    },
  };
}
