import { BotError } from '../../contract/errors.ts';
import { chooseType } from './choose-type.ts';
import type { Mapping } from './mapping.ts';
import type { TableProfile } from './profile-table.ts';
import type { Source } from './source.ts';
import type { ColumnType, IgnoredColumn, TableRoles, UsedColumn } from './table.ts';

export type DateType = Extract<ColumnType, `date${string}`>;

/** How the columns of a table are read, and which are not. */
export interface ColumnPlan {
  readonly used: readonly UsedColumn[];
  readonly ignored: readonly IgnoredColumn[];
  /** Null without a time column. */
  readonly timeType: DateType | null;
}

/**
 * What each column is: as the mapping says, else as its cells look. Raises TRAINING_DATA_INVALID where that is not plain (see
 * `chooseType`), when the time column holds no dates, and when no column is left.
 */
export function planColumns({ file, header }: Source, profile: TableProfile, mapping: Mapping, roles: TableRoles): ColumnPlan {
  const used: UsedColumn[] = [];
  const ignored: IgnoredColumn[] = [];
  let timeType: DateType | null = null;
  for (const [n, column] of profile.columns.entries()) {
    const source = header[n] ?? '';
    const type = mapping.types[source];
    const choose = () =>
      type === undefined ? chooseType(file, source, profile.rows, column) : ({ kind: 'used', type } as const);
    if (source === roles.label || source === roles.customer) continue;
    if (source === roles.time) {
      const choice = choose();
      timeType = dateType(source, choice.kind === 'used' ? choice.type : null);
    } else if (mapping.ignore.includes(source))
      ignored.push({ source, why: { en: 'the mapping says so', zh: '映射文件中已忽略' } });
    else {
      const choice = choose();
      const name = mapping.columns[source];
      // What the mapping calls a feature is one, even if its numbers look like those of rows.
      const isNamedNumber = name !== undefined && column.filled > 0 && column.numbers === column.filled;
      if (choice.kind === 'used') used.push({ source, name: name ?? source, type: choice.type });
      else if (isNamedNumber) used.push({ source, name, type: 'number' });
      else ignored.push({ source, why: choice.why });
    }
  }
  if (used.length === 0) {
    const whys = ignored.map(({ source, why }) => `"${source}": ${why.en}`).join('; ');
    throw new BotError(
      'TRAINING_DATA_INVALID',
      `${file} has no column that says something about a customer (${whys || 'only the label'}): add some`,
    );
  }
  return { used, ignored, timeType };
}

/** The plan of a table that is to be scored: the columns that the model knows, read as they were in training. */
export function planKnownColumns({ file, header }: Source, known: readonly UsedColumn[], timeType: DateType | null): ColumnPlan {
  const missing = known.filter(({ source }) => !header.includes(source)).map(({ source }) => `"${source}"`);
  if (missing.length > 0) {
    throw new BotError(
      'TRAINING_DATA_INVALID',
      `${file} lacks ${missing.join(', ')}: export the columns that the model was trained on, under the same names; their cells may be empty`,
    );
  }
  const names = new Set(known.map(({ source }) => source));
  const others = header.filter((source) => !names.has(source));
  return {
    used: known,
    ignored: others.map((source) => ({ source, why: { en: 'the model does not use it', zh: '模型不使用该列' } })),
    timeType,
  };
}

function dateType(source: string, type: ColumnType | null): DateType {
  if (type === 'date' || type === 'date-dmy' || type === 'date-mdy') return type;
  throw new BotError(
    'TRAINING_DATA_INVALID',
    `--time names "${source}", which does not hold different dates such as 2026-03-31 in all rows: name another column or leave --time out`,
  );
}
