import { fillTable } from './fill-table.ts';
import { inspectFile } from './inspect-file.ts';
import { checkNames, NO_MAPPING, type Mapping } from './mapping.ts';
import { planColumns, planKnownColumns, type DateType } from './plan-columns.ts';
import { profileTable } from './profile-table.ts';
import { choosePositive } from './read-label.ts';
import { detectDelimiter } from './read-records.ts';
import { countRows, openSource } from './source.ts';
import type { Table, TableRoles, UsedColumn } from './table.ts';

/** Hears of every thousandth row; `of` is null in the first pass, when the number of rows is not known yet. */
export type OnProgress = (rows: number, of: number | null) => void;

export interface TrainingTableOptions {
  readonly roles: TableRoles;
  readonly mapping: Mapping;
  readonly onProgress: OnProgress;
}

export interface KnownTableOptions {
  readonly columns: readonly UsedColumn[];
  readonly customer: string | null;
  readonly time: { readonly column: string; readonly type: DateType } | null;
  readonly onProgress: OnProgress;
}

const EVERY = 1_000;

/**
 * A shop's CSV file for training: passes over the file for its encoding, for the types of its columns and for the values, so that memory
 * holds the typed columns and never the file. Raises BAD_REQUEST when it cannot be read and TRAINING_DATA_INVALID, with line and value,
 * for anything in it that cannot be used.
 */
export async function readTrainingTable(
  file: string,
  { roles, mapping, onProgress }: TrainingTableOptions,
): Promise<Table & { readonly timeType: DateType | null }> {
  const source = await open(file);
  checkNames(source.header, mapping, roles);
  const profile = await profileTable(source, roles.label, counted(onProgress, null));
  const wanted = mapping.label?.positive;
  const positive =
    roles.label === null ? null : choosePositive(roles.label, profile.labels, wanted === undefined ? null : String(wanted));
  const plan = planColumns(source, profile, mapping, roles);
  const { rows, unlabelled } = profile;
  const table = await fillTable(source, { plan, roles, rows, positive, onRow: counted(onProgress, rows + unlabelled) });
  return { ...table, unlabelled, timeType: plan.timeType };
}

/** A CSV file to be scored: the columns of a trained model, read as they were in training. Raises as `readTrainingTable` does. */
export async function readKnownTable(file: string, { columns, customer, time, onProgress }: KnownTableOptions): Promise<Table> {
  const source = await open(file);
  const roles: TableRoles = { label: null, customer, time: time?.column ?? null, groups: [] };
  checkNames(source.header, NO_MAPPING, roles);
  const plan = planKnownColumns(source, columns, time?.type ?? null);
  const rows = await countRows(source, counted(onProgress, null));
  const table = await fillTable(source, { plan, roles, rows, positive: null, onRow: counted(onProgress, rows) });
  return { ...table, unlabelled: 0 };
}

async function open(file: string) {
  const facts = await inspectFile(file);
  const delimiter = await detectDelimiter(file, facts.encoding);
  return openSource(file, { ...facts, delimiter });
}

function counted(onProgress: OnProgress, of: number | null): () => void {
  let rows = 0;
  return () => {
    rows += 1;
    if (rows % EVERY === 0) onProgress(rows, of);
  };
}
