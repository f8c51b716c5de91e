import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/embedding/embedder.ts';
import { evaluateFaq, evaluatePassages } from '../../src/retrieval/evaluate.ts';
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

  it('tells a passage that comes first from one that is only chosen within its article', async () => {
    /** The word after the article names the heading; `lead` is none. */
    const passage = (articleId: string, heading: string) => ({
      passage: { id: '', articleId, language: 'en' as const, title: '', headings: heading === 'lead' ? [] : [heading], text: '' },
      score: 0.5,
      via: 'words' as const,
    });
    const chosen: Pick<Retriever, 'search' | 'bestOf'> = {
      search: ({ text }) => [passage(text.split(' ')[0] ?? '', text.split(' ')[1] ?? '')],
      bestOf: (articleId, { text }) => passage(articleId, text.split(' ')[1] ?? ''),
    };

    const report = await evaluatePassages(
      [
        { question: 'a lead', lang: 'en', article: 'a', headings: [null] },
        { question: 'a one', lang: 'en', article: 'a', headings: ['two', 'one'] },
        { question: 'b one', lang: 'en', article: 'a', headings: ['one'] },
        { question: 'a two', lang: 'en', article: 'a', headings: ['one', null] },
      ],
      chosen as Retriever,
      embedder as Embedder,
      (text) => text,
    );

    expect(report.all).toEqual({ rows: 4, at1: 2, within: 3 });
    expect(report.results.map(({ isFirst, isWithin }) => [isFirst, isWithin])).toEqual([
      [true, true],
      [true, true],
      [false, true],
      [false, false],
    ]);
  });
});
