export interface Fetched {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * A request and its whole answer, or an error after so many milliseconds. The clock is our own: among connections that are reset at random,
 * a `fetch` with `AbortSignal.timeout` has been seen that never ended.
 */
export async function fetchWithin(address: string, init: RequestInit, ms: number): Promise<Fetched> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${address}: no answer in ${ms} ms`));
      abort.abort();
    }, ms);
  });
  try {
    return await Promise.race([whole(address, { ...init, signal: abort.signal }), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function whole(address: string, init: RequestInit): Promise<Fetched> {
  const response = await fetch(address, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}
