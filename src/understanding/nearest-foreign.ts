import hnswlib from 'hnswlib-node';
import type { ExampleMatrix } from './intent-model.ts';

/**
 * Makes a search for the best cosine among the out-of-scope examples, 0 when there are none. Exact, in native code: every message is
 * compared with all of them, and they are half of what a classification reads.
 */
export function createNearestForeign({ steps, scales, dimensions, starts }: ExampleMatrix): (vector: Float32Array) => number {
  const [first, end] = [starts.at(-2) ?? 0, starts.at(-1) ?? 0];
  if (first === end) return () => 0;
  const rows = new hnswlib.BruteforceSearch('ip', dimensions);
  rows.initIndex(end - first);
  for (let row = first; row < end; row += 1) {
    const scale = scales[row] ?? 0;
    rows.addPoint(
      Array.from(steps.subarray(row * dimensions, (row + 1) * dimensions), (step) => step * scale),
      row,
    );
  }
  return (vector) => Math.max(0, 1 - (rows.searchKnn([...vector], 1).distances[0] ?? 1));
}
