import type { Frame } from '../frame.ts';
import { closeRows, type CloseRows } from './close-rows.ts';
import { findLag } from './find-lag.ts';

/** How rows of a table were found to be copies of one another. */
export type Clones =
  | {
      readonly kind: 'alike';
      /** Rows that are equal in at least this many of `columns` are copies. */
      readonly equal: number;
      readonly columns: number;
      /** Rows that have a copy. */
      readonly rows: number;
      /** Of the leavers among them, the share whose copy left too. */
      readonly agreement: number;
      /** Visits the pairs; a pair may come more than once. */
      readonly visit: (onPair: (row: number, other: number) => void) => void;
    }
  | {
      readonly kind: 'appended';
      /** The copy of row n is row n + lag, with constants added. */
      readonly lag: number;
      readonly rows: number;
      readonly agreement: number;
      readonly visit: (onPair: (row: number, other: number) => void) => void;
    };

/** Agreement that honest neighbours do not reach: their facts are alike, their decisions are their own. */
const SURE = 0.95;
const STILL_SURE = 0.9;
const FEWEST_LEAVERS = 20;
const FEWEST_IN_A_BIN = 5;

type IsApart = (row: number, other: number) => boolean;

/**
 * Copies in the table, found in two ways. `customers` (a code a row, or null) are never compared with themselves: that the rows of one
 * customer are alike is no sign of anything.
 */
export function findClones(frame: Frame, y: Uint8Array, customers: Int32Array | null): readonly Clones[] {
  const isApart: IsApart = (row, other) => customers === null || customers[row] !== customers[other];
  return [findAlike(frame, y, isApart), findAppended(frame, y, isApart)].filter((clones) => clones !== null);
}

/**
 * The nearest-row test: for each row the other row that is equal in most columns. Among customers who left, the share whose nearest row
 * left too grows slowly with likeness in honest data; where it jumps to nearly 1 above some likeness, the rows above it are copies.
 */
function findAlike(frame: Frame, y: Uint8Array, isApart: IsApart): Clones | null {
  const close = closeRows(frame, isApart);
  if (close === null) return null;
  const { nearest, likeness } = nearestRows(close, frame.rows);
  const leavers = Array.from({ length: close.columns + 1 }, () => ({ all: 0, agreeing: 0 }));
  for (const [row, other] of nearest.entries()) {
    const bin = leavers[likeness[row] ?? 0];
    if (y[row] !== 1 || other === -1 || bin === undefined) continue;
    bin.all += 1;
    bin.agreeing += y[other] ?? 0;
  }
  const jump = findJump(leavers);
  if (jump === null) return null;
  return {
    kind: 'alike',
    ...jump,
    columns: close.columns,
    rows: likeness.reduce((count, equal, row) => count + (equal >= jump.equal && nearest[row] !== -1 ? 1 : 0), 0),
    visit: (onPair) =>
      close.visit((row, other, equal) => {
        if (equal >= jump.equal) onPair(row, other);
      }),
  };
}

function nearestRows(close: CloseRows, rows: number): { readonly nearest: Int32Array; readonly likeness: Uint16Array } {
  const nearest = new Int32Array(rows).fill(-1);
  const likeness = new Uint16Array(rows);
  const keep = (row: number, other: number, equal: number): void => {
    if (nearest[row] !== -1 && equal <= (likeness[row] ?? 0)) return;
    nearest[row] = other;
    likeness[row] = equal;
  };
  close.visit((row, other, equal) => {
    keep(row, other, equal);
    keep(other, row, equal);
  });
  return { nearest, likeness };
}

interface Bin {
  readonly all: number;
  readonly agreeing: number;
}

/** The least likeness from which on neighbours agree nearly always, though below they do not. */
function findJump(bins: readonly Bin[]): { readonly equal: number; readonly agreement: number } | null {
  let equal = bins.length;
  for (let n = bins.length - 1; n >= bins.length / 2; n -= 1) {
    const { all, agreeing } = bins[n] ?? { all: 0, agreeing: 0 };
    if (all < FEWEST_IN_A_BIN) continue;
    if (agreeing < STILL_SURE * all) break;
    equal = n;
  }
  const above = sumOf(bins.slice(equal));
  const below = sumOf(bins.slice(0, equal));
  const isJump = below.all < FEWEST_LEAVERS || below.agreeing < STILL_SURE * below.all;
  return isSure(above) && isJump ? { equal, agreement: above.agreeing / above.all } : null;
}

/** A copy of the table that was appended to it; see `findLag`. */
function findAppended(frame: Frame, y: Uint8Array, isApart: IsApart): Clones | null {
  const lag = findLag(frame);
  if (lag === null) return null;
  const pairs: number[] = [];
  for (let row = 0; row < frame.rows; row += 1) if (lag.isPair(row) && isApart(row, row + lag.rows)) pairs.push(row);
  const leavers = pairs.filter((row) => y[row] === 1);
  const agreeing = leavers.filter((row) => y[row + lag.rows] === 1).length;
  if (!isSure({ all: leavers.length, agreeing })) return null;
  return {
    kind: 'appended',
    lag: lag.rows,
    rows: Math.min(frame.rows, 2 * pairs.length),
    agreement: agreeing / leavers.length,
    visit: (onPair) => {
      for (const row of pairs) onPair(row, row + lag.rows);
    },
  };
}

function isSure({ all, agreeing }: Bin): boolean {
  return all >= FEWEST_LEAVERS && agreeing >= SURE * all;
}

function sumOf(bins: readonly Bin[]): Bin {
  return bins.reduce((sum, { all, agreeing }) => ({ all: sum.all + all, agreeing: sum.agreeing + agreeing }), {
    all: 0,
    agreeing: 0,
  });
}
