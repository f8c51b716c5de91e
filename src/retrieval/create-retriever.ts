import type { Article } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Logger } from '../telemetry/logger.ts';
import { buildCorpus, type Topic } from './build-corpus.ts';
import { createPassageChooser } from './choose-passage.ts';
import { dot } from './dot.ts';
import { endOfDay } from './end-of-day.ts';
import { weigh, type Weighed } from './fuse.ts';
import type { Evidence, Gathered } from './gather-evidence.ts';
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

interface Ranked extends Weighed {
  readonly wordsAmong: Gathered['wordsAmong'];
}

/** Texts; a multiple of what is embedded between two reports. */
const LOGGED_EACH = 2_048;

/** What expires in between is not shown: each answer is checked by itself. */
const SAME_TURN_MS = 1_000;

/** Reads and indexes all articles. Raises CONTENT_INVALID with every problem in them. */
export async function createRetriever(options: RetrieverOptions): Promise<Retriever> {
  const { embedder, knowledgeDir, cacheDir, normalise, now, logger, timeZone = 'UTC' } = options;
  const startedAt = now();
  const { articles, hash } = loadArticles(knowledgeDir);
  const corpus = await buildCorpus(articles, normalise);
  const outOfScope = [...new Set((options.outOfScope ?? []).map(normalise))];
  const onProgress = (done: number, of: number): void => {
    if (done % LOGGED_EACH === 0 || done === of) logger?.info({ done, of }, 'texts of articles embedded');
  };
  const { passageVectors, sharpen, gather, fusion, origin } = await openIndex(corpus, {
    embedder,
    cacheDir,
    outOfScope,
    onProgress,
  });
  const choosePassage = createPassageChooser(corpus, passageVectors);
  const ends = corpus.topics.map((topic) => ({ en: endOf(topic.articles.en), zh: endOf(topic.articles.zh) }));
  logger?.info(
    { articles: articles.length, entries: corpus.entries.length, origin, tookMs: now() - startedAt },
    'articles indexed',
  );

  let last: { text: string | null; vector: Float32Array | null; at: number; ranked: readonly Ranked[] } = {
    text: null,
    vector: null,
    at: 0,
    ranked: [],
  };

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

  /** Articles that may answer, best first. A turn asks twice about one message, which is looked up once. */
  function rank(question: Question, at: number, also?: number): readonly Ranked[] {
    const { text, vector } = question;
    const isLast = last.text === text && last.vector === vector && at - last.at < SAME_TURN_MS;
    if (isLast && (also === undefined || last.ranked.some(({ evidence }) => evidence.topic === also))) return last.ranked;
    const { candidates, wordsAmong } = gather({ text, vector: vector && sharpen(vector), isLive: liveAt(at) }, also);
    const ranked = weigh(candidates, vector ? 'vectors' : 'words', fusion).map((weighed) => ({ ...weighed, wordsAmong }));
    last = { text, vector, at, ranked };
    return ranked;
  }

  function answerOf({ evidence, probability, wordsAmong }: Ranked, question: Question, at: number): RankedPassage | null {
    const { topic } = evidence;
    const language = languageFor(topic, question.language, at);
    const passage = language && choosePassage({ topic, language, vector: question.vector, wordsAmong });
    return passage && { passage, score: probability, via: roadOf(evidence) };
  }

  function articleOf(topic: number | undefined, wanted: Language): Article | null {
    const known: Topic | undefined = topic === undefined ? undefined : corpus.topics[topic];
    const language = known && topic !== undefined ? languageFor(topic, wanted, now()) : null;
    return (language && known?.articles[language]) ?? null;
  }

  return {
    hash,
    search(question, limit) {
      const at = now();
      const found: RankedPassage[] = [];
      for (const ranked of rank(question, at)) {
        if (found.length >= limit) break;
        const answer = answerOf(ranked, question, at);
        if (answer) found.push(answer);
      }
      return found;
    },
    bestOf(articleId, question) {
      const at = now();
      const topic = corpus.topicOf.get(articleId);
      const ranked = topic === undefined ? undefined : rank(question, at, topic).find(({ evidence }) => evidence.topic === topic);
      return ranked ? answerOf(ranked, question, at) : null;
    },
    likeness(articleId, { vector, language }) {
      const topic = corpus.topicOf.get(articleId);
      const shown = topic === undefined ? null : languageFor(topic, language, now());
      if (topic === undefined || vector === null || shown === null) return 0;
      const passages = corpus.topics[topic]?.passages.filter((entry) => corpus.entries[entry]?.language === shown) ?? [];
      return Math.max(0, ...passages.map((entry) => dot(vector, passageVectors.get(entry) ?? vector)));
    },
    article: (articleId, language) => articleOf(corpus.topicOf.get(articleId), language),
    articles() {
      const isLive = liveAt(now());
      return articles.filter(({ id, locale }) => isLive(corpus.topicOf.get(id) ?? -1, locale));
    },
  };
}

/** Without a vector nothing is near. */
function roadOf({ isNear, question, passage }: Evidence): RankedPassage['via'] {
  if (!isNear) return 'words';
  return question >= passage ? 'question' : 'vector';
}

function other(language: Language): Language {
  return language === 'zh' ? 'en' : 'zh';
}
