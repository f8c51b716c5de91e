import type { Frame, FrameColumn } from '../frame.ts';

/** The given rows of a frame, in their order, as a frame of its own. */
export function takeRows(frame: Frame, rows: Int32Array): Frame {
  return { rows: rows.length, columns: frame.columns.map((column) => takeFrom(column, rows)) };
}

function takeFrom(column: FrameColumn, rows: Int32Array): FrameColumn {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN) }
    : { ...column, codes: rows.map((row) => column.codes[row] ?? -1) };
}
