import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { BotError } from '../../contract/errors.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

export interface FileFacts {
  readonly encoding: TextEncoding;
  readonly bytes: number;
  /** SHA-256 of the bytes, in hex. */
  readonly hash: string;
}

/** Far above a real row, far below what fills the memory. */
export const LONGEST_LINE_BYTES = 1 << 20;

/**
 * Nearly all bytes make some GB18030. In Chinese text nearly all characters are of GB2312, whose second byte is A1 or above; what is
 * Latin-1, Shift JIS or Big5 falls outside for its larger part.
 */
const MOST_BEYOND_GB2312 = 0.2;

/**
 * What the file is, before a row is read: strict UTF-8 first, then GB18030 (of which GBK, as Chinese spreadsheets save, is a part), UTF-16
 * only with its byte order mark. Raises BAD_REQUEST when the file cannot be read, and TRAINING_DATA_INVALID when it is empty, no text, has
 * an endless line, or is in no encoding that is known here; the byte is named, where there is one.
 */
export async function inspectFile(file: string): Promise<FileFacts> {
  const facts = await scan(file);
  const byMark = encodingOf(facts.head);
  const tried: readonly TextEncoding[] = byMark === null ? ['utf-8', 'gb18030'] : [byMark];
  const failures: string[] = [];
  for (const encoding of tried) {
    const chunk = await firstFailure(file, encoding);
    if (chunk === null) {
      if (encoding === 'gb18030') await refuseNoChinese(file, failures);
      return { encoding, bytes: facts.bytes, hash: facts.hash };
    }
    const byte = await firstFailure(file, encoding, chunk);
    failures.push(`not ${encoding.toUpperCase()} from byte ${byte ?? chunk} on`);
  }
  throw new BotError(
    'TRAINING_DATA_INVALID',
    `${file} is ${failures.join(', and ')}: save it again as "CSV UTF-8", and do not join files of different encodings`,
  );
}

/** The text of the file in pieces, without its byte order mark. */
export async function* decodeFile(file: string, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(file)) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

async function scan(file: string): Promise<{ readonly head: Buffer; readonly bytes: number; readonly hash: string }> {
  const hash = createHash('sha256');
  let head: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let unbroken = 0;
  try {
    for await (const piece of createReadStream(file)) {
      const chunk = piece as Buffer;
      if (bytes === 0) {
        head = chunk.subarray(0, 4);
        refuseNoText(file, chunk);
      }
      hash.update(chunk);
      const last = Math.max(chunk.lastIndexOf(0x0a), chunk.lastIndexOf(0x0d));
      unbroken = last === -1 ? unbroken + chunk.length : chunk.length - last - 1;
      bytes += chunk.length;
      if (unbroken > LONGEST_LINE_BYTES) {
        throw new BotError(
          'TRAINING_DATA_INVALID',
          `${file} has a line of more than ${LONGEST_LINE_BYTES} bytes before byte ${bytes}: one row must be one line; is it a CSV file?`,
        );
      }
    }
  } catch (error) {
    if (error instanceof BotError) throw error;
    throw new BotError('BAD_REQUEST', `Cannot read ${file}: check that it exists and is readable`, { cause: error });
  }
  if (bytes === 0) throw new BotError('TRAINING_DATA_INVALID', `${file} is empty: export a header and one row a customer`);
  return { head, bytes, hash: hash.digest('hex') };
}

function refuseNoText(file: string, start: Buffer): void {
  if (start.subarray(0, 2).toString('latin1') === 'PK') {
    throw new BotError('TRAINING_DATA_INVALID', `${file} is a workbook or an archive: save the sheet as "CSV UTF-8"`);
  }
  if (encodingOf(start) === null && start.includes(0)) {
    const what = `${file} holds zero bytes (the first is byte ${start.indexOf(0)})`;
    throw new BotError('TRAINING_DATA_INVALID', `${what}: it is no text, or UTF-16 without its mark; save it as "CSV UTF-8"`);
  }
}

function encodingOf(head: Buffer): TextEncoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  return null;
}

/** Raises TRAINING_DATA_INVALID for a file that decodes as GB18030 but is hardly Chinese. */
async function refuseNoChinese(file: string, failures: readonly string[]): Promise<void> {
  let [lead, skipped, within, beyond] = [0, 0, 0, 0];
  for await (const piece of createReadStream(file)) {
    for (const byte of piece as Buffer) {
      if (skipped > 0) skipped -= 1;
      else if (lead === 0) lead = byte > 0x80 ? byte : 0;
      else {
        // Four bytes, of which the second is a digit, are of any script: they tell nothing.
        if (byte >= 0x30 && byte <= 0x39) skipped = 2;
        else if (lead >= 0xa1 && byte >= 0xa1) within += 1;
        else beyond += 1;
        lead = 0;
      }
    }
  }
  if (beyond <= MOST_BEYOND_GB2312 * (within + beyond)) return;
  throw new BotError(
    'TRAINING_DATA_INVALID',
    `${file} is ${failures.join()}, and as GB18030 it makes no Chinese (${beyond} of ${within + beyond} characters are rare ones): save it again as "CSV UTF-8"`,
  );
}

/** Offset of the first piece that does not decode: a chunk before `singlyFrom`, a byte from there on. Null when all is well. */
async function firstFailure(file: string, encoding: TextEncoding, singlyFrom = Number.POSITIVE_INFINITY): Promise<number | null> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let offset = 0;
  for await (const piece of createReadStream(file)) {
    const chunk = piece as Buffer;
    const step = offset >= singlyFrom ? 1 : chunk.length;
    for (let start = 0; start < chunk.length; start += step) {
      try {
        decoder.decode(chunk.subarray(start, start + step), { stream: true });
      } catch {
        return offset + start;
      }
    }
    offset += chunk.length;
  }
  try {
    decoder.decode();
  } catch {
    return offset;
  }
  return null;
}
