import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, FrameColumn } from '../../src/churn/frame.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';

export const FIT_COLUMNS = 30;

/** A made design: `rows` × 30 standard normal columns that share a factor, and labels of about a fifth. */
export function makeDesign(rows: number): { readonly x: Float64Array; readonly y: Uint8Array } {
  const random = seededRandom(20);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const weights = Float64Array.from({ length: FIT_COLUMNS }, () => 0.3 * normal());
  const x = new Float64Array(rows * FIT_COLUMNS);
  const y = new Uint8Array(rows);
  for (let i = 0; i < rows; i += 1) {
    const factor = 0.3 * normal();
    let z = -2;
    for (let j = 0; j < FIT_COLUMNS; j += 1) {
      const value = factor + Math.sqrt(0.91) * normal();
      x[i * FIT_COLUMNS + j] = value;
      z += (weights[j] ?? 0) * value;
    }
    y[i] = random() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  }
  return { x, y };
}

export function writeDesign(folder: string, rows: number): void {
  const { x, y } = makeDesign(rows);
  writeFileSync(join(folder, `x-${rows}.f64`), new Uint8Array(x.buffer));
  writeFileSync(join(folder, `y-${rows}.u8`), y);
}

export const NUMBERS = 14;
export const CATEGORIES = 6;

/** A made table of a shop: skewed amounts, counts, shares and small categories, some cells unknown, and who left. */
export function makeTable(rows: number): { readonly frame: Frame; readonly y: Uint8Array } {
  const random = seededRandom(21);
  const known = (value: number): number => (random() < 0.04 ? Number.NaN : value);
  const draws = [
    () => Math.floor(Math.exp(7 * random())),
    () => Math.floor(12 * random() ** 2),
    () => Number(random().toFixed(3)),
  ];
  const numbers = Array.from({ length: NUMBERS }, (_, j): FrameColumn & { kind: 'number' } => ({
    kind: 'number',
    name: `n${j}`,
    values: Float64Array.from({ length: rows }, () => known((draws[j % draws.length] ?? random)())),
  }));
  const categories = Array.from({ length: CATEGORIES }, (_, j): FrameColumn & { kind: 'category' } => ({
    kind: 'category',
    name: `c${j}`,
    levels: Array.from({ length: 3 + j }, (_level, code) => `level ${code}`),
    codes: Int32Array.from({ length: rows }, () => (random() < 0.02 ? -1 : Math.floor((3 + j) * random()))),
  }));
  const y = Uint8Array.from({ length: rows }, (_, i) => {
    const at = (j: number): number => numbers[j]?.values[i] ?? Number.NaN;
    const isNew = at(0) < 30;
    const complains = at(1) >= 4;
    const z = -2 + (isNew ? 1.5 : 0) + (complains && at(2) > 0.6 ? 1.8 : 0) + (categories[0]?.codes[i] === 1 ? 0.6 : 0);
    return random() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  });
  return { frame: { rows, columns: [...numbers, ...categories] }, y };
}

/** The same table column by column, for the other program: float64, then codes as float64. */
export function writeTable(folder: string, rows: number): void {
  const { frame, y } = makeTable(rows);
  const cells = new Float64Array(rows * frame.columns.length);
  for (const [j, column] of frame.columns.entries()) cells.set(column.kind === 'number' ? column.values : column.codes, j * rows);
  writeFileSync(join(folder, `table-${rows}.f64`), new Uint8Array(cells.buffer));
  writeFileSync(join(folder, `left-${rows}.u8`), y);
}
