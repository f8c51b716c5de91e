import { sql, type CreateTableBuilder } from 'kysely';

/** What the dialects name differently. */
export interface ColumnTypes {
  readonly integer: 'integer' | 'bigint';
  readonly bytes: 'blob' | 'bytea';
  /** 64 bits. */
  readonly real: 'real' | 'double precision';
  /** SQLite checks column types only in tables that end so. */
  readonly tableEnd: 'strict' | '';
  /** SQL for the text at a path of a JSON column. */
  textAt(column: string, path: readonly string[]): string;
}

/** The table with checked column types, where the dialect asks for that. */
export function strict(types: ColumnTypes, table: CreateTableBuilder<string, string>): CreateTableBuilder<string, string> {
  return types.tableEnd === '' ? table : table.modifyEnd(sql.raw(types.tableEnd));
}
