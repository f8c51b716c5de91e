import { LRUCache } from 'lru-cache';
import { BotError } from '../contract/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createCallQueue } from './call-queue.ts';
import type { Embedder } from './embedder.ts';
import { fetchModel } from './fetch-model.ts';
import { findModel, type FoundModel } from './find-model.ts';
import { traitsOf } from './model-traits.ts';
import { startEncoder, type RunningEncoder } from './start-encoder.ts';

export interface EmbedderOptions {
  /** A folder or a hub name (KEFU_ENCODER). */
  readonly name: string;
  readonly modelsDir: string;
  readonly allowDownloads: boolean;
  /** Vectors kept by text. */
  readonly cacheSize: number;
  readonly logger?: Logger;
}

/** No model reads more characters than this; splitting them into tokens would only cost time. */
const LONGEST_TEXT = 8_000;
const FIRST_RESTART_MS = 100;
const LAST_RESTART_MS = 10_000;

/**
 * The encoder in a process of its own, warm when the promise resolves. Raises MODEL_INVALID that names the file and what to do when the model
 * is missing, damaged or of another kind. An encoder that dies fails the call it was busy with and is started again.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const { name, logger } = options;
  const model = findModel(options) ?? (await fetchModel(options));
  const traits = traitsOf(`${name} ${model.family}`);
  const cache = new LRUCache<string, Float32Array>({ max: Math.max(1, options.cacheSize) });
  const queue = createCallQueue({ cache, compute: (text) => (running ? running.compute(text) : Promise.reject(unavailable())) });
  let running: RunningEncoder | null = null;
  let restart: NodeJS.Timeout | null = null;
  let isDisposed = false;

  function start(): Promise<RunningEncoder> {
    const { folder, weights } = model;
    return startEncoder({ folder, weights, pooling: traits.pooling }, (error) => {
      running = null;
      queue.pause();
      logger?.error({ err: error }, 'encoder ended; it is started again');
      startAgain(FIRST_RESTART_MS);
    });
  }

  function startAgain(waitMs: number): void {
    if (isDisposed) return;
    restart = setTimeout(() => {
      start().then(
        (started) => {
          running = started;
          if (isDisposed) return started.dispose();
          queue.resume();
          logger?.info('encoder runs again');
        },
        (error: unknown) => {
          logger?.error({ err: error }, 'encoder could not be started again');
          // Who waits has waited through one start; from here on calls fail at once until one succeeds.
          queue.refuse(unavailable());
          startAgain(Math.min(LAST_RESTART_MS, waitMs * 2));
        },
      );
    }, waitMs);
    restart.unref();
  }

  running = await start().catch((error: unknown) => {
    throw notLoaded(model, error);
  });
  const { dimensions } = running;

  return {
    id: `${model.label}@${model.hash}`,
    dimensions,
    words: model.words,
    embed: (texts, { signal, purpose = 'query' } = {}) =>
      queue.add(
        texts.map((text) => cut(traits[purpose] + text)),
        signal,
      ),
    async dispose() {
      isDisposed = true;
      if (restart) clearTimeout(restart);
      queue.refuse(new BotError('EMBEDDING_UNAVAILABLE', 'The encoder was stopped'));
      const last = running;
      running = null;
      await last?.dispose();
    },
  };
}

/** Never in the middle of a character. */
function cut(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, '');
}

function unavailable(): BotError {
  return new BotError('EMBEDDING_UNAVAILABLE', 'The encoder is not running; it is being started again');
}

function notLoaded({ folder }: FoundModel, error: unknown): BotError {
  const reason = error instanceof Error ? error.message : `${folder} cannot be loaded`;
  return new BotError('MODEL_INVALID', `${reason}: restore the model folder, or name another one in KEFU_ENCODER`, {
    cause: error,
  });
}
