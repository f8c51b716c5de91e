import type { Frame } from '../frame.ts';
import type { Encoding } from './encoding.ts';
import { learnCategory } from './learn-category.ts';
import { learnNumber, type Basis } from './learn-number.ts';

/** Learns from the training rows alone how the table becomes a design; boxes are added by a screen, later. */
export function learnEncoding(frame: Frame, rows: Int32Array, basis: Basis): Encoding {
  const columns = frame.columns.map((column) =>
    column.kind === 'number' ? learnNumber(column, rows, basis) : learnCategory(column, rows),
  );
  return { columns, boxes: [] };
}
