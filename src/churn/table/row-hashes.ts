import type { FrameColumn } from '../frame.ts';

/** Row numbers up to this stand beside a hash in one number. */
export const ROW_BITS = 23;

/** One hash a row of what the column holds: equal for equal values, and for two unknown ones. */
export function hashesOf(column: FrameColumn): Int32Array {
  if (column.kind === 'category') return column.codes;
  const halves = new Int32Array(column.values.buffer, column.values.byteOffset, 2 * column.values.length);
  return Int32Array.from(column.values, (value, row) =>
    Number.isNaN(value) ? -1 : mixed(mixed(0, halves[2 * row] ?? 0), halves[2 * row + 1] ?? 0),
  );
}

/** The rows in the order of a hash over all columns, so that equal rows stand together: each number is hash · 2^23 + row. */
export function sortByHash(columns: readonly Int32Array[], rows: number): Float64Array {
  const keys = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let hash = 0;
    for (const column of columns) hash = mixed(hash, column[row] ?? 0);
    keys[row] = (hash >>> 2) * 2 ** ROW_BITS + row;
  }
  return keys.sort();
}

/** Hash and row of a number that `sortByHash` gave. */
export function splitKey(key: number): { readonly hash: number; readonly row: number } {
  const hash = Math.floor(key / 2 ** ROW_BITS);
  return { hash, row: key - hash * 2 ** ROW_BITS };
}

/** In how many columns two rows hold the same. */
export function equalColumns(columns: readonly Int32Array[], row: number, other: number): number {
  let equal = 0;
  for (const column of columns) if (column[row] === column[other]) equal += 1;
  return equal;
}

/** One step of MurmurHash3 (A. Appleby, public domain). */
function mixed(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  k = Math.imul(k, 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}
