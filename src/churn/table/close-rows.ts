import { seededRandom } from '../../numerics/seeded-random.ts';
import type { Frame } from '../frame.ts';
import { equalColumns, hashesOf, ROW_BITS, sortByHash, splitKey } from './row-hashes.ts';

/** Called with two rows and the number of columns in which they hold the same. */
export type OnPair = (row: number, other: number, equal: number) => void;

export interface CloseRows {
  /** Columns that are compared: those that do not hold the same nearly everywhere. */
  readonly columns: number;
  /** Visits pairs of rows that are equal in many columns, the same pairs in each call; a pair may come more than once. */
  visit(onPair: OnPair): void;
}

const MOST_ROUNDS = 32;
const FEWEST_ROUNDS = 8;
/** Rows for which all rounds are made; above, fewer are, so that the time grows slowly. */
const ROWS_FOR_ALL_ROUNDS = 100_000;
/** How many of the rows that fall together in a round each row is compared with. */
const COMPARED = 6;
const SAMPLE = 2_000;
/** exp(-2): of the rows that fall together by chance, a row meets about one in seven others. */
const MARGIN = 2;

/**
 * Finds rows that are equal in most columns without comparing all pairs: in each round the rows are sorted by a hash of some columns, drawn
 * by lot until chance alone would rarely make two rows equal in them, and neighbours are compared in full (locality-sensitive hashing by
 * sampling of coordinates, Indyk & Motwani 1998). `isApart(a, b)` false spares a pair. Null when the table is too coarse: unrelated rows
 * are expected to be equal in all columns, so that equality tells nothing.
 */
export function closeRows(frame: Frame, isApart: (row: number, other: number) => boolean): CloseRows | null {
  const { rows } = frame;
  const informative = frame.columns.map((column) => hashesOf(column)).filter((hashes) => information(hashes) > 0.05);
  const weights = informative.map(information);
  const enough = Math.log(rows) + MARGIN;
  if (rows < 2 || rows >= 2 ** ROW_BITS || weights.reduce((sum, weight) => sum + weight, 0) < enough) return null;
  const rounds = Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, Math.round((MOST_ROUNDS * ROWS_FOR_ALL_ROUNDS) / rows)));

  function visit(onPair: OnPair): void {
    const random = seededRandom(1);
    for (let round = 0; round < rounds; round += 1) {
      const sorted = sortByHash(drawColumns(informative, weights, enough, random), rows);
      for (let at = 0; at < rows; at += 1) compareWithNext(sorted, at, onPair);
    }
  }

  function compareWithNext(sorted: Float64Array, at: number, onPair: OnPair): void {
    const { hash, row } = splitKey(sorted[at] ?? 0);
    for (let next = at + 1; next <= at + COMPARED && next < rows; next += 1) {
      const other = splitKey(sorted[next] ?? 0);
      if (other.hash !== hash) return;
      if (isApart(row, other.row)) onPair(row, other.row, equalColumns(informative, row, other.row));
    }
  }

  return { columns: informative.length, visit };
}

/** Minus the logarithm of the probability that two rows hold the same (Rényi entropy of order 2, in nats), from a sample. */
function information(hashes: Int32Array): number {
  const step = Math.max(1, Math.floor(hashes.length / SAMPLE));
  const counts = new Map<number, number>();
  let size = 0;
  for (let row = 0; row < hashes.length; row += step) {
    counts.set(hashes[row] ?? 0, (counts.get(hashes[row] ?? 0) ?? 0) + 1);
    size += 1;
  }
  const equalPairs = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  return -Math.log(Math.max(1, equalPairs) / Math.max(1, size * (size - 1)));
}

function drawColumns(
  columns: readonly Int32Array[],
  weights: readonly number[],
  enough: number,
  random: () => number,
): readonly Int32Array[] {
  const order = columns
    .map((_, n) => ({ n, lot: random() }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ n }) => n);
  let sum = 0;
  const drawn = order.filter((n) => {
    const isNeeded = sum < enough;
    sum += isNeeded ? (weights[n] ?? 0) : 0;
    return isNeeded;
  });
  return drawn.map((n) => columns[n] ?? new Int32Array(0));
}
