import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Mapping } from './table/mapping.ts';
import { COLUMN_TYPES } from './table/table.ts';
import { BotError } from '../contract/errors.ts';
import { replaceFile } from '../files/replace-file.ts';
import { Reference } from './reference.ts';
import { TableModel } from './table-model.ts';

const score = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
const texts = z.strictObject({ en: z.string(), zh: z.string() });

/** `models/churn/<version>.json`, made from a shop's table. Its `kind` keeps it apart from the model that the chat uses. */
export const TableModelFile = z.strictObject({
  kind: z.literal('table'),
  version: z.string().min(1),
  data: z.strictObject({
    file: z.string(),
    /** SHA-256 of the table's bytes. */
    hash: z.string(),
    encoding: z.string(),
    rows: z.number().int(),
    leavers: z.number().int(),
    trained: z.number().int(),
    tested: z.number().int(),
    split: z.enum(['group', 'time']),
  }),
  roles: z.strictObject({
    label: z.string(),
    customer: z.string().nullable(),
    time: z.strictObject({ column: z.string(), type: z.enum(['date', 'date-dmy', 'date-mdy']) }).nullable(),
  }),
  mapping: Mapping,
  columns: z.array(z.strictObject({ source: z.string(), name: z.string(), type: z.enum(COLUMN_TYPES) })),
  ignored: z.array(z.strictObject({ source: z.string(), why: texts })),
  warnings: z.array(texts),
  /** Of the tested rows, with 95 % intervals. */
  scores: z.strictObject({
    auc: score,
    logLoss: score,
    brier: score,
    calibrationError: score,
    calibrationSlope: score,
    lift10: score,
  }),
  signs: z.array(
    z.strictObject({
      name: z.string(),
      expected: z.union([z.literal(1), z.literal(-1)]),
      found: z.enum(['as expected', 'against', 'no clear effect']),
    }),
  ),
  converged: z.literal(true),
  model: TableModel,
  reference: Reference,
});
export type TableModelFile = z.infer<typeof TableModelFile>;

export const LIVE = 'live.json';

/** Raises MODEL_INVALID that says what to do. */
export function readTableModel(file: string): TableModelFile {
  try {
    return TableModelFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new BotError(
      'MODEL_INVALID',
      `${file} is missing or no model of this program: train one with \`kefu train churn\`, or copy an older version over it`,
      { cause: error },
    );
  }
}

/** The file's text. Raises TRAINING_DATA_INVALID rather than give one that cannot be read again, such as of a score that is no number. */
export function textOfTableModel(model: TableModelFile): string {
  const text = JSON.stringify(model);
  const { success, error } = TableModelFile.safeParse(JSON.parse(text));
  if (success) return text;
  const what = error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new BotError(
    'TRAINING_DATA_INVALID',
    `The model has no number for ${what}, so nothing was written: export more customers`,
  );
}

/** The date and the beginning of the data's hash, and a number where that version exists already: no version is written over. */
export function newVersion(folder: string, day: string, hash: string): string {
  const plain = `${day}-${hash.slice(0, 8)}`;
  for (let n = 1; ; n += 1) {
    const version = n === 1 ? plain : `${plain}-${n}`;
    if (!existsSync(join(folder, `${version}.json`))) return version;
  }
}

/** Writes a file whole or not at all. Raises CONFIG_INVALID. */
export function writeWhole(folder: string, name: string, content: string): string {
  const file = join(folder, basename(name));
  try {
    replaceFile(file, (aside) => writeFileSync(aside, content));
  } catch (error) {
    throw new BotError('CONFIG_INVALID', `Cannot write ${file}: check that the folder is writable and the disk has room`, {
      cause: error,
    });
  }
  return file;
}
