import busboy from 'busboy';
import type { Request } from 'express';
import { BotError } from '../../contract/errors.ts';
import { acceptedType, safeFileName } from './file-names.ts';

export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface Upload {
  /** The activity part, parsed from JSON; null when there was none. */
  readonly activity: unknown;
  /** In the order in which the activity names them, then as they came. */
  readonly files: readonly UploadedFile[];
}

const ACTIVITY_TYPE = 'application/vnd.microsoft.activity';
export const MOST_FILES = 5;
const LARGEST_ACTIVITY = 262_144;
/** All files of an upload together, as a multiple of the largest file. */
export const FILES_IN_ALL = 2;

/** Reads an upload of either kind: one file as the body, or parts. Raises BAD_REQUEST, PAYLOAD_TOO_LARGE. */
export async function readUpload(request: Request, maxBytes: number): Promise<Upload> {
  // Whoever waited in line may have gone.
  if (request.destroyed && !request.complete) throw new BotError('BAD_REQUEST', 'The upload was broken off');
  const parts = request.is('multipart/form-data') ? await readParts(request, maxBytes) : [await readSingle(request, maxBytes)];
  const described = parts.find(({ contentType }) => contentType.startsWith(ACTIVITY_TYPE));
  const activity = described ? parseJson(described.bytes) : null;
  const order = namesOf(activity);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const files = parts
    .filter((part) => part !== described)
    .sort((a, b) => place(a.name) - place(b.name))
    .map((part) => checked(part));
  if (files.length === 0) throw new BotError('BAD_REQUEST', 'The upload holds no file');
  return { activity, files };
}

function readParts(request: Request, maxBytes: number): Promise<readonly UploadedFile[]> {
  return new Promise((resolve, reject) => {
    const parts: UploadedFile[] = [];
    let total = 0;
    const fail = (error: BotError): void => {
      request.unpipe(parser);
      request.resume();
      parser.destroy();
      reject(error);
    };
    const parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      // Only for finding the file in the activity; `checked` takes paths off.
      preservePath: true,
      // The activity counts as a file when the client gave it a file name, as browsers do.
      limits: { files: MOST_FILES + 1, fields: 2, parts: MOST_FILES + 3, fieldSize: LARGEST_ACTIVITY },
    });
    parser.on('file', (_field, stream, { filename, mimeType }) => {
      const chunks: Buffer[] = [];
      // A form that breaks off raises here, too; the parser's own error answers for it.
      stream.on('error', () => undefined);
      let size = 0;
      const most = mimeType.startsWith(ACTIVITY_TYPE) ? LARGEST_ACTIVITY : maxBytes;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        total += chunk.length;
        if (size > most) fail(tooLarge(most));
        else if (total > maxBytes * FILES_IN_ALL + LARGEST_ACTIVITY) fail(tooMuch(maxBytes * FILES_IN_ALL));
        else chunks.push(chunk);
      });
      stream.on('close', () =>
        parts.push({ name: unescape(filename ?? ''), contentType: mimeType, bytes: Buffer.concat(chunks) }),
      );
    });
    parser.on('field', (_field, value, { mimeType, valueTruncated }) => {
      if (valueTruncated) fail(tooLarge(LARGEST_ACTIVITY));
      else if (mimeType.startsWith(ACTIVITY_TYPE)) parts.push({ name: '', contentType: mimeType, bytes: Buffer.from(value) });
    });
    const tooMany = (): void => fail(new BotError('PAYLOAD_TOO_LARGE', `An upload may hold ${MOST_FILES} files`));
    parser.on('filesLimit', tooMany).on('partsLimit', tooMany).on('fieldsLimit', tooMany);
    parser.on('error', (error) => fail(new BotError('BAD_REQUEST', 'The multipart body is damaged', { cause: error })));
    parser.on('close', () => resolve(parts));
    request.on('close', () => {
      if (!request.complete) fail(new BotError('BAD_REQUEST', 'The upload was broken off'));
    });
    request.pipe(parser);
  });
}

/** Browsers write these three as escapes, and nothing else. */
function unescape(filename: string): string {
  return filename.replace(/%22/g, '"').replace(/%0D/g, '\r').replace(/%0A/g, '\n');
}

async function readSingle(request: Request, maxBytes: number): Promise<UploadedFile> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and dropped: answering into a body that still comes would look like a broken connection.
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw tooLarge(maxBytes);
  return {
    name: fileNameOf(request.get('content-disposition') ?? ''),
    contentType: request.get('content-type') ?? '',
    bytes: Buffer.concat(chunks),
  };
}

function fileNameOf(disposition: string): string {
  const [, extended] = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition) ?? [];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      return '';
    }
  }
  const [, quoted, bare] = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i.exec(disposition) ?? [];
  return (quoted ?? bare ?? '').trim();
}

function checked(file: UploadedFile): UploadedFile {
  const name = safeFileName(file.name);
  const contentType = acceptedType(file.contentType, name);
  if (contentType === null)
    throw new BotError(
      'BAD_REQUEST',
      'Files of this type are not taken; pictures, PDF, text, office documents, sound and video are',
    );
  if (file.bytes.length === 0) throw new BotError('BAD_REQUEST', 'The file is empty');
  return { name, contentType, bytes: file.bytes };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw new BotError('BAD_REQUEST', 'The activity part is not JSON', { cause: error });
  }
}

function namesOf(activity: unknown): readonly string[] {
  if (typeof activity !== 'object' || activity === null || !('attachments' in activity)) return [];
  const { attachments } = activity;
  if (!Array.isArray(attachments)) return [];
  return attachments.map((attachment: unknown) =>
    typeof attachment === 'object' && attachment !== null && 'name' in attachment && typeof attachment.name === 'string'
      ? attachment.name
      : '',
  );
}

function tooLarge(maxBytes: number): BotError {
  return new BotError('PAYLOAD_TOO_LARGE', `A file may have ${maxBytes} bytes`);
}

function tooMuch(bytes: number): BotError {
  return new BotError('PAYLOAD_TOO_LARGE', `The files of a message may have ${bytes} bytes together`);
}
