import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/embedding/embedder.ts';
import { evaluateFaq } from '../../src/retrieval/evaluate.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';

/** Ranks articles in the order in which a question names them. */
const retriever: Pick<Retriever, 'search'> = {
  search: ({ text, language }, limit) =>
    text
      .split(' ')
      .slice(0, limit)
      .map((articleId) => ({
        passage: { id: `${articleId}/${language}#0`, articleId, language, title: '', headings: [], text: '' },
        score: 0.5,
        via: 'words' as const,
      })),
};
const embedder: Pick<Embedder, 'embed'> = { embed: (texts) => Promise.resolve(texts.map(() => new Float32Array(2))) };

describe('evaluating questions', () => {
  it('counts articles that come first and among the first five, by language', async () => {
    const report = await evaluateFaq(
      [
        { question: 'A b c', lang: 'en', article: 'a' },
        { question: 'a b c', lang: 'en', article: 'c' },
        { question: 'a b c d e f', lang: 'zh', article: 'f' },
      ],
      retriever as Retriever,
      embedder as Embedder,
      (text) => text.toLowerCase(),
    );

    expect(report.all).toEqual({ rows: 3, at1: 1, at5: 2 });
    expect(report.languages).toEqual({ en: { rows: 2, at1: 1, at5: 2 }, zh: { rows: 1, at1: 0, at5: 0 } });
    expect(report.results.map(({ rank }) => rank)).toEqual([1, 3, null]);
  });
});
