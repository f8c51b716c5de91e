import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { watch } from 'chokidar';
import { BotError } from '../contract/errors.ts';

export interface WatchOptions {
  /** A rebuild failed: what was built before keeps serving. The message names file and line. */
  readonly onError: (error: BotError) => void;
  /** Quiet time after the last change before anything is read: editors write a file in several steps. */
  readonly debounceMs?: number;
  /** How often files are looked at whether or not a change was told. */
  readonly recheckMs?: number;
}

export interface ContentWatcher {
  /** No rebuild starts afterwards; resolves when one in progress has ended. May be called twice. */
  dispose(): Promise<void>;
}

const DEBOUNCE_MS = 300;
/** Two saves in one moment may be told as one, network drives and some container mounts tell nothing. */
const RECHECK_MS = 5_000;

/**
 * Calls `rebuild` after files in `folders` changed, one at a time; changes during a rebuild lead to another one. `rebuild` builds the new
 * version aside and puts it into force at its end, so that a mistake leaves the last good version serving. Resolves once changes are noticed.
 */
export async function watchFolders(
  folders: readonly string[],
  rebuild: () => Promise<void>,
  { onError, debounceMs = DEBOUNCE_MS, recheckMs = RECHECK_MS }: WatchOptions,
): Promise<ContentWatcher> {
  let seen = fingerprint(folders);
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let isDisposed = false;

  function schedule(): void {
    if (isDisposed) return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      // What changed meanwhile is read when the rebuild in progress has ended.
      if (running) schedule();
      else running = run().finally(() => (running = null));
    }, debounceMs);
  }

  async function run(): Promise<void> {
    // Before reading: what changes from here on differs from it and is found at the next look.
    seen = fingerprint(folders);
    try {
      await rebuild();
    } catch (error) {
      onError(asBotError(error));
    }
  }

  const watcher = watch([...folders], { ignoreInitial: true, followSymlinks: false });
  watcher.on('all', schedule);
  watcher.on('error', (error) => onError(asBotError(error)));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  const recheck = setInterval(() => {
    if (!timer && !running && fingerprint(folders) !== seen) schedule();
  }, recheckMs);
  recheck.unref();

  return {
    async dispose() {
      isDisposed = true;
      if (timer) clearTimeout(timer);
      clearInterval(recheck);
      await watcher.close();
      await running;
    },
  };
}

/** Names, sizes and times of all files; what cannot be read counts as not there. */
function fingerprint(folders: readonly string[]): string {
  return folders.flatMap(lookAt).sort().join('\n');
}

function lookAt(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => {
        const stats = statSync(file, { throwIfNoEntry: false });
        return stats ? `${file} ${stats.size} ${stats.mtimeMs}` : '';
      });
  } catch {
    return [];
  }
}

function asBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  return new BotError('CONTENT_INVALID', 'The changed content could not be read: see the cause', { cause: error });
}
