import type { Encoding } from '../encoding/encoding.ts';
import { widthOf, type CategoryEncoding, type ColumnEncoding, type Condition } from '../encoding/encoding.ts';
import type { CategoryColumn, Frame, NumberColumn } from '../frame.ts';
import { createBoxWeights, type BoxWeights } from './box-weights.ts';
import { isLevelIn, isNumberIn } from './conditions.ts';
import { addLevels, addPieces, clearBits } from './kernels.ts';
import { numberPieces, type WeightedTerm } from './number-pieces.ts';

/** A regression on the columns of an encoding's design. */
export interface LinearModel {
  readonly encoding: Encoding;
  /** One a column of the design. */
  readonly weights: readonly number[];
  readonly intercept: number;
}

/** Writes the logits of the rows from `from` on, as many as `logits` has room for. */
export type Logit = (from: number, logits: Float64Array) => void;

/** What one column of the table does to a stretch of rows: adds to the logits, and clears the bits of boxes that a row is outside of. */
type ColumnPart = (from: number, logits: Float64Array, bits: Int32Array) => void;

interface WeightedColumn {
  readonly column: ColumnEncoding;
  readonly weights: readonly number[];
}

/**
 * The logit of a table's rows without making their design: column by column over a stretch of rows, each cell by one look-up. It agrees
 * with the design times the weights to rounding, and does not depend on what stands beside a row.
 */
export function compileLogit({ encoding, weights, intercept }: LinearModel, frame: Frame): Logit {
  let at = 0;
  const weighted = encoding.columns.map((column): WeightedColumn => {
    const own = weights.slice(at, at + widthOf(column));
    at += widthOf(column);
    return { column, weights: own };
  });
  const boxes = createBoxWeights(encoding.boxes.map((box, n) => ({ box, weight: weights[at + n] ?? 0 })));
  const names = new Set([
    ...encoding.columns.map(({ name }) => name),
    ...encoding.boxes.flatMap(({ conditions }) => conditions.map(({ column }) => column)),
  ]);
  const parts = [...names].map((name): ColumnPart => {
    const own = weighted.filter(({ column }) => column.name === name);
    const source = frame.columns.find((column) => column.name === name);
    return source?.kind === 'number'
      ? numberPart(source, own, encoding, boxes)
      : levelPart(source ?? { kind: 'category', name, levels: [], codes: new Int32Array(frame.rows).fill(-1) }, own, boxes);
  });
  let bits = new Int32Array();
  return (from, logits) => {
    if (bits.length !== boxes.words * logits.length) bits = new Int32Array(boxes.words * logits.length);
    for (const [word, all] of boxes.all.entries()) bits.fill(all, word * logits.length, (word + 1) * logits.length);
    logits.fill(intercept);
    for (const part of parts) part(from, logits, bits);
    boxes.addTo(logits, bits);
  };
}

function numberPart(
  { name, values }: NumberColumn,
  own: readonly WeightedColumn[],
  { boxes: all }: Encoding,
  boxes: BoxWeights,
): ColumnPart {
  const [first] = own.map(({ column }) => column).filter((column) => column.kind === 'number');
  const terms = own.flatMap(({ column, weights }) =>
    column.kind === 'number' ? column.terms.map((term, t): WeightedTerm => ({ term, weight: weights[t] ?? 0 })) : [],
  );
  // A column of categories that came as numbers is unknown in every row.
  const unknown = own.reduce(
    (sum, { column, weights }) => sum + (column.kind === 'category' ? unknownOf(column, weights) : 0),
    0,
  );
  const conditions = all.flatMap((box) => box.conditions).filter(({ column }) => column === name);
  const pieces = numberPieces(first ?? { median: 0, low: 0, high: 0 }, terms, conditions);
  const standing = standingBits(pieces.examples, name, isNumberIn, boxes);
  const scratch = createScratch();
  return (from, logits, bits) => {
    const found = scratch(logits.length);
    addPieces(pieces, values.subarray(from, from + logits.length), logits, found);
    if (unknown !== 0) for (let m = 0; m < logits.length; m += 1) logits[m] = (logits[m] ?? 0) + unknown;
    if (standing) clearBits(bits, standing, found);
  };
}

function levelPart({ name, levels, codes }: CategoryColumn, own: readonly WeightedColumn[], boxes: BoxWeights): ColumnPart {
  const cells = [null, ...levels];
  const sums = Float64Array.from(cells, (level) => own.reduce((sum, part) => sum + levelWeight(part, level), 0));
  const standing = standingBits(cells, name, isLevelIn, boxes);
  const scratch = createScratch();
  return (from, logits, bits) => {
    const found = scratch(logits.length);
    addLevels(sums, codes.subarray(from, from + logits.length), logits, found);
    if (standing) clearBits(bits, standing, found);
  };
}

/** What a level (null: unknown) adds; a column of numbers that came as levels is unknown in every row. */
function levelWeight({ column, weights }: WeightedColumn, level: string | null): number {
  if (column.kind === 'number') {
    const terms = column.terms.map((term, t) => ({ term, weight: weights[t] ?? 0 }));
    return numberPieces(column, terms, []).cubics[0] ?? 0;
  }
  if (level === null) return unknownOf(column, weights);
  const place = column.levels.indexOf(level);
  if (place >= 0) return weights[place] ?? 0;
  return column.hasRare ? (weights[column.levels.length] ?? 0) : 0;
}

function unknownOf({ levels, hasRare, hasUnknown }: CategoryEncoding, weights: readonly number[]): number {
  return hasUnknown ? (weights[levels.length + Number(hasRare)] ?? 0) : 0;
}

/** The bits that each kind of cell leaves standing, an array a word, null for a word that all leave as it is; null where no box looks at the column. */
function standingBits<Cell>(
  cells: ArrayLike<Cell>,
  name: string,
  meets: (condition: Condition, cell: Cell) => boolean,
  boxes: BoxWeights,
): readonly (Int32Array | null)[] | null {
  if (!boxes.hasColumn(name)) return null;
  const kinds = Array.from(cells, (cell) => boxes.bitsOf(name, (condition) => meets(condition, cell)));
  return Array.from({ length: boxes.words }, (_, word) => {
    const own = Int32Array.from(kinds, (bits) => bits[word] ?? 0);
    return own.every((bits) => bits === boxes.all[word]) ? null : own;
  });
}

/** Room for a number a row, made anew only where the stretch has another length. */
function createScratch(): (size: number) => Int32Array {
  let room = new Int32Array();
  return (size) => (room.length === size ? room : (room = new Int32Array(size)));
}
