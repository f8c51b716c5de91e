import { BotError } from '../../contract/errors.ts';
import { readRecords, type CsvRecord, type Delimiter } from './read-records.ts';
import type { FileFacts } from './inspect-file.ts';

/** A CSV file whose encoding, delimiter and header are known, to be read as often as needed. */
export interface Source {
  readonly file: string;
  readonly facts: FileFacts & { readonly delimiter: Delimiter };
  readonly header: readonly string[];
}

/** The header's names. A column without a name is called by its number. Raises TRAINING_DATA_INVALID when two names are equal. */
export async function openSource(file: string, facts: Source['facts']): Promise<Source> {
  for await (const { cells } of readRecords(file, facts.encoding, facts.delimiter)) {
    const header = cells.map((cell, n) => cell.trim() || `column ${n + 1}`);
    const twice = header.find((name, n) => header.indexOf(name) !== n);
    if (twice !== undefined) {
      const what = `${file}:1: two columns are called "${twice}"`;
      throw new BotError('TRAINING_DATA_INVALID', `${what}: give each column a name of its own`);
    }
    return { file, facts, header };
  }
  throw new BotError('TRAINING_DATA_INVALID', `${file} has no header: name the columns in its first line`);
}

/** The rows after the header. */
export async function* rowsOf({ file, facts }: Source): AsyncGenerator<CsvRecord> {
  let isHeader = true;
  for await (const record of readRecords(file, facts.encoding, facts.delimiter)) {
    if (!isHeader) yield record;
    isHeader = false;
  }
}

/** How many rows there are after the header. Raises TRAINING_DATA_INVALID when there is none. */
export async function countRows(source: Source, onRow: () => void): Promise<number> {
  const rows = rowsOf(source);
  let count = 0;
  while ((await rows.next()).done !== true) {
    count += 1;
    onRow();
  }
  if (count === 0)
    throw new BotError('TRAINING_DATA_INVALID', `${source.file} has no row under the header: export one row a customer`);
  return count;
}
