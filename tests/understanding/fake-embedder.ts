import type { Embedder } from '../../src/embedding/embedder.ts';

const DIMENSIONS = 32;

/** Sums a fixed pseudo-random direction for each word and character pair: alike texts are near. Counts what it was asked for. */
export function createFakeEmbedder(id = 'fake@1'): Embedder & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    id,
    dimensions: DIMENSIONS,
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
    let state = 7;
    for (const sign of part) state = Math.imul(state ^ (sign.codePointAt(0) ?? 0), 0x01000193);
    for (let j = 0; j < DIMENSIONS; j += 1) {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + j;
      vector[j] = (vector[j] ?? 0) + ((state >>> 8) % 201) / 100 - 1;
    }
  }
  const norm = Math.hypot(...vector) || 1;
  return vector.map((value) => value / norm);
}
