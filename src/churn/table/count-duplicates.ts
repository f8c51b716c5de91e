import type { Frame } from '../frame.ts';
import { equalColumns, hashesOf, ROW_BITS, sortByHash, splitKey } from './row-hashes.ts';

export interface Duplicates {
  /** Rows that are equal in all columns to a row before them. */
  readonly rows: number;
  /** Of these, those whose label is not that of the row before. */
  readonly contradicting: number;
}

/** Rows that say the same of two customers. Tables of more than 8 million rows are not looked at. */
export function countDuplicates({ rows, columns }: Frame, y: Uint8Array): Duplicates {
  if (rows >= 2 ** ROW_BITS) return { rows: 0, contradicting: 0 };
  const hashes = columns.map(hashesOf);
  const sorted = sortByHash(hashes, rows);
  let equal = 0;
  let contradicting = 0;
  for (let at = 1; at < rows; at += 1) {
    const before = splitKey(sorted[at - 1] ?? 0);
    const here = splitKey(sorted[at] ?? 0);
    if (before.hash !== here.hash || equalColumns(hashes, before.row, here.row) < columns.length) continue;
    equal += 1;
    if (y[before.row] !== y[here.row]) contradicting += 1;
  }
  return { rows: equal, contradicting };
}
