import type { Language } from '../contract/language.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Retriever } from './retriever.ts';

/** A question whose article is known: `benchmarks/quality/heldout/faq.jsonl`. */
export interface FaqRow {
  readonly question: string;
  readonly lang: Language;
  readonly article: string;
}

export interface FaqRecall {
  readonly rows: number;
  /** Questions whose article came first, and among the first five. */
  readonly at1: number;
  readonly at5: number;
}

export interface FaqReport {
  readonly all: FaqRecall;
  readonly languages: Readonly<Record<Language, FaqRecall>>;
  /** One a row, in order. */
  readonly results: readonly {
    readonly row: FaqRow;
    /** From 1; null when the article is not among the first five. */
    readonly rank: number | null;
    readonly first: string | null;
    readonly score: number;
  }[];
}

const DEPTH = 5;

/** Asks each question as a customer would and notes where its article comes. */
export async function evaluateFaq(
  rows: readonly FaqRow[],
  retriever: Retriever,
  embedder: Embedder,
  normalise: (text: string) => string,
): Promise<FaqReport> {
  const texts = rows.map(({ question }) => normalise(question));
  const vectors = await embedder.embed(texts, { purpose: 'query' });
  const results = rows.map((row, n) => {
    const question = { text: texts[n] ?? '', vector: vectors[n] ?? null, language: row.lang };
    const found = retriever.search(question, DEPTH);
    const place = found.findIndex(({ passage }) => passage.articleId === row.article);
    return {
      row,
      rank: place === -1 ? null : place + 1,
      first: found[0]?.passage.articleId ?? null,
      score: found[0]?.score ?? 0,
    };
  });
  const recall = (kept: typeof results): FaqRecall => ({
    rows: kept.length,
    at1: kept.filter(({ rank }) => rank === 1).length,
    at5: kept.filter(({ rank }) => rank !== null).length,
  });
  return {
    all: recall(results),
    languages: {
      zh: recall(results.filter(({ row }) => row.lang === 'zh')),
      en: recall(results.filter(({ row }) => row.lang === 'en')),
    },
    results,
  };
}
