import { Worker } from 'node:worker_threads';
import { BotError } from '../contract/errors.ts';
import type { WorkerMessage, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** One running worker. It computes one text at a time; asking for a second one before the first is there is the caller's mistake. */
export interface EncoderThread {
  readonly dimensions: number;
  compute(text: string): Promise<Float32Array>;
  dispose(): Promise<void>;
}

interface Pending {
  resolve(vector: Float32Array): void;
  reject(error: BotError): void;
}

const STOP_MS = 2_000;

/** Resolves when the encoder is warm, rejects with the worker's own error when it cannot be. `onEnd`: it ended without being told to. */
export function startEncoderThread(workerData: WorkerStart, onEnd: (error: Error) => void): Promise<EncoderThread> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./encoder-worker.js', import.meta.url), {
      workerData,
      name: 'encoder',
      // The parent's flags (loaders of a development run) would only cost memory there.
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    // transformers.js prints the input of a failed run, which is what a customer wrote.
    worker.stdout.resume();
    worker.stderr.resume();
    let pending: Pending | null = null;
    let isReady = false;
    let isStopped = false;
    let sent = 0;
    let failure: Error | null = null;
    const exited = new Promise<void>((resolveExit) => worker.once('exit', () => resolveExit()));

    function take(): Pending | null {
      const taken = pending;
      pending = null;
      return taken;
    }

    function post(request: WorkerRequest): void {
      worker.postMessage(request);
    }

    async function dispose(): Promise<void> {
      if (!isStopped) post({ kind: 'stop' });
      isStopped = true;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolveLate) => {
        timer = setTimeout(() => resolveLate('late'), STOP_MS);
      });
      if ((await Promise.race([exited, late])) === 'late') await worker.terminate();
      clearTimeout(timer);
    }

    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') {
        isReady = true;
        resolve({
          dimensions: message.dimensions,
          compute: (text) =>
            new Promise((resolveVector, rejectVector) => {
              if (isStopped || failure !== null) return rejectVector(gone());
              pending = { resolve: resolveVector, reject: rejectVector };
              post({ kind: 'embed', id: (sent += 1), text });
            }),
          dispose,
        });
      } else if (message.kind === 'vector') take()?.resolve(message.vector);
      else take()?.reject(new BotError('EMBEDDING_UNAVAILABLE', `The encoder failed on this text (${message.message})`));
    });
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', (code) => {
      failure ??= new Error(`the encoder's thread ended with code ${code}`);
      take()?.reject(gone());
      if (!isReady) reject(failure);
      else if (!isStopped) onEnd(failure);
    });
  });
}

function gone(): BotError {
  return new BotError('EMBEDDING_UNAVAILABLE', 'The encoder ended while it worked on this text; it is being started again');
}
