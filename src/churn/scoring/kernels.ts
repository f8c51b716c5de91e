import { COEFFICIENTS, type NumberPieces } from './number-pieces.ts';

// Loops over one column of a stretch of rows. They have no branch that data decide, apart from unknown cells, since a processor that
// guesses wrong loses more than the work of a cell.

/** Adds to each row's logit what its number gives, and writes down which piece it fell in. */
export function addPieces(pieces: NumberPieces, values: Float64Array, logits: Float64Array, found: Int32Array): void {
  const { edges, cubics, from, low, high } = pieces;
  const half = (edges.length + 1) >> 1;
  for (let m = 0; m < values.length; m += 1) {
    const x = values[m] ?? Number.NaN;
    let piece = 0;
    for (let step = half; step > 0; step >>= 1) piece += step & -Number(x >= (edges[piece + step - 1] ?? 0));
    found[m] = piece;
    const t = piece === 0 ? 0 : Math.min(high, Math.max(low, x)) - (from[piece] ?? 0);
    const at = piece * COEFFICIENTS;
    const bent = (cubics[at + 1] ?? 0) + t * ((cubics[at + 2] ?? 0) + t * (cubics[at + 3] ?? 0));
    logits[m] = (logits[m] ?? 0) + ((cubics[at] ?? 0) + t * bent);
  }
}

/** Adds to each row's logit what its level gives; `found` gets the level's number from 1 on, 0 where it is unknown. */
export function addLevels(sums: Float64Array, codes: Int32Array, logits: Float64Array, found: Int32Array): void {
  for (let m = 0; m < codes.length; m += 1) {
    const cell = (codes[m] ?? -1) + 1;
    found[m] = cell;
    logits[m] = (logits[m] ?? 0) + (sums[cell] ?? 0);
  }
}

/** Takes from each row's bits those that its cell does not leave standing; a word of all rows, then the next; null leaves a word as it is. */
export function clearBits(bits: Int32Array, standing: readonly (Int32Array | null)[], found: Int32Array): void {
  const rows = found.length;
  for (const [word, kinds] of standing.entries()) {
    if (kinds === null) continue;
    const own = bits.subarray(word * rows, (word + 1) * rows);
    for (let m = 0; m < rows; m += 1) own[m] = (own[m] ?? 0) & (kinds[found[m] ?? 0] ?? 0);
  }
}
