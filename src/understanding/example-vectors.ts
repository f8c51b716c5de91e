import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Embedder } from '../embedding/embedder.ts';
import { writeAside } from './write-aside.ts';

const DIGEST_BYTES = 12;
const CHUNK = 64;

/**
 * Vectors of the examples, one after the other in one array, from a cache on disk where it has them: an edit of one example embeds one text.
 * A damaged cache is made again; one that cannot be written is done without.
 */
export async function embedExamples(
  texts: readonly string[],
  deps: { readonly embedder: Embedder; readonly file: string; readonly onProgress: (done: number, of: number) => void },
): Promise<Float32Array> {
  const { embedder, file } = deps;
  const size = embedder.dimensions;
  const known = readCache(file, size);
  const keys = texts.map(digest);
  const vectors = new Float32Array(texts.length * size);
  const missing = keys.flatMap((key, n) => {
    const vector = known.get(key);
    if (vector) vectors.set(vector, n * size);
    return vector ? [] : [n];
  });
  for (let start = 0; start < missing.length; start += CHUNK) {
    const chunk = missing.slice(start, start + CHUNK);
    const made = await embedder.embed(chunk.map((n) => texts[n] ?? ''));
    for (const [k, n] of chunk.entries()) vectors.set(made[k] ?? new Float32Array(size), n * size);
    deps.onProgress(start + chunk.length, missing.length);
  }
  if (missing.length > 0 || known.size !== new Set(keys).size) writeCache(file, keys, vectors);
  return vectors;
}

function digest(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * DIGEST_BYTES);
}

/** Rows of digest (12 bytes) and vector, after a line that says how many and how wide. */
function readCache(file: string, size: number): ReadonlyMap<string, Float32Array> {
  try {
    const bytes = readFileSync(file);
    const [rows, width] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
    const vectorsAt = 8 + rows * DIGEST_BYTES;
    if (width !== size || bytes.length !== vectorsAt + rows * size * 4) return new Map();
    const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset + vectorsAt, bytes.byteOffset + bytes.length));
    return new Map(
      Array.from({ length: rows }, (_, n) => [
        bytes.toString('hex', 8 + n * DIGEST_BYTES, 8 + (n + 1) * DIGEST_BYTES),
        all.subarray(n * size, (n + 1) * size),
      ]),
    );
  } catch {
    return new Map();
  }
}

function writeCache(file: string, keys: readonly string[], vectors: Float32Array): void {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(keys.length, 0);
  head.writeUInt32LE(keys.length === 0 ? 0 : vectors.length / keys.length, 4);
  const rows = [Buffer.from(keys.join(''), 'hex'), Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength)];
  writeAside(file, Buffer.concat([head, ...rows]));
}
