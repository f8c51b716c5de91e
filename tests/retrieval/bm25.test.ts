import { describe, expect, it } from 'vitest';
import { createBm25 } from '../../src/retrieval/bm25.ts';

const DOCUMENTS = [['ship', 'cost', 'ship'], ['return', 'cost'], ['invoice']];

describe('BM25', () => {
  const bm25 = createBm25(DOCUMENTS);

  it('agrees with a computation by hand', () => {
    // Mean length 2. "ship": n = 1 of 3, idf = ln(1 + 2.5/1.5) = 0.980829; twice in a text of three words:
    // 2 · 2.2 / (2 + 1.2 · (0.25 + 0.75 · 1.5)) = 4.4 / 3.65 = 1.205479.
    // "cost": n = 2, idf = ln(1 + 1.5/2.5) = 0.470004; once in three words: 2.2 / (1 + 1.65) = 0.830189; once in two: 1.
    const scores = bm25.scores(['ship', 'cost']);

    expect(scores[0]).toBeCloseTo(0.980829 * 1.205479 + 0.470004 * 0.830189, 5);
    expect(scores[1]).toBeCloseTo(0.470004, 5);
    expect(scores[2]).toBe(0);
  });

  it('counts a word once however often the question repeats it', () => {
    expect(bm25.scores(['cost', 'cost', 'cost'])).toEqual(bm25.scores(['cost']));
  });

  it('knows which words a document holds', () => {
    expect([0, 1, 2, 3].map((document) => bm25.holds(document, 'cost'))).toEqual([true, true, false, false]);
    expect(bm25.holds(0, 'weather')).toBe(false);
  });

  it('gives nothing for unknown words and for no words', () => {
    expect([...bm25.scores(['weather'])]).toEqual([0, 0, 0]);
    expect([...bm25.scores([])]).toEqual([0, 0, 0]);
  });

  it('never scores above its ceiling, which unknown words raise', () => {
    const scores = bm25.scores(['ship', 'cost', 'return', 'invoice']);

    expect(Math.max(...scores)).toBeLessThanOrEqual(bm25.ceiling(['ship', 'cost', 'return', 'invoice']));
    expect(bm25.ceiling(['ship', 'weather'])).toBeGreaterThan(bm25.ceiling(['ship', 'cost']));
  });

  it('survives an empty collection', () => {
    expect([...createBm25([]).scores(['ship'])]).toEqual([]);
  });
});
