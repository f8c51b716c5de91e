import type { Box, Condition } from '../encoding/encoding.ts';

const BITS = 32;
const BITS_A_BYTE = 8;
const BYTES = 256;

/** Boxes as bits: bit n of a row says that none of its cells looked at so far is outside box n. */
export interface BoxWeights {
  /** 32-bit words a row. */
  readonly words: number;
  /** The bits of all boxes, a word a time. */
  readonly all: Int32Array;
  /** The bits that a cell of the column leaves standing, a word a time, where `meets` says which conditions it meets. */
  bitsOf(column: string, meets: (condition: Condition) => boolean): Int32Array;
  /** Whether any box looks at the column. */
  hasColumn(column: string): boolean;
  /** Adds to each logit the weights of its row's boxes; `bits` holds the first word of every row, then the second. */
  addTo(logits: Float64Array, bits: Int32Array): void;
}

export interface WeightedBox {
  readonly box: Box;
  readonly weight: number;
}

/** The weights of boxes in tables of 256, so that eight boxes cost one look-up. */
export function createBoxWeights(unordered: readonly WeightedBox[]): BoxWeights {
  const boxes = besideTheirLike(unordered);
  const words = Math.ceil(boxes.length / BITS);
  const all = new Int32Array(words);
  for (let n = 0; n < boxes.length; n += 1) all[n >> 5] = (all[n >> 5] ?? 0) | (1 << (n & 31));
  const bytes = words * (BITS / BITS_A_BYTE);
  const sums = new Float64Array(bytes * BYTES);
  for (let byte = 0; byte < bytes; byte += 1) {
    for (let pattern = 1; pattern < BYTES; pattern += 1) {
      const highest = 31 - Math.clz32(pattern);
      const without = sums[byte * BYTES + (pattern ^ (1 << highest))] ?? 0;
      sums[byte * BYTES + pattern] = without + (boxes[byte * BITS_A_BYTE + highest]?.weight ?? 0);
    }
  }
  const names = new Set(boxes.flatMap(({ box }) => box.conditions.map(({ column }) => column)));

  return {
    words,
    all,
    hasColumn: (column) => names.has(column),
    bitsOf(column, meets) {
      const bits = new Int32Array(words);
      for (const [n, { box }] of boxes.entries()) {
        const stands = box.conditions.every((condition) => condition.column !== column || meets(condition));
        if (stands) bits[n >> 5] = (bits[n >> 5] ?? 0) | (1 << (n & 31));
      }
      return bits;
    },
    addTo(logits, bits) {
      for (let word = 0; word < words; word += 1) {
        const table = word * (BITS / BITS_A_BYTE) * BYTES;
        for (let m = 0; m < logits.length; m += 1) {
          const standing = bits[word * logits.length + m] ?? 0;
          if (standing === 0) continue;
          logits[m] =
            (logits[m] ?? 0) +
            (sums[table + (standing & 255)] ?? 0) +
            (sums[table + BYTES + ((standing >>> 8) & 255)] ?? 0) +
            ((sums[table + 2 * BYTES + ((standing >>> 16) & 255)] ?? 0) + (sums[table + 3 * BYTES + (standing >>> 24)] ?? 0));
        }
      }
    },
  };
}

/** Boxes of the same columns stand in the same words, so that a column has few words to look at. */
function besideTheirLike(boxes: readonly WeightedBox[]): readonly WeightedBox[] {
  const keyOf = ({ box }: WeightedBox): string => box.conditions.map(({ column }) => column).join('\n');
  return boxes
    .map((one) => ({ one, key: keyOf(one) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ one }) => one);
}
