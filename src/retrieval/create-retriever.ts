import type { Article } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import type { Passage, RankedPassage } from '../contract/passage.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Logger } from '../telemetry/logger.ts';
import { buildCorpus, type Topic } from './build-corpus.ts';
import { createPassageChooser } from './choose-passage.ts';
import { endOfDay } from './end-of-day.ts';
import { weigh, type Weighed } from './fuse.ts';
import { loadArticles } from './load-articles.ts';
import { openIndex } from './open-index.ts';
import type { Question, Retriever } from './retriever.ts';

export interface RetrieverOptions {
  readonly embedder: Embedder;
  readonly knowledgeDir: string;
  /** Vectors, graph and weights are kept here; may be deleted at any time. */
  readonly cacheDir: string;
  /** The form in which messages are compared; articles are brought into the same. */
  readonly normalise: (text: string) => string;
  /** Messages that no article answers (the intents' out-of-scope examples): what probabilities are calibrated against. */
  readonly outOfScope?: readonly string[];
  /** Where the day of `validUntil` ends. */
  readonly timeZone?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly logger?: Logger;
}

/** Reads and indexes all articles. Raises CONTENT_INVALID with every problem in them. */
export async function createRetriever(options: RetrieverOptions): Promise<Retriever> {
  const { embedder, knowledgeDir, cacheDir, normalise, now, logger, timeZone = 'UTC' } = options;
  const startedAt = now();
  const { articles, hash } = loadArticles(knowledgeDir);
  const corpus = buildCorpus(articles, normalise);
  const outOfScope = [...new Set((options.outOfScope ?? []).map(normalise))];
  const { sharpen, vectors, gatherer, fusion, origin } = await openIndex(corpus, { embedder, cacheDir, outOfScope });
  const choosePassage = createPassageChooser(corpus, vectors, gatherer);
  const ends = corpus.topics.map((topic) => ({ en: endOf(topic.articles.en), zh: endOf(topic.articles.zh) }));
  logger?.info(
    { articles: articles.length, entries: corpus.entries.length, origin, tookMs: now() - startedAt },
    'articles indexed',
  );

  function endOf(article: Article | undefined): number {
    if (!article) return Number.NEGATIVE_INFINITY;
    return article.validUntil === undefined ? Number.POSITIVE_INFINITY : endOfDay(article.validUntil, timeZone);
  }

  function liveAt(at: number): (topic: number, language: Language) => boolean {
    return (topic, language) => at < (ends[topic]?.[language] ?? Number.NEGATIVE_INFINITY);
  }

  /** The customer's language, else the other; null when neither version is live. */
  function languageFor(topic: number, wanted: Language, at: number): Language | null {
    const isLive = liveAt(at);
    return [wanted, other(wanted)].find((language) => isLive(topic, language)) ?? null;
  }

  function weighAll(question: Question, at: number, also?: number): readonly Weighed[] {
    const evidence = gatherer.gather({ ...question, isLive: liveAt(at) }, also);
    return weigh(evidence, question.vector ? 'vectors' : 'words', fusion);
  }

  function ranked({ evidence, probability }: Weighed, question: Question, at: number): RankedPassage | null {
    const language = languageFor(evidence.topic, question.language, at);
    const passage: Passage | null = language && choosePassage(evidence.topic, question, language);
    if (!passage) return null;
    const via = !question.vector || !evidence.isNear ? 'words' : evidence.question >= evidence.passage ? 'question' : 'vector';
    return { passage, score: probability, via };
  }

  function articleOf(topic: number | undefined, wanted: Language): Article | null {
    const known: Topic | undefined = topic === undefined ? undefined : corpus.topics[topic];
    const language = known && topic !== undefined ? languageFor(topic, wanted, now()) : null;
    return (language && known?.articles[language]) ?? null;
  }

  function prepared(question: Question): Question {
    return { ...question, vector: question.vector && sharpen(question.vector) };
  }

  return {
    hash,
    search(asked, limit) {
      const question = prepared(asked);
      const at = now();
      const found: RankedPassage[] = [];
      for (const weighed of weighAll(question, at)) {
        if (found.length >= limit) break;
        const passage = ranked(weighed, question, at);
        if (passage) found.push(passage);
      }
      return found;
    },
    bestOf(articleId, asked) {
      const question = prepared(asked);
      const at = now();
      const topic = corpus.topicOf.get(articleId);
      const weighed =
        topic === undefined ? undefined : weighAll(question, at, topic).find(({ evidence }) => evidence.topic === topic);
      return weighed ? ranked(weighed, question, at) : null;
    },
    article: (articleId, language) => articleOf(corpus.topicOf.get(articleId), language),
    articles() {
      const isLive = liveAt(now());
      return articles.filter(({ id, locale }) => isLive(corpus.topicOf.get(id) ?? -1, locale));
    },
  };
}

function other(language: Language): Language {
  return language === 'zh' ? 'en' : 'zh';
}
