import type { Delivery, Outbox } from '../../conversation/outbox.ts';
import type { Pace } from '../../conversation/pace.ts';
import { inBackground, type Logger } from '../../telemetry/logger.ts';
import type { Delivered } from './deliver.ts';
import { createLanes } from './lanes.ts';

export interface DispatcherDeps {
  readonly outbox: Pick<Outbox, 'lanes' | 'claimDue'>;
  readonly deliver: (delivery: Delivery) => Promise<Delivered>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly leaseMs: number;
  /** Shared with the turns: taking messages comes before sending them. */
  readonly pace: Pace;
  /** How often the outbox is looked at when nobody says that there is something in it. */
  readonly pollMs?: number;
}

/** Empties the outbox. What it must not forget stands in the outbox itself. */
export interface Dispatcher {
  /** Something may be due. */
  poke(): void;
  /** Takes nothing more, and resolves when what is under way has ended, or after `DRAIN_MS`. May be called twice. */
  dispose(): Promise<void>;
}

const POLL_MS = 1_000;
/** What becomes due in one moment is looked for once: a busy bot writes some hundred times a second. */
const GATHER_MS = 25;
/** What is still under way then is sent again by the next start, once its lease has run out. */
const DRAIN_MS = 4_000;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const lanes = createLanes(deps);
  const underWay = new Set<Promise<void>>();
  const pollMs = deps.pollMs ?? POLL_MS;
  let state: 'idle' | 'gathering' | 'looking' | 'again' | 'disposed' = 'idle';
  const poll = setInterval(poke, pollMs);

  function poke(): void {
    if (state === 'looking') state = 'again';
    if (state !== 'idle') return;
    state = 'gathering';
    setTimeout(() => inBackground(look(), deps.logger, 'outbox'), GATHER_MS);
  }

  async function look(): Promise<void> {
    if (state === 'disposed') return;
    state = 'looking';
    try {
      for (const lane of await deps.outbox.lanes()) await fill(lane);
    } finally {
      const isAskedAgain = stateNow() === 'again';
      if (stateNow() !== 'disposed') state = 'idle';
      if (isAskedAgain) poke();
    }
  }

  async function fill(lane: string): Promise<void> {
    const limit = lanes.free(lane);
    if (limit === 0 || stateNow() === 'disposed') return;
    for (const delivery of await deps.outbox.claimDue({ lane, limit, leaseMs: deps.leaseMs })) {
      lanes.begin(lane);
      const work = run(lane, delivery).finally(() => underWay.delete(work));
      underWay.add(work);
    }
  }

  async function run(lane: string, delivery: Delivery): Promise<void> {
    let ended: Delivered = { isAlive: true, againInMs: null };
    try {
      await deps.pace();
      ended = await deps.deliver(delivery);
    } catch (error) {
      // Nothing was written down: the row is taken up again when its lease has run out.
      deps.logger.error({ err: error, deliveryId: delivery.id }, 'delivery failed, will be tried again');
    }
    lanes.end(lane, ended.isAlive);
    if (ended.againInMs === null) poke();
    else if (ended.againInMs < pollMs) setTimeout(poke, ended.againInMs).unref();
  }

  /** What other functions set is nothing the compiler knows of. */
  function stateNow(): typeof state {
    return state;
  }

  return {
    poke,
    async dispose() {
      state = 'disposed';
      clearInterval(poll);
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, DRAIN_MS);
      });
      await Promise.race([Promise.allSettled(underWay), enough]);
      clearTimeout(timer);
    },
  };
}
