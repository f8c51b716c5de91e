/** How many deliveries one connector may have under way. */
const WIDTH = 16;
/** Failures in a row, in all its conversations, after which a connector counts as away. */
const FAILURES = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Keeps connectors apart: each has its own places, and one that is away is asked by one delivery at a time, after pauses, so that the
 * attempts of its other messages are not used up meanwhile.
 */
export interface Lanes {
  /** How many deliveries may begin now. */
  free(lane: string): number;
  begin(lane: string): void;
  /** `isAlive`: the connector answered, whatever it said about the message. */
  end(lane: string, isAlive: boolean): void;
}

interface LaneState {
  underWay: number;
  failures: number;
  pausedUntil: number;
}

export function createLanes({ now }: { readonly now: () => number }): Lanes {
  const lanes = new Map<string, LaneState>();
  const stateOf = (lane: string): LaneState => {
    const state = lanes.get(lane) ?? { underWay: 0, failures: 0, pausedUntil: 0 };
    lanes.set(lane, state);
    return state;
  };
  return {
    free(lane) {
      const { underWay, failures, pausedUntil } = stateOf(lane);
      if (pausedUntil > now()) return 0;
      return Math.max(0, (failures >= FAILURES ? 1 : WIDTH) - underWay);
    },
    begin(lane) {
      stateOf(lane).underWay += 1;
    },
    end(lane, isAlive) {
      const state = stateOf(lane);
      state.underWay -= 1;
      state.failures = isAlive ? 0 : state.failures + 1;
      if (state.failures >= FAILURES)
        state.pausedUntil = now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(10, state.failures - FAILURES));
    },
  };
}
