import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Embedder } from '../embedding/embedder.ts';
import { replaceCache } from '../files/replace-file.ts';

export interface ExampleVectorDeps {
  readonly embedder: Embedder;
  /** Read and written. */
  readonly file: string;
  /** Read only: vectors that were made beforehand, or null. */
  readonly shippedFile: string | null;
  readonly onProgress: (done: number, of: number) => void;
}

/** Unit vectors in bytes, one after the other: row n is steps[n × width …] × scales[n]. */
export interface PackedRows {
  readonly steps: Int8Array;
  readonly scales: Float32Array;
}

const DIGEST_BYTES = 12;
const SHA_BYTES = 32;
const CHUNK = 64;
const MOST_STEPS = 127;

/**
 * Vectors of the examples. Those that a file holds are not computed again: an edit of one example embeds
 * one text. Vectors are kept in bytes, a quarter of their size; each is used as it is kept, so that it does not matter where it came
 * from (cosines change by less than 0.002). A damaged file is made again; one that cannot be written is done without.
 */
export async function embedExamples(texts: readonly string[], deps: ExampleVectorDeps): Promise<PackedRows> {
  const { embedder, file, shippedFile } = deps;
  const size = embedder.dimensions;
  const shipped = shippedFile === null ? new Map<string, Int8Array>() : readVectors(shippedFile, embedder);
  const cached = readVectors(file, embedder);
  const keys = texts.map(digest);
  const packed = keys.map((key) => shipped.get(key) ?? cached.get(key) ?? null);
  const missing = packed.flatMap((vector, n) => (vector === null ? [n] : []));
  for (let start = 0; start < missing.length; start += CHUNK) {
    const chunk = missing.slice(start, start + CHUNK);
    const made = await embedder.embed(chunk.map((n) => texts[n] ?? ''));
    for (const [k, n] of chunk.entries()) packed[n] = pack(made[k] ?? new Float32Array(size));
    deps.onProgress(start + chunk.length, missing.length);
  }
  const steps = new Int8Array(texts.length * size);
  for (const [n, vector] of packed.entries()) if (vector) steps.set(vector, n * size);
  const isAllShipped = keys.every((key) => shipped.has(key));
  if (missing.length > 0 || (!isAllShipped && cached.size > new Set(keys).size)) writeVectors(file, embedder, keys, packed);
  return { steps, scales: Float32Array.from(packed, (vector) => (vector ? scaleOf(vector) : 0)) };
}

/** The direction of a vector in 255 steps; the length is known to be 1. */
function pack(vector: Float32Array): Int8Array {
  const most = vector.reduce((so, value) => Math.max(so, Math.abs(value)), 0) || 1;
  return Int8Array.from(vector, (value) => Math.round((value / most) * MOST_STEPS));
}

/** What makes the steps a unit vector again. */
function scaleOf(steps: Int8Array): number {
  let squares = 0;
  for (const step of steps) squares += step * step;
  return 1 / (Math.sqrt(squares) || 1);
}

function digest(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * DIGEST_BYTES);
}

/** SHA-256 of the rest; SHA-256 of the encoder's id; rows and width (4 bytes each); digests of the texts; steps. */
function readVectors(file: string, { id, dimensions }: Embedder): ReadonlyMap<string, Int8Array> {
  try {
    const bytes = readFileSync(file);
    const body = bytes.subarray(SHA_BYTES);
    if (!sha256(body).equals(bytes.subarray(0, SHA_BYTES)) || !sha256(id).equals(body.subarray(0, SHA_BYTES))) return new Map();
    const [rows, width] = [body.readUInt32LE(SHA_BYTES), body.readUInt32LE(SHA_BYTES + 4)];
    if (width !== dimensions) return new Map();
    const digestsAt = SHA_BYTES + 8;
    const steps = new Int8Array(body.buffer, body.byteOffset + digestsAt + rows * DIGEST_BYTES, rows * width);
    return new Map(
      Array.from({ length: rows }, (_, n) => [
        body.toString('hex', digestsAt + n * DIGEST_BYTES, digestsAt + (n + 1) * DIGEST_BYTES),
        steps.subarray(n * width, (n + 1) * width),
      ]),
    );
  } catch {
    return new Map();
  }
}

function writeVectors(
  file: string,
  { id, dimensions }: Embedder,
  keys: readonly string[],
  packed: readonly (Int8Array | null)[],
): void {
  const known = new Map(keys.map((key, n) => [key, packed[n] ?? null]));
  const rows = [...known].flatMap(([key, vector]) => (vector === null ? [] : [{ key, vector }]));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(rows.length, 0);
  sizes.writeUInt32LE(dimensions, 4);
  const body = Buffer.concat([
    sha256(id),
    sizes,
    Buffer.from(rows.map(({ key }) => key).join(''), 'hex'),
    ...rows.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.length)),
  ]);
  replaceCache(file, (aside) => writeFileSync(aside, Buffer.concat([sha256(body), body])));
}

function sha256(bytes: Buffer | string): Buffer {
  return createHash('sha256').update(bytes).digest();
}
