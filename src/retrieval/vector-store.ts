import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Embedder } from '../embedding/embedder.ts';
import { replaceCache } from '../files/replace-file.ts';

export interface TextToEmbed {
  readonly text: string;
  readonly purpose: 'query' | 'passage';
}

export interface VectorStoreOptions {
  readonly embedder: Embedder;
  readonly file: string;
  /** So many of the texts that the file lacked are embedded. */
  readonly onProgress: (done: number, of: number) => void;
}

const KEY_BYTES = 32;
const CHUNK = 64;
/** Texts, some minutes of work: what a process that is stopped meanwhile has to do again. */
const SAVED_EACH = 8_192;

/**
 * Vectors of all texts, in order. What was embedded before is read from `file`, so that a restart or an edit embeds only what changed.
 * A file that is damaged, or was written by another encoder, counts as empty. The file afterwards holds these texts and no others.
 */
export async function embedStored(
  texts: readonly TextToEmbed[],
  { embedder, file, onProgress }: VectorStoreOptions,
): Promise<readonly Float32Array[]> {
  const stored = readStore(file, embedder);
  const keys = texts.map((text) => keyOf(text));
  const missing = new Map<string, TextToEmbed>();
  for (const [n, key] of keys.entries()) {
    const text = texts[n];
    if (text && !stored.has(key)) missing.set(key, text);
  }
  let done = 0;
  for (const purpose of ['query', 'passage'] as const) {
    const wanted = [...missing].filter(([, text]) => text.purpose === purpose);
    for (let start = 0; start < wanted.length; start += CHUNK) {
      const chunk = wanted.slice(start, start + CHUNK);
      const vectors = await embedder.embed(
        chunk.map(([, { text }]) => text),
        { purpose },
      );
      for (const [n, [key]] of chunk.entries()) {
        const vector = vectors[n];
        if (vector) stored.set(key, vector);
      }
      if (Math.floor((done + chunk.length) / SAVED_EACH) > Math.floor(done / SAVED_EACH)) writeStore(file, embedder, stored);
      done += chunk.length;
      onProgress(done, missing.size);
    }
  }
  const used = new Map(keys.map((key) => [key, stored.get(key) ?? new Float32Array(embedder.dimensions)]));
  if (missing.size > 0 || used.size !== stored.size) writeStore(file, embedder, used);
  return keys.map((key) => used.get(key) ?? new Float32Array(embedder.dimensions));
}

function keyOf({ text, purpose }: TextToEmbed): string {
  return createHash('sha256').update(purpose).update('\0').update(text).digest('hex');
}

/** Layout: SHA-256 of all that follows; SHA-256 of the encoder's id; then key and vector, one after the other. */
function readStore(file: string, { id, dimensions }: Embedder): Map<string, Float32Array> {
  const empty = new Map<string, Float32Array>();
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return empty;
  }
  const recordBytes = KEY_BYTES + dimensions * 4;
  const body = bytes.subarray(KEY_BYTES);
  const isWhole =
    body.length >= KEY_BYTES &&
    (body.length - KEY_BYTES) % recordBytes === 0 &&
    bytes.subarray(0, KEY_BYTES).equals(sha256(body));
  if (!isWhole || !body.subarray(0, KEY_BYTES).equals(sha256(id))) return empty;
  for (let at = KEY_BYTES; at < body.length; at += recordBytes) {
    // Views of the file as it was read: a hundred thousand blocks of their own would leave the memory in pieces.
    const vector = new Float32Array(body.buffer, body.byteOffset + at + KEY_BYTES, dimensions);
    empty.set(body.toString('hex', at, at + KEY_BYTES), vector);
  }
  return empty;
}

function writeStore(file: string, { id }: Embedder, vectors: ReadonlyMap<string, Float32Array>): void {
  const body = Buffer.concat([
    sha256(id),
    ...[...vectors].flatMap(([key, vector]) => [
      Buffer.from(key, 'hex'),
      Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
    ]),
  ]);
  replaceCache(file, (aside) => {
    writeFileSync(aside, sha256(body));
    appendFileSync(aside, body);
  });
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
