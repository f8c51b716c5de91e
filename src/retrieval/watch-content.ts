import { watch } from 'chokidar';
import { BotError } from '../contract/errors.ts';

export interface WatchOptions {
  /** A rebuild failed: what was built before keeps serving. The message names file and line. */
  readonly onError: (error: BotError) => void;
  readonly onRebuilt?: () => void;
  /** Quiet time after the last change before anything is read: editors write a file in several steps. */
  readonly debounceMs?: number;
}

export interface ContentWatcher {
  /** No rebuild starts afterwards; resolves when one in progress has ended. May be called twice. */
  dispose(): Promise<void>;
}

const DEBOUNCE_MS = 300;

/**
 * Calls `rebuild` after files in `folders` changed, one at a time; changes during a rebuild lead to another one. `rebuild` builds the new
 * version aside and puts it into force at its end, so that a mistake leaves the last good version serving. Resolves once changes are noticed.
 */
export async function watchFolders(
  folders: readonly string[],
  rebuild: () => Promise<void>,
  { onError, onRebuilt, debounceMs = DEBOUNCE_MS }: WatchOptions,
): Promise<ContentWatcher> {
  const watcher = watch([...folders], { ignoreInitial: true, followSymlinks: false });
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
    try {
      await rebuild();
      onRebuilt?.();
    } catch (error) {
      onError(asBotError(error));
    }
  }

  watcher.on('all', schedule);
  watcher.on('error', (error) => onError(asBotError(error)));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));

  return {
    async dispose() {
      isDisposed = true;
      if (timer) clearTimeout(timer);
      await watcher.close();
      await running;
    },
  };
}

function asBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  return new BotError('CONTENT_INVALID', 'The changed content could not be read: see the cause', { cause: error });
}
