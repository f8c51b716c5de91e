import type { Embedder } from '../../src/embedding/embedder.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';

const DIMENSIONS = 64;

/** Sums a fixed pseudo-random direction for each word and character pair: alike texts are near. Counts what it was asked for. */
export function createFakeEmbedder(id = 'fake@1'): Embedder & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    id,
    dimensions: DIMENSIONS,
    words: new Set(),
    asked,
    embed(texts) {
      asked.push(...texts);
      return Promise.resolve(texts.map(vectorOf));
    },
    dispose: () => Promise.resolve(),
  };
}

export function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const parts = [...(text.match(/[a-z0-9']+/g) ?? []), ...Array.from({ length: text.length }, (_, n) => text.slice(n, n + 2))];
  for (const part of parts) {
    let seed = 7;
    for (const sign of part) seed = Math.imul(seed ^ (sign.codePointAt(0) ?? 0), 0x01000193);
    const random = seededRandom(seed);
    for (let j = 0; j < DIMENSIONS; j += 1) vector[j] = (vector[j] ?? 0) + random() - 0.5;
  }
  const norm = Math.hypot(...vector) || 1;
  return vector.map((value) => value / norm);
}
