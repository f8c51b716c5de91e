import { once } from 'node:events';

/**
 * What the work gives, unless the signal comes first: then it raises the signal's reason. The work goes on and is nobody's: a `fetch` whose
 * connection was reset has been seen not to end when its own signal came.
 */
export async function before<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const isOver = new AbortController();
  try {
    return await Promise.race([work, late(signal, isOver.signal)]);
  } finally {
    isOver.abort();
  }
}

async function late(signal: AbortSignal, isOver: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, 'abort', { signal: isOver });
  throw signal.reason;
}
