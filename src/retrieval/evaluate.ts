import type { Language } from '../contract/language.ts';
import type { Passage } from '../contract/passage.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Question, Retriever } from './retriever.ts';

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

/** A question whose passage is known: `benchmarks/quality/heldout/passages.jsonl`. */
export interface PassageRow extends FaqRow {
  /** The headings over the passages that answer; null stands for the article's lead. */
  readonly headings: readonly (string | null)[];
}

export interface PassageRecall {
  readonly rows: number;
  /** Questions whose passage was the answer that a customer would have got. */
  readonly at1: number;
  /** Questions whose passage was chosen when the right article was given: what the choice within an article is worth. */
  readonly within: number;
}

export interface PassageReport {
  readonly all: PassageRecall;
  readonly languages: Readonly<Record<Language, PassageRecall>>;
  /** One a row, in order. */
  readonly results: readonly {
    readonly row: PassageRow;
    readonly isFirst: boolean;
    readonly isWithin: boolean;
    readonly chosen: string | null;
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
  const questions = await asked(rows, embedder, normalise);
  const results = questions.map(({ row, question }) => {
    const found = retriever.search(question, DEPTH);
    const place = found.findIndex(({ passage }) => passage.articleId === row.article);
    return {
      row,
      rank: place === -1 ? null : place + 1,
      first: found[0]?.passage.articleId ?? null,
      score: found[0]?.score ?? 0,
    };
  });
  const recall = (kept: readonly (typeof results)[number][]): FaqRecall => ({
    rows: kept.length,
    at1: kept.filter(({ rank }) => rank === 1).length,
    at5: kept.filter(({ rank }) => rank !== null).length,
  });
  return { ...byLanguage(results, recall), results };
}

/** Asks each question as a customer would and notes which passage comes. */
export async function evaluatePassages(
  rows: readonly PassageRow[],
  retriever: Retriever,
  embedder: Embedder,
  normalise: (text: string) => string,
): Promise<PassageReport> {
  const questions = await asked(rows, embedder, normalise);
  const results = questions.map(({ row, question }) => {
    const first = retriever.search(question, 1)[0]?.passage ?? null;
    const within = retriever.bestOf(row.article, question)?.passage ?? null;
    return { row, isFirst: isRight(first, row), isWithin: isRight(within, row), chosen: within?.id ?? null };
  });
  const recall = (kept: readonly (typeof results)[number][]): PassageRecall => ({
    rows: kept.length,
    at1: kept.filter(({ isFirst }) => isFirst).length,
    within: kept.filter(({ isWithin }) => isWithin).length,
  });
  return { ...byLanguage(results, recall), results };
}

function isRight(passage: Passage | null, { article, lang, headings }: PassageRow): boolean {
  return passage?.articleId === article && passage.language === lang && headings.includes(passage.headings.at(-1) ?? null);
}

async function asked<Row extends FaqRow>(
  rows: readonly Row[],
  embedder: Embedder,
  normalise: (text: string) => string,
): Promise<readonly { readonly row: Row; readonly question: Question }[]> {
  const texts = rows.map(({ question }) => normalise(question));
  const vectors = await embedder.embed(texts, { purpose: 'query' });
  return rows.map((row, n) => ({ row, question: { text: texts[n] ?? '', vector: vectors[n] ?? null, language: row.lang } }));
}

function byLanguage<Result extends { readonly row: FaqRow }, Recall>(
  results: readonly Result[],
  recall: (kept: readonly Result[]) => Recall,
): { readonly all: Recall; readonly languages: Readonly<Record<Language, Recall>> } {
  const of = (language: Language): Recall => recall(results.filter(({ row }) => row.lang === language));
  return { all: recall(results), languages: { zh: of('zh'), en: of('en') } };
}
