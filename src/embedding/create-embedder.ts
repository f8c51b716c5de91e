import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { BotError } from '../contract/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Embedder } from './embedder.ts';
import { findModel } from './find-model.ts';
import { prefixOf } from './prefixes.ts';
import type { EmbedRequest, WorkerMessage, WorkerStart } from './worker-messages.ts';

export interface EmbedderOptions {
  /** A folder or a hub name (KEFU_ENCODER). */
  readonly name: string;
  readonly modelsDir: string;
  readonly allowDownloads: boolean;
  /** Vectors kept by text. */
  readonly cacheSize: number;
  readonly logger: Logger;
}

interface Waiting {
  readonly text: string;
  readonly signal: AbortSignal | undefined;
  resolve(vector: Float32Array): void;
  reject(error: BotError): void;
}

const MOST_WAITING = 20_000;
const RESTART_MS = 500;
/** transformers.js cuts at the model's tokens; no model reads more characters than this, and splitting them would only cost time. */
const LONGEST_TEXT = 8_000;

/**
 * The encoder in a worker thread, warm when the promise resolves. Raises MODEL_INVALID when the model is missing, damaged or of another kind.
 * A worker that dies fails what it was asked for and is started again.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const model = findModel(options);
  const cache = new LRUCache<string, Float32Array>({ max: options.cacheSize });
  const queue: Waiting[] = [];
  let inWork: Waiting | null = null;
  let worker: Worker | null = null;
  let sent = 0;
  let isDisposed = false;

  function start(): Promise<number> {
    return new Promise((resolve, reject) => {
      const workerData: WorkerStart = { root: model.root, name: model.name, allowDownloads: options.allowDownloads };
      const file = new URL('./encoder-worker.js', import.meta.url);
      const started = new Worker(file, { workerData });
      started.on('message', (message: WorkerMessage) => {
        if (message.kind === 'ready') {
          worker = started;
          resolve(message.dimensions);
          next();
        } else {
          finish(message);
        }
      });
      started.on('error', (error) => {
        reject(error);
        options.logger.error({ err: error }, 'encoder worker failed');
      });
      started.on('exit', () => {
        reject(new Error('the encoder ended before it was ready'));
        if (isDisposed) return;
        const wasReady = worker === started;
        if (wasReady) worker = null;
        inWork?.reject(
          new BotError('EMBEDDING_UNAVAILABLE', 'The encoder ended while it worked on this text; it is being started again'),
        );
        inWork = null;
        if (wasReady) restart();
      });
    });
  }

  function restart(): void {
    setTimeout(() => {
      if (isDisposed) return;
      start().catch(() => restart());
    }, RESTART_MS).unref();
  }

  function next(): void {
    if (!worker || inWork) return;
    let waiting = queue.shift();
    // What nobody waits for any more is not computed.
    while (waiting?.signal?.aborted) waiting = queue.shift();
    if (!waiting) return;
    inWork = waiting;
    const request: EmbedRequest = { id: (sent += 1), text: waiting.text };
    worker.postMessage(request);
  }

  function finish(message: Exclude<WorkerMessage, { kind: 'ready' }>): void {
    const done = inWork;
    inWork = null;
    if (done && message.kind === 'vector') {
      cache.set(done.text, message.vector);
      done.resolve(message.vector);
    } else if (done && message.kind === 'failed') {
      done.reject(new BotError('EMBEDDING_UNAVAILABLE', `The encoder could not read this text (${message.message})`));
    }
    next();
  }

  function embedOne(text: string, signal: AbortSignal | undefined): Promise<Float32Array> {
    const kept = cache.get(text);
    if (kept) return Promise.resolve(kept);
    if (isDisposed) return Promise.reject(new BotError('EMBEDDING_UNAVAILABLE', 'The encoder was stopped'));
    if (queue.length >= MOST_WAITING)
      return Promise.reject(new BotError('EMBEDDING_UNAVAILABLE', 'Too many texts wait for the encoder'));
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new BotError('DEADLINE_EXCEEDED', 'The encoder was not ready in time'));
      if (signal?.aborted) return late();
      signal?.addEventListener('abort', late, { once: true });
      const free = (): void => signal?.removeEventListener('abort', late);
      queue.push({
        text,
        signal,
        resolve: (vector) => {
          free();
          resolve(vector);
        },
        reject: (error) => {
          free();
          reject(error);
        },
      });
      next();
    });
  }

  const dimensions = await start().catch((error: unknown) => {
    isDisposed = true;
    throw new BotError(
      'MODEL_INVALID',
      `The model ${options.name} cannot be loaded as a sentence encoder: restore its folder, or name another in KEFU_ENCODER`,
      { cause: error },
    );
  });

  return {
    id: `${options.name}@${model.hash}`,
    dimensions,
    async embed(texts, { signal, purpose = 'query' } = {}) {
      const prefix = prefixOf(options.name, purpose);
      return await Promise.all(texts.map((text) => embedOne((prefix + text).slice(0, LONGEST_TEXT), signal)));
    },
    async dispose() {
      if (isDisposed) return;
      isDisposed = true;
      for (const waiting of queue.splice(0)) waiting.reject(new BotError('EMBEDDING_UNAVAILABLE', 'The encoder was stopped'));
      inWork?.reject(new BotError('EMBEDDING_UNAVAILABLE', 'The encoder was stopped'));
      await worker?.terminate();
    },
  };
}
