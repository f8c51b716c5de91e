/** Resolves when it is the caller's round of the event loop. */
export type Pace = () => Promise<void>;

/**
 * One piece of work a round, in the order of asking. A turn is some milliseconds of work without a pause; where many of them have what
 * they waited for, they would hold up requests one after the other (and a request takes several rounds). So a message is acknowledged
 * soon however many wait to be answered.
 */
export function createPace(): Pace {
  const waiting: (() => void)[] = [];
  function next(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(next);
    });
}
