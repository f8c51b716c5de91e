import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';

/** Hashed n-grams fall into 2^13 places: enough for some ten thousand short examples, little enough to train in seconds. */
export const HASH_SIZE = 2 ** 13;

export interface SparseVector {
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/** Folds what is unlike in every message and means the same: numbers, addresses. */
function fold(normalised: string): string {
  return normalised
    .replace(/https?:\S+/g, ' urltoken ')
    .replace(/[\w.+-]{1,64}@[\w.-]+/g, ' mailtoken ')
    .replace(/\b[a-z]{0,3}\d{8,}[a-z]{0,2}\b/g, ' numbertoken ')
    .replace(/\d{4,7}/g, ' digitstoken ')
    .replace(/\d+/g, '0');
}

/**
 * What the classifier sees besides the encoder's vector: English word stems and pairs of them, English character 4-grams within words,
 * Chinese characters, pairs and triples; hashed by FNV-1a with a sign (Weinberger et al. 2009), square-rooted counts, unit norm.
 */
export function hashedFeatures(normalised: string): SparseVector {
  const counts = new Map<number, number>();
  const add = (gram: string, weight: number): void => {
    const hash = fnv1a(gram);
    const index = hash % HASH_SIZE;
    counts.set(index, (counts.get(index) ?? 0) + (hash & 0x40000000 ? weight : -weight));
  };
  const folded = fold(normalised);
  const words = (folded.match(/[a-z][a-z'’]*|0/g) ?? []).map((word) => stemmer.stem(word.replace(/['’]/g, '')));
  for (const [n, word] of words.entries()) {
    add(`w ${word}`, 1);
    if (n > 0) add(`p ${words[n - 1] ?? ''} ${word}`, 0.7);
    const padded = `^${word}$`;
    for (let k = 0; k + 4 <= padded.length; k += 1) add(`c ${padded.slice(k, k + 4)}`, 0.35);
  }
  for (const run of folded.match(/\p{Script=Han}+/gu) ?? []) {
    for (let k = 0; k < run.length; k += 1) {
      add(`1 ${run.slice(k, k + 1)}`, 0.5);
      if (k + 2 <= run.length) add(`2 ${run.slice(k, k + 2)}`, 1);
      if (k + 3 <= run.length) add(`3 ${run.slice(k, k + 3)}`, 0.5);
    }
  }
  const indices = Int32Array.from(counts.keys());
  const values = Float32Array.from(counts.values(), (count) => Math.sign(count) * Math.sqrt(Math.abs(count)));
  const norm = Math.hypot(...values) || 1;
  return { indices, values: values.map((value) => value / norm) };
}

/** 32-bit FNV-1a over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n += 1) {
    hash ^= text.charCodeAt(n);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
