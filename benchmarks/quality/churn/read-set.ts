import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Frame, FrameColumn } from '../../../src/churn/frame.ts';

export const SETS = ['ecom_core', 'telco', 'bank', 'mlc', 'osi'] as const;
export type SetName = (typeof SETS)[number];

export interface PublicSet {
  readonly frame: Frame;
  readonly y: Uint8Array;
  /** Five splits; each gives a fold from 0 to 4 to every row. */
  readonly repeats: readonly Int32Array[];
}

/** Reads `<folder>/<name>_Xy.csv.gz`, which quotes nothing, and `<folder>/folds_<name>.json`. */
export function readSet(folder: string, name: SetName): PublicSet {
  const [head = '', ...lines] = gunzipSync(readFileSync(join(folder, `${name}_Xy.csv.gz`)))
    .toString('utf8')
    .trimEnd()
    .split(/\r?\n/);
  const names = head.split(',');
  const cells = lines.map((line) => line.split(','));
  if (cells.some((row) => row.length !== names.length)) throw new Error(`A line of ${name} has another number of cells`);
  const folds = JSON.parse(readFileSync(join(folder, `folds_${name}.json`), 'utf8')) as {
    readonly num: readonly string[];
    readonly cat: readonly string[];
    readonly repeats: readonly string[];
  };
  const column = (wanted: string): readonly string[] => cells.map((row) => row[names.indexOf(wanted)] ?? '');
  const columns = [
    ...folds.num.map((wanted) => numbers(wanted, column(wanted))),
    ...folds.cat.map((wanted) => levels(wanted, column(wanted))),
  ];
  return {
    frame: { rows: cells.length, columns },
    y: Uint8Array.from(column('__y'), Number),
    repeats: folds.repeats.map((split) => Int32Array.from(split, Number)),
  };
}

function numbers(name: string, cells: readonly string[]): FrameColumn {
  return { kind: 'number', name, values: Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : Number(cell))) };
}

function levels(name: string, cells: readonly string[]): FrameColumn {
  const known = [...new Set(cells.filter((cell) => cell !== ''))].sort();
  const places = new Map(known.map((level, code) => [level, code]));
  return { kind: 'category', name, levels: known, codes: Int32Array.from(cells, (cell) => places.get(cell) ?? -1) };
}
