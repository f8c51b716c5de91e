/** Resolves when it is the caller's round of the event loop. */
export type Pace = () => Promise<void>;

/**
 * Rounds of the event loop from one piece of work to the next. A round takes one new connection (libuv 1.45 and later) and one step of each
 * request. An empty one lasts microseconds.
 */
const ROUNDS = 16;

/**
 * One piece of work in so many rounds, in the order of asking. A piece is some milliseconds of work without a pause; where many have what
 * they waited for, they would hold up requests one after the other. So a message is acknowledged soon however many wait to be answered,
 * and however many connections are opened at once, as after a restart.
 */
export function createPace(): Pace {
  const waiting: (() => void)[] = [];
  let left = 0;
  function round(): void {
    if (left === 0) {
      waiting.shift()?.();
      left = ROUNDS;
    }
    left -= 1;
    if (left > 0 || waiting.length > 0) setImmediate(round);
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1 && left === 0) setImmediate(round);
    });
}
