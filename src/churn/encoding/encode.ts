import type { CategoryColumn, Frame, FrameColumn } from '../frame.ts';
import {
  widthOf,
  type Box,
  type CategoryEncoding,
  type Condition,
  type Encoding,
  type NumberEncoding,
  type NumberTerm,
} from './encoding.ts';

/** A customer as the shop's system sends it; null, and a name that is not there, is unknown. */
export type RawRecord = Readonly<Record<string, number | string | null>>;

/** How many columns the design has. */
export function designWidth(encoding: Encoding): number {
  return encoding.columns.reduce((sum, column) => sum + widthOf(column), 0) + encoding.boxes.length;
}

/**
 * The design of the given rows (all when absent): rows × d, row-major, d as `designWidth`. Columns of the table that the encoding does
 * not know are ignored; columns that the table lacks are unknown in every row.
 */
export function encode(encoding: Encoding, frame: Frame, rows: Int32Array = allRows(frame)): Float64Array {
  const d = designWidth(encoding);
  const out = new Float64Array(rows.length * d);
  let at = 0;
  for (const column of encoding.columns) {
    const source = frame.columns.find(({ name }) => name === column.name);
    if (column.kind === 'number') encodeNumber(column, source, rows, out, at, d);
    else encodeCategory(column, source, rows, out, at, d);
    at += widthOf(column);
  }
  for (const box of encoding.boxes) {
    encodeBox(box, frame, rows, out, at, d);
    at += 1;
  }
  return out;
}

/** The design of one customer (d), by the same code as of a table. */
export function encodeRecord(encoding: Encoding, record: RawRecord): Float64Array {
  const columns = encoding.columns.map(({ kind, name }): FrameColumn => {
    const value = record[name] ?? null;
    if (kind === 'number') return { kind, name, values: Float64Array.of(typeof value === 'number' ? value : Number.NaN) };
    return { kind, name, levels: [String(value)], codes: Int32Array.of(value === null ? -1 : 0) };
  });
  return encode(encoding, { rows: 1, columns });
}

export function allRows({ rows }: Frame): Int32Array {
  return Int32Array.from({ length: rows }, (_, i) => i);
}

function encodeNumber(
  { median, low, high, terms }: NumberEncoding,
  source: FrameColumn | undefined,
  rows: Int32Array,
  out: Float64Array,
  start: number,
  d: number,
): void {
  const values = source?.kind === 'number' ? source.values : null;
  for (let m = 0; m < rows.length; m += 1) {
    const value = values ? (values[rows[m] ?? 0] ?? Number.NaN) : Number.NaN;
    const x = Number.isNaN(value) ? median : value < low ? low : value > high ? high : value;
    const at = m * d + start;
    for (let t = 0; t < terms.length; t += 1) {
      const term = terms[t];
      if (term) out[at + t] = (termOf(term, x, Number.isNaN(value)) - term.mean) / term.scale;
    }
  }
}

/** The value of a term before it is standardised. */
export function termOf(term: NumberTerm, x: number, isUnknown: boolean): number {
  switch (term.kind) {
    case 'line':
      return x;
    case 'hinge':
      return x > term.at ? x - term.at : 0;
    case 'spline': {
      const { at, beforeLast, last } = term;
      const gap = last - beforeLast;
      return cube(x - at) - (cube(x - beforeLast) * (last - at)) / gap + (cube(x - last) * (beforeLast - at)) / gap;
    }
    case 'equals':
      return x === term.value && !isUnknown ? 1 : 0;
    case 'unknown':
      return isUnknown ? 1 : 0;
    default:
      return term satisfies never;
  }
}

const cube = (x: number): number => (x > 0 ? x * x * x : 0);

function encodeCategory(
  column: CategoryEncoding,
  source: FrameColumn | undefined,
  rows: Int32Array,
  out: Float64Array,
  start: number,
  d: number,
): void {
  const { levels, codes } = asCategory(source);
  const rare = column.hasRare ? column.levels.length : -1;
  const unknown = column.hasUnknown ? column.levels.length + Number(column.hasRare) : -1;
  const places = Int32Array.from(levels, (level) => {
    const known = column.levels.indexOf(level);
    return known === -1 ? rare : known;
  });
  for (let m = 0; m < rows.length; m += 1) {
    const code = codes[rows[m] ?? 0] ?? -1;
    const place = code < 0 ? unknown : (places[code] ?? -1);
    if (place >= 0) out[m * d + start + place] = 1;
  }
}

function encodeBox({ conditions }: Box, frame: Frame, rows: Int32Array, out: Float64Array, at: number, d: number): void {
  const tests = conditions.map((condition) => testOf(condition, frame));
  for (let m = 0; m < rows.length; m += 1) {
    const i = rows[m] ?? 0;
    if (tests.every((test) => test(i))) out[m * d + at] = 1;
  }
}

/** Whether a row meets the condition. */
function testOf(condition: Condition, frame: Frame): (i: number) => boolean {
  const source = frame.columns.find(({ name }) => name === condition.column);
  if (condition.kind === 'between') {
    const values = source?.kind === 'number' ? source.values : new Float64Array();
    const from = condition.from ?? -Infinity;
    const below = condition.below ?? Infinity;
    return (i) => (values[i] ?? Number.NaN) >= from && (values[i] ?? Number.NaN) < below;
  }
  if (condition.kind === 'unknown') {
    if (source?.kind === 'number') return (i) => Number.isNaN(source.values[i] ?? Number.NaN);
    const { codes } = asCategory(source);
    return (i) => (codes[i] ?? -1) < 0;
  }
  const { levels, codes } = asCategory(source);
  const isMeant = levels.map((level) => condition.levels.includes(level) === (condition.kind === 'among'));
  return (i) => isMeant[codes[i] ?? -1] ?? false;
}

/** A column that is not there, or holds numbers, has no levels and is unknown in every row. */
function asCategory(source: FrameColumn | undefined): Pick<CategoryColumn, 'levels' | 'codes'> {
  return source?.kind === 'category' ? source : { levels: [], codes: new Int32Array() };
}
