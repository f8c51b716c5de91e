import type { LRUCache } from 'lru-cache';
import { BotError } from '../contract/errors.ts';

/**
 * Texts that wait for the encoder. Calls take turns, one text each, so that a customer's message waits for one text of a re-index, not for all of
 * it. A call fails as a whole: when its deadline passes, or when one of its texts fails.
 */
export interface CallQueue {
  add(texts: readonly string[], signal: AbortSignal | undefined): Promise<readonly Float32Array[]>;
  /** Calls wait. */
  pause(): void;
  resume(): void;
  /** All calls, and those to come until `resume`, fail. */
  refuse(error: BotError): void;
}

interface Call {
  readonly texts: readonly string[];
  readonly vectors: Float32Array[];
  isSettled: boolean;
  resolve(vectors: readonly Float32Array[]): void;
  reject(error: Error): void;
}

const MOST_CALLS = 2_000;

export function createCallQueue({
  cache,
  compute,
}: {
  readonly cache: LRUCache<string, Float32Array>;
  readonly compute: (text: string) => Promise<Float32Array>;
}): CallQueue {
  let calls: Call[] = [];
  let current: Call | undefined;
  let waiting = 0;
  let refusal: BotError | null = null;
  let isPaused = false;
  let isWorking = false;

  /** Fills in what is known already; true when the call needs nothing more. */
  function fill({ texts, vectors }: Call): boolean {
    for (let kept = keptFor(texts[vectors.length]); kept; kept = keptFor(texts[vectors.length])) vectors.push(kept);
    return vectors.length === texts.length;
  }

  function keptFor(text: string | undefined): Float32Array | undefined {
    return text === undefined ? undefined : cache.get(text);
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (current = nextCall(); current; current = nextCall()) {
      const call = current;
      try {
        if (!fill(call)) await computeNext(call);
        if (fill(call)) call.resolve(call.vectors);
        else calls.push(call);
      } catch (error) {
        call.reject(error instanceof Error ? error : new Error('the encoder failed', { cause: error }));
      }
    }
    isWorking = false;
  }

  async function computeNext({ texts, vectors }: Call): Promise<void> {
    const text = texts[vectors.length] ?? '';
    const vector = await compute(text);
    cache.set(text, vector);
    vectors.push(vector);
  }

  function nextCall(): Call | undefined {
    // What nobody waits for any more is not computed.
    calls = calls.filter(({ isSettled }) => !isSettled);
    return isPaused ? undefined : calls.shift();
  }

  return {
    add(texts, signal) {
      return new Promise((resolve, reject) => {
        const late = (): void => call.reject(new BotError('DEADLINE_EXCEEDED', 'The encoder was not ready in time'));
        const settle = (): boolean => {
          if (call.isSettled) return false;
          call.isSettled = true;
          waiting -= 1;
          signal?.removeEventListener('abort', late);
          return true;
        };
        const call: Call = {
          texts,
          vectors: [],
          isSettled: false,
          resolve: (vectors) => settle() && resolve(vectors),
          reject: (error) => settle() && reject(error),
        };
        waiting += 1;
        if (fill(call)) return call.resolve(call.vectors);
        if (refusal) return call.reject(refusal);
        if (signal?.aborted) return late();
        if (waiting > MOST_CALLS)
          return call.reject(new BotError('EMBEDDING_UNAVAILABLE', 'Too many messages wait for the encoder'));
        signal?.addEventListener('abort', late, { once: true });
        calls.push(call);
        void work();
      });
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      refusal = null;
      void work();
    },
    refuse(error) {
      refusal = error;
      for (const call of [...calls.splice(0), ...(current ? [current] : [])]) call.reject(error);
    },
  };
}
