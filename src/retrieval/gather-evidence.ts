import type { Language } from '../contract/language.ts';
import { createBm25 } from './bm25.ts';
import type { Corpus } from './build-corpus.ts';
import { dot } from './dot.ts';
import { tokenise } from './tokenise.ts';
import type { VectorIndex } from './vector-index.ts';

/** What speaks for an article as the answer to a question. Shares and sharpened cosines. */
export interface Evidence {
  readonly topic: number;
  /** Cosine to its closest questions: half the closest, half the mean of three, so that one odd question cannot decide alone. */
  readonly question: number;
  /** Cosine to its closest passage. */
  readonly passage: number;
  /** BM25 of its best passage, and the mean of its three best questions, as shares of the most that a text could reach. */
  readonly words: number;
  /** Share of the question's terms, by weight, that the article holds anywhere. */
  readonly coverage: number;
  /** Found by the vectors; else by words alone. */
  readonly isNear: boolean;
}

export interface EvidenceQuestion {
  readonly text: string;
  readonly vector: Float32Array | null;
  /** May this version of this topic be served now? */
  readonly isLive: (topic: number, language: Language) => boolean;
  /** Entries that must not count: a question that is asked of the index which holds it. */
  readonly leaveOut?: ReadonlySet<number>;
}

/** Ways in that vectors and words each bring before they are weighed: several lead to the same article. */
const NEAREST = 48;
const MOST_BY_WORDS = 10;
const SEVERAL = 3;

export interface EvidenceGatherer {
  /** Evidence for every article that may be the answer; `also` is one that is looked at in any case. */
  gather(question: EvidenceQuestion, also?: number): readonly Evidence[];
  /** BM25 shares of single entries, for choosing a passage. */
  words(text: string): (entry: number) => number;
}

export function createEvidenceGatherer(corpus: Corpus, vectors: readonly Float32Array[], index: VectorIndex): EvidenceGatherer {
  const bm25 = createBm25(corpus.entries.map(({ terms }) => terms));
  const languageOf = (entry: number): Language => corpus.entries[entry]?.language ?? 'en';

  function gather(question: EvidenceQuestion, also?: number): readonly Evidence[] {
    const { vector, isLive, leaveOut } = question;
    const terms = [...new Set(tokenise(question.text))];
    const scores = bm25.scores(terms);
    const ceiling = Math.max(bm25.ceiling(terms), 1e-9);
    const scoreOf = (entry: number): number => scores[entry] ?? 0;
    const counts = (entry: number): boolean => {
      const topic = corpus.entries[entry]?.topic;
      return leaveOut?.has(entry) !== true && topic !== undefined && isLive(topic, languageOf(entry));
    };
    const near = new Set<number>();
    if (vector)
      for (const { label } of index.nearest(vector, NEAREST)) if (counts(label)) near.add(corpus.entries[label]?.topic ?? -1);
    const candidates = new Set([...near, ...bestByWords(scores, counts), ...(also === undefined ? [] : [also])]);
    const covered = coverage(terms, leaveOut);
    return [...candidates].map((topic) => evidenceOf(topic));

    function evidenceOf(topic: number): Evidence {
      const known = corpus.topics[topic];
      const questions = known?.questions.filter(counts) ?? [];
      const passages = known?.passages.filter(counts) ?? [];
      const cosines = (entries: readonly number[]): readonly number[] =>
        vector ? entries.map((entry) => dot(vector, vectors[entry] ?? vector)) : [];
      const closest = best(cosines(questions));
      return {
        topic,
        question: ((closest[0] ?? 0) + mean(closest)) / 2,
        passage: best(cosines(passages))[0] ?? 0,
        words: (mean(best(questions.map(scoreOf))) + (best(passages.map(scoreOf))[0] ?? 0)) / ceiling,
        coverage: covered[topic] ?? 0,
        isNear: near.has(topic),
      };
    }
  }

  function bestByWords(scores: Float64Array, counts: (entry: number) => boolean): ReadonlySet<number> {
    const best = new Map<number, number>();
    for (const [entry, score] of scores.entries()) {
      if (score === 0 || !counts(entry)) continue;
      const topic = corpus.entries[entry]?.topic ?? -1;
      if (score > (best.get(topic) ?? 0)) best.set(topic, score);
    }
    const ranked = [...best].sort(([a, x], [b, y]) => y - x || a - b);
    return new Set(ranked.slice(0, MOST_BY_WORDS).map(([topic]) => topic));
  }

  function coverage(terms: readonly string[], leaveOut: ReadonlySet<number> | undefined): Float64Array {
    const shares = new Float64Array(corpus.topics.length);
    let total = 0;
    for (const term of terms) {
      const weight = bm25.idf(term);
      total += weight;
      let last = -1;
      // Entries lie together by topic, so a topic's are met one after the other.
      for (const entry of bm25.documentsWith(term)) {
        if (leaveOut?.has(entry) === true) continue;
        const topic = corpus.entries[entry]?.topic ?? -1;
        if (topic !== last) shares[topic] = (shares[topic] ?? 0) + weight;
        last = topic;
      }
    }
    return total === 0 ? shares : shares.map((share) => share / total);
  }

  return {
    gather,
    words(text) {
      const terms = [...new Set(tokenise(text))];
      const scores = bm25.scores(terms);
      const ceiling = Math.max(bm25.ceiling(terms), 1e-9);
      return (entry) => (scores[entry] ?? 0) / ceiling;
    },
  };
}

function best(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => b - a).slice(0, SEVERAL);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
