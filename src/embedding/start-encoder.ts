import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BotError } from '../contract/errors.ts';
import type { EncoderAnswer, EncoderRequest } from './encoder-messages.ts';

/** One running encoder. It computes one text at a time; asking for a second one before the first is there is the caller's mistake. */
export interface RunningEncoder {
  readonly dimensions: number;
  compute(text: string): Promise<Float32Array>;
  dispose(): Promise<void>;
}

type Load = Omit<EncoderRequest & { readonly kind: 'load' }, 'kind'>;

interface Pending {
  resolve(vector: Float32Array): void;
  reject(error: BotError): void;
}

const PROGRAM = fileURLToPath(new URL('./run-encoder.js', import.meta.url));
const STOP_MS = 2_000;
/** The process sees no secret of ours. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot'];

/**
 * Resolves when the encoder is warm, rejects with the reason when the model cannot be used.
 * `onEnd`: it ended without being told to.
 */
export function startEncoder(load: Load, onEnd: (error: Error) => void): Promise<RunningEncoder> {
  return new Promise((resolve, reject) => {
    const kept = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
    const child = fork(PROGRAM, [], {
      // One arena: a heap for each thread would cost 6 MB and win nothing for one thread.
      env: { ...Object.fromEntries(kept), MALLOC_ARENA_MAX: '1' },
      // The encoder leaves little garbage: a small nursery saves 20 MB and costs no time that could be measured.
      execArgv: ['--max-semi-space-size=2'],
      serialization: 'advanced',
      // transformers.js prints the input of a failed run, which is what a customer wrote.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let pending: Pending | null = null;
    let unusable: Error | null = null;
    let state: 'loading' | 'ready' | 'stopping' | 'ended' = 'loading';
    const ended = new Promise<void>((resolveEnd) => {
      child.once('exit', () => resolveEnd());
      child.once('error', () => resolveEnd());
    });

    function take(): Pending | null {
      const taken = pending;
      pending = null;
      return taken;
    }

    function post(request: EncoderRequest): void {
      // A process that is gone is told by its exit, not by a failed write.
      if (child.connected) child.send(request, () => undefined);
    }

    function compute(text: string): Promise<Float32Array> {
      return new Promise((resolveVector, rejectVector) => {
        if (state !== 'ready') return rejectVector(gone());
        pending = { resolve: resolveVector, reject: rejectVector };
        post({ kind: 'embed', text });
      });
    }

    async function dispose(): Promise<void> {
      if (state !== 'ended') state = 'stopping';
      post({ kind: 'stop' });
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    }

    function fail(error: Error): void {
      const was = state;
      state = 'ended';
      take()?.reject(gone());
      if (was === 'loading') reject(unusable ?? error);
      else if (was === 'ready') onEnd(error);
    }

    child.on('message', (message) => {
      const answer = message as EncoderAnswer;
      switch (answer.kind) {
        case 'ready':
          state = 'ready';
          return resolve({ dimensions: answer.dimensions, compute, dispose });
        case 'unusable':
          // Told when the process has ended: nothing of a rejected model is kept.
          unusable = new Error(answer.message);
          return post({ kind: 'stop' });
        case 'vector':
          return take()?.resolve(answer.vector);
        case 'failed':
          return take()?.reject(new BotError('EMBEDDING_UNAVAILABLE', `The encoder failed on this text (${answer.message})`));
        default:
          answer satisfies never;
      }
    });
    child.on('error', fail);
    child.on('exit', (code, signal) => fail(new Error(`the encoder's process ended (${signal ?? `code ${code ?? 'unknown'}`})`)));
    post({ kind: 'load', ...load });
  });
}

function gone(): BotError {
  return new BotError('EMBEDDING_UNAVAILABLE', 'The encoder ended while it worked on this text; it is being started again');
}
