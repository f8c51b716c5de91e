import { seededRandom } from './seeded-random.ts';

/** `size` of `n` row numbers, ascending, one at random from each stretch of n/size rows, the same each time. */
export function sampleRows(n: number, size: number): Int32Array {
  const random = seededRandom(1);
  return Int32Array.from({ length: size }, (_, m) => Math.min(n - 1, Math.floor(((m + random()) * n) / size)));
}
