import { setImmediate as nextTurn } from 'node:timers/promises';

/** `map`, with a turn of the event loop for everybody else after every so many: a serving process has no second for one thing in one piece. */
export async function gently<From, To>(
  all: readonly From[],
  map: (one: From, n: number) => To,
  every = 100,
): Promise<readonly To[]> {
  const out: To[] = [];
  for (const [n, one] of all.entries()) {
    if (n % every === 0) await nextTurn();
    out.push(map(one, n));
  }
  return out;
}
