import type { Share } from './accuracy.ts';
import { seededRandom } from './seeded-random.ts';

export interface BootstrapOptions {
  /** A group number from 0 on for each row: rows of one customer are drawn together. Each row is a group of its own when absent. */
  readonly groups?: Int32Array;
  readonly draws?: number;
}

const DRAWS = 500;

/**
 * 95 % percentile intervals (Efron 1979; by groups: Davison & Hinkley 1997, 3.8) of several statistics of `size` rows. `statistics` gets
 * how often each row was drawn. Seeded: the same rows give the same intervals. Draws without a value, such as the AUC of one class,
 * are left out.
 */
export function bootstrapIntervals<Name extends string>(
  size: number,
  statistics: (counts: Float64Array) => Readonly<Record<Name, number>>,
  { groups, draws = DRAWS }: BootstrapOptions = {},
): Record<Name, Share> {
  const whole = statistics(new Float64Array(size).fill(1));
  const random = seededRandom(1);
  const groupCount = groups ? groups.reduce((most, group) => Math.max(most, group + 1), 0) : size;
  const drawn = new Float64Array(groupCount);
  const counts = groups ? new Float64Array(size) : drawn;
  const results = Array.from({ length: draws }, () => {
    drawn.fill(0);
    for (let n = 0; n < groupCount; n += 1) {
      const chosen = Math.floor(random() * groupCount);
      drawn[chosen] = (drawn[chosen] ?? 0) + 1;
    }
    if (groups) for (let i = 0; i < size; i += 1) counts[i] = drawn[groups[i] ?? 0] ?? 0;
    return statistics(counts);
  });
  const intervals = Object.entries<number>(whole).map(([name, value]) => {
    const values = results
      .map((result) => result[name as Name])
      .filter((result) => Number.isFinite(result))
      .sort((a, b) => a - b);
    const low = values[Math.floor(0.025 * values.length)] ?? value;
    return [name, { value, low, high: values[Math.ceil(0.975 * values.length) - 1] ?? value }] as const;
  });
  return Object.fromEntries(intervals) as Record<Name, Share>;
}
