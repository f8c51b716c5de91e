import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/embedding/embedder.ts';
import { embedStored } from '../../src/retrieval/vector-store.ts';

let folder: string;
let file: string;
let asked: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-vectors-'));
  file = join(folder, 'some.vectors');
  asked = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Two numbers a text: its length and what it was asked as. Fails at the text of this place, counted from 1. */
function embedder(failsAt = Number.POSITIVE_INFINITY): Embedder {
  return {
    id: 'lengths',
    dimensions: 2,
    words: new Set(),
    embed(texts, { purpose } = {}) {
      asked.push(...texts);
      if (asked.length >= failsAt) return Promise.reject(new Error('the encoder ended'));
      return Promise.resolve(texts.map((text) => Float32Array.of(text.length, purpose === 'passage' ? 1 : 0)));
    },
    dispose: () => Promise.resolve(),
  };
}

const texts = (...words: readonly string[]) => words.map((text) => ({ text, purpose: 'query' as const }));
const numbers = (vectors: readonly Float32Array[]) => vectors.map((vector) => [...vector]);
const quiet = { onProgress: () => undefined };

describe('stored vectors', () => {
  it('come in the order of the texts, by purpose, and are computed once', async () => {
    const wanted = [...texts('one', 'three'), { text: 'one', purpose: 'passage' as const }, ...texts('one')];

    const first = await embedStored(wanted, { embedder: embedder(), file, ...quiet });
    const second = await embedStored(wanted, { embedder: embedder(), file, ...quiet });

    expect(numbers(first)).toEqual([
      [3, 0],
      [5, 0],
      [3, 1],
      [3, 0],
    ]);
    expect(numbers(second)).toEqual(numbers(first));
    expect(asked).toEqual(['one', 'three', 'one']);
  });

  it('are made again when the file is damaged', async () => {
    await embedStored(texts('one'), { embedder: embedder(), file, ...quiet });
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(file, bytes);

    expect(numbers(await embedStored(texts('one'), { embedder: embedder(), file, ...quiet }))).toEqual([[3, 0]]);
    expect(asked).toEqual(['one', 'one']);
  });

  it('are kept as they come, so that a start that was interrupted goes on from there', async () => {
    const many = texts(...Array.from({ length: 20_000 }, (_, n) => `text ${n}`));

    await expect(embedStored(many, { embedder: embedder(19_000), file, ...quiet })).rejects.toThrow('the encoder ended');
    asked = [];
    const reports: (readonly number[])[] = [];
    const vectors = await embedStored(many, { embedder: embedder(), file, onProgress: (...report) => reports.push(report) });

    expect(asked).toHaveLength(20_000 - 2 * 8_192);
    expect(reports.at(-1)).toEqual([asked.length, asked.length]);
    expect(numbers(vectors.slice(-1))).toEqual([['text 19999'.length, 0]]);
  });
});
