import type { LocalisedText } from '../../contract/language.ts';
import type { CategoryColumn, Frame } from '../frame.ts';
import type { FileFacts } from './inspect-file.ts';
import type { Delimiter } from './read-records.ts';

/** How the cells of a column are read. Dates become days before the row's time or, without a time column, before the newest date. */
export type ColumnType = 'number' | 'yes-no' | 'category' | 'date' | 'date-dmy' | 'date-mdy';

export const COLUMN_TYPES = [
  'number',
  'yes-no',
  'category',
  'date',
  'date-dmy',
  'date-mdy',
] as const satisfies readonly ColumnType[];

/** A column that the model sees. */
export interface UsedColumn {
  /** As the header says. */
  readonly source: string;
  /** In the frame: the service's name of the feature where the mapping gives one. */
  readonly name: string;
  readonly type: ColumnType;
}

export interface IgnoredColumn {
  readonly source: string;
  readonly why: LocalisedText;
}

/** Which columns play a part other than that of a feature; by their names in the header. */
export interface TableRoles {
  readonly label: string | null;
  readonly customer: string | null;
  readonly time: string | null;
  /** Groups whose treatment the report compares; they may be features too. */
  readonly groups: readonly string[];
}

/** A shop's table, read. Row n of each array is the same customer. */
export interface Table {
  readonly file: FileFacts & { readonly delimiter: Delimiter };
  readonly frame: Frame;
  readonly used: readonly UsedColumn[];
  readonly ignored: readonly IgnoredColumn[];
  /** 1 where the customer left; all 0 when no label was asked for. */
  readonly y: Uint8Array;
  /** Line of the file of each row. */
  readonly lines: Uint32Array;
  /** Per row an index into `customerIds`; null when no customer column was named. A row without an id is a customer of its own. */
  readonly customers: Int32Array | null;
  readonly customerIds: readonly string[];
  /** Milliseconds since the epoch a row; null when no time column was named. */
  readonly times: Float64Array | null;
  readonly groups: readonly CategoryColumn[];
  /** Rows left out because their label is missing. */
  readonly unlabelled: number;
}
