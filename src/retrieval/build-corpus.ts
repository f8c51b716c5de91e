import type { Article } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import type { Passage } from '../contract/passage.ts';
import { gently } from '../numerics/gently.ts';
import { plainText } from './plain-text.ts';
import { splitPassages } from './split-passages.ts';

/** A way into an article: one of its passages, or a question that it answers. */
export interface Entry {
  /** A title is a question in the shop's own words. */
  readonly kind: 'passage' | 'question' | 'title';
  readonly topic: number;
  readonly language: Language;
  /** The passage itself; null for a question, whose passage is found by its vector. */
  readonly passage: Passage | null;
  /** Normalised, without Markdown. */
  readonly text: string;
}

/** An article in the languages it is written in. */
export interface Topic {
  readonly articleId: string;
  readonly articles: Readonly<Partial<Record<Language, Article>>>;
  /** Positions in `entries`. */
  readonly questions: readonly number[];
  readonly passages: readonly number[];
}

export interface Corpus {
  readonly topics: readonly Topic[];
  readonly topicOf: ReadonlyMap<string, number>;
  readonly entries: readonly Entry[];
}

/** Lays out all articles as entries: everything that does not need the encoder. */
export async function buildCorpus(articles: readonly Article[], normalise: (text: string) => string): Promise<Corpus> {
  const versionsOf = new Map<string, Article[]>();
  for (const article of articles) {
    const versions = versionsOf.get(article.id);
    if (versions) versions.push(article);
    else versionsOf.set(article.id, [article]);
  }
  const ids = [...versionsOf.keys()].sort();
  const topicOf = new Map(ids.map((id, n) => [id, n]));
  const entries: Entry[] = [];
  const topics = await gently(ids, (articleId, topic): Topic => {
    const versions = versionsOf.get(articleId) ?? [];
    const questions: number[] = [];
    const passages: number[] = [];
    for (const article of versions) {
      const language = article.locale;
      for (const passage of splitPassages(article)) {
        const text = normalise([passage.title, ...passage.headings, plainText(passage.text)].join('. '));
        passages.push(entries.length);
        entries.push({ kind: 'passage', topic, language, passage, text });
      }
      const title = normalise(article.title);
      for (const text of new Set([title, ...article.questions.map(normalise)])) {
        questions.push(entries.length);
        entries.push({
          kind: text === title ? 'title' : 'question',
          topic,
          language,
          passage: null,
          text,
        });
      }
    }
    const articlesByLanguage = Object.fromEntries(versions.map((article) => [article.locale, article]));
    return { articleId, articles: articlesByLanguage, questions, passages };
  });
  return { topics, topicOf, entries };
}
