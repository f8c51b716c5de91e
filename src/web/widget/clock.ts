/** Time, as the widget's parts get it passed in. */
export interface Clock {
  now(): number;
  /** Calls `work` once, later; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
