import type { CategoryColumn } from '../frame.ts';
import type { CategoryEncoding } from './encoding.ts';

/** A level with fewer rows than this is rare: its weight would be noise. */
const FEWEST_ROWS = 10;

/** Levels by name, so that the same data give the same model whatever the order of the rows. */
export function learnCategory({ name, levels, codes }: CategoryColumn, rows: Int32Array): CategoryEncoding {
  const counts = new Float64Array(levels.length);
  let unknown = 0;
  for (const i of rows) {
    const code = codes[i] ?? -1;
    if (code < 0) unknown += 1;
    else counts[code] = (counts[code] ?? 0) + 1;
  }
  const isRare = (code: number): boolean => (counts[code] ?? 0) < FEWEST_ROWS;
  return {
    kind: 'category',
    name,
    levels: levels.filter((_, code) => !isRare(code)).sort(),
    hasRare: levels.some((_, code) => isRare(code) && (counts[code] ?? 0) > 0),
    hasUnknown: unknown > 0,
  };
}
