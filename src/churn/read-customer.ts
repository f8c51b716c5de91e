import type { CustomerAttributes, ShopCustomer } from '../contract/customer.ts';
import type { Encoding } from './encoding/encoding.ts';
import type { RawRecord } from './encoding/encode.ts';
import { HISTORY_FEATURES } from './features.ts';
import { isMissing, parseNumber, parseYesNo, tidyCell } from './table/parse-cell.ts';
import { parseDate } from './table/parse-date.ts';
import type { UsedColumn } from './table/table.ts';

/** A customer in the columns of a trained table. */
export interface ReadCustomer {
  readonly record: RawRecord;
  /** Columns, by the shop's names, that are not known. */
  readonly missing: readonly string[];
  /** Columns whose value is not of their type, with it; they count as not known. */
  readonly unreadable: readonly { readonly column: string; readonly value: string }[];
}

const DAY_MS = 86_400_000;

/**
 * The shop's record of a customer in the columns of a trained model: facts of the service under their names, everything else from the
 * attributes, under the names that the table's header had and read as its cells were. `now` is the day that dates are counted back from.
 */
export function readCustomer(columns: readonly UsedColumn[], customer: ShopCustomer, now: number): ReadCustomer {
  const facts: Record<string, number | null> = {};
  for (const feature of HISTORY_FEATURES) facts[feature.name] = feature.read({ customer, now });
  return readFacts(columns, customer.attributes ?? {}, now, facts);
}

/** The same of a row that another system sends, under the names of the table's header. `facts`: those that are known otherwise. */
export function readFacts(
  columns: readonly UsedColumn[],
  row: CustomerAttributes,
  now: number,
  facts: Readonly<Record<string, number | null>> = {},
): ReadCustomer {
  const record: Record<string, number | string | null> = {};
  const missing: string[] = [];
  const unreadable: { column: string; value: string }[] = [];
  for (const column of columns) {
    const cell = tidyCell(String(row[column.source] ?? ''));
    const value = isMissing(cell) ? (facts[column.name] ?? null) : readCell(column, cell, now);
    if (value === undefined) unreadable.push({ column: column.source, value: cell.slice(0, 40) });
    if (value === undefined || value === null) missing.push(column.source);
    record[column.name] = value ?? null;
  }
  return { record, missing, unreadable };
}

/**
 * Of the columns that are not known, those whose absence the model never saw: to score such a customer would be to make a value up.
 * A column that the fit gave no term needs no value.
 */
export function blockingColumns(
  columns: readonly UsedColumn[],
  encoding: Encoding,
  { missing }: ReadCustomer,
): readonly string[] {
  return columns.flatMap(({ source, name }) => {
    const encoded = encoding.columns.find((column) => column.name === name);
    if (!missing.includes(source) || encoded === undefined) return [];
    const takesUnknown =
      encoded.kind === 'category'
        ? encoded.hasUnknown
        : encoded.terms.length === 0 || encoded.terms.some(({ kind }) => kind === 'unknown');
    return takesUnknown ? [] : [source];
  });
}

/** Undefined when the cell is not of the column's type. */
function readCell({ type }: UsedColumn, cell: string, now: number): number | string | undefined {
  switch (type) {
    case 'category':
      return cell;
    case 'number':
      return parseNumber(cell) ?? undefined;
    case 'yes-no':
      return parseYesNo(cell) ?? (cell === '1' ? 1 : cell === '0' ? 0 : undefined);
    case 'date':
      return daysBefore(now, parseDate(cell, 'ymd'));
    case 'date-dmy':
      return daysBefore(now, parseDate(cell, 'dmy'));
    case 'date-mdy':
      return daysBefore(now, parseDate(cell, 'mdy'));
    default:
      return type satisfies never;
  }
}

function daysBefore(now: number, at: number | null): number | undefined {
  return at === null ? undefined : (now - at) / DAY_MS;
}
