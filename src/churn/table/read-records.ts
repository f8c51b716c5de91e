import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { BotError } from '../../contract/errors.ts';
import { decodeFile, LONGEST_LINE_BYTES, type TextEncoding } from './inspect-file.ts';

export type Delimiter = ',' | ';' | '\t';

export interface CsvRecord {
  /** Line of the file on which the row ends; the header is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export const MOST_COLUMNS = 2_000;
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/**
 * The rows of a CSV file as they stand, the header first, one at a time. Raises TRAINING_DATA_INVALID that names the line when a row has
 * more or fewer cells than the header, a quotation mark is not closed, or a row or the header is too long.
 */
export async function* readRecords(file: string, encoding: TextEncoding, delimiter: Delimiter): AsyncGenerator<CsvRecord> {
  const text = Readable.from(decodeFile(file, encoding));
  const parser = parse({
    delimiter,
    info: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_LINE_BYTES,
    relax_column_count: true,
  });
  text.on('error', (error) => parser.destroy(error)).pipe(parser);
  let columns = 0;
  try {
    for await (const item of parser) {
      const { record, info } = item as { readonly record: readonly string[]; readonly info: { readonly lines: number } };
      if (columns === 0) {
        columns = record.length;
        refuseWideHeader(file, columns);
      } else if (record.length !== columns) {
        const what = `${file}:${info.lines}: ${record.length} cells, but the header has ${columns}`;
        throw new BotError(
          'TRAINING_DATA_INVALID',
          `${what}: put cells that hold the delimiter or a line break in quotation marks`,
        );
      }
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) throw asOurs(file, error);
    throw error;
  } finally {
    text.destroy();
    parser.destroy();
  }
}

/** The delimiter that the header has most of, outside quotation marks. */
export async function detectDelimiter(file: string, encoding: TextEncoding): Promise<Delimiter> {
  let header = '';
  for await (const piece of decodeFile(file, encoding)) {
    header += piece;
    if (/[\r\n]/.test(header) || header.length > LONGEST_LINE_BYTES) break;
  }
  const [line = ''] = header
    .trimStart()
    .replaceAll(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }));
  const [best] = counts.sort((a, b) => b.count - a.count);
  if (best === undefined || best.count === 0) {
    throw new BotError(
      'TRAINING_DATA_INVALID',
      `${file}:1: the header has one column: separate columns by comma, semicolon or tab, and name them in the first line`,
    );
  }
  return best.delimiter;
}

function refuseWideHeader(file: string, columns: number): void {
  if (columns > MOST_COLUMNS) {
    throw new BotError(
      'TRAINING_DATA_INVALID',
      `${file}:1: the header has ${columns} columns, and ${MOST_COLUMNS} are read: export those that say something about a customer`,
    );
  }
}

function asOurs(file: string, error: CsvError): BotError {
  const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
  const at = line > 0 ? `${file}:${line}` : file;
  const options = { cause: error };
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    const what = `${at}: a row is longer than ${LONGEST_LINE_BYTES} characters`;
    return new BotError('TRAINING_DATA_INVALID', `${what}: look for a quotation mark that is never closed`, options);
  }
  if (error.code.includes('QUOTE')) {
    const what = `${at}: a quotation mark is out of place or never closed`;
    return new BotError(
      'TRAINING_DATA_INVALID',
      `${what}: put the whole cell in quotation marks and double those inside`,
      options,
    );
  }
  return new BotError('TRAINING_DATA_INVALID', `${at}: is not CSV (${error.code}): export the table again`, options);
}
