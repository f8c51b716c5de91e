import type { Fault } from './faults.ts';

interface FaultCount {
  readonly total: number;
  readonly byName: Readonly<Record<string, number>>;
}

interface StrikeOptions {
  readonly faults: readonly Fault[];
  readonly count: number;
  readonly untilMs: number;
  readonly random: () => number;
  readonly onFault: (name: string, total: number) => void;
}

/** At most so many at the same time, each of another thing. */
const AT_ONCE = 3;
const LONGEST_PAUSE_MS = 1_600;

/** Draws faults and lets them happen, up to three at the same time, until there were `count` or the time is over. */
export async function strike({ faults, count, untilMs, random, onFault }: StrikeOptions): Promise<FaultCount> {
  const running = new Map<string, Promise<unknown>>();
  const byName: Record<string, number> = {};
  let total = 0;
  while (total + running.size < count && Date.now() < untilMs) {
    const fault = draw(
      faults.filter(({ target }) => !running.has(target)),
      random,
    );
    const work = fault
      .run(random)
      .then((hasHappened) => {
        if (!hasHappened) return;
        total += 1;
        byName[fault.name] = (byName[fault.name] ?? 0) + 1;
        onFault(fault.name, total);
      })
      .catch((error: unknown) => console.error(`${fault.name}: ${String(error)}`))
      .finally(() => running.delete(fault.target));
    running.set(fault.target, work);
    if (running.size >= AT_ONCE) await Promise.race(running.values());
    await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_PAUSE_MS));
  }
  await Promise.all(running.values());
  return { total, byName };
}

function draw(faults: readonly Fault[], random: () => number): Fault {
  let left = random() * faults.reduce((sum, { weight }) => sum + weight, 0);
  for (const fault of faults) {
    left -= fault.weight;
    if (left < 0) return fault;
  }
  return faults.at(-1)!;
}
