import type { Language } from '../contract/language.ts';
import { createBm25 } from './bm25.ts';
import { gently } from '../numerics/gently.ts';
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
  /** Sharpened. */
  readonly vector: Float32Array | null;
  /** May this version of this topic be served now? */
  readonly isLive: (topic: number, language: Language) => boolean;
  /** Entries that must not count: a question that is asked of the index which holds it. */
  readonly leaveOut?: ReadonlySet<number>;
}

export interface Gathered {
  /** One for every article that may be the answer. */
  readonly candidates: readonly Evidence[];
  /**
   * Of each of these entries, in order: the share of the question's terms that it holds, by weight (0 to 1). A term that others of them hold
   * too counts the less, and one that all hold not at all: it does not tell them apart.
   */
  readonly wordsAmong: (entries: readonly number[]) => readonly number[];
}

/** `also` is a topic that is looked at in any case. */
export type GatherEvidence = (question: EvidenceQuestion, also?: number) => Gathered;

/** Ways in that vectors and words each bring before they are weighed: several lead to the same article. */
const NEAREST = 48;
const MOST_BY_WORDS = 10;
const SEVERAL = 3;

export async function createEvidenceGatherer(
  corpus: Corpus,
  vectors: readonly Float32Array[],
  index: VectorIndex,
): Promise<GatherEvidence> {
  const { topics, entries } = corpus;
  const bm25 = createBm25(await termsOf(entries));
  const topicOf = Int32Array.from(entries, ({ topic }) => topic);

  return ({ text, vector, isLive, leaveOut }, also) => {
    const terms = [...new Set(tokenise(text))];
    const scores = bm25.scores(terms);
    const ceiling = Math.max(bm25.ceiling(terms), 1e-9);
    const counts = (entry: number): boolean =>
      leaveOut?.has(entry) !== true && isLive(topicOf[entry] ?? -1, entries[entry]?.language ?? 'en');
    const scoreOf = (entry: number): number => scores[entry] ?? 0;
    const cosineTo = (entry: number): number => (vector ? dot(vector, vectors[entry] ?? vector) : 0);

    const found = vector ? index.nearest(vector, NEAREST).filter(({ label }) => counts(label)) : [];
    const near = new Set(found.map(({ label }) => topicOf[label] ?? -1));
    const candidates = new Set([...near, ...bestByWords(scores, counts), ...(also === undefined ? [] : [also])]);
    const covered = coverage(terms, leaveOut);
    return {
      wordsAmong: (entries) => wordsAmong(terms, entries),
      candidates: [...candidates].map((topic) => {
        const questions = topics[topic]?.questions.filter(counts) ?? [];
        const passages = topics[topic]?.passages.filter(counts) ?? [];
        const closest = best(questions, cosineTo);
        return {
          topic,
          question: ((closest[0] ?? 0) + mean(closest)) / 2,
          passage: best(passages, cosineTo)[0] ?? 0,
          words: (mean(best(questions, scoreOf)) + (best(passages, scoreOf)[0] ?? 0)) / ceiling,
          coverage: covered[topic] ?? 0,
          isNear: near.has(topic),
        };
      }),
    };
  };

  function wordsAmong(terms: readonly string[], among: readonly number[]): readonly number[] {
    const shares = among.map(() => 0);
    let total = 0;
    for (const term of terms) {
      const holders = among.map((entry) => bm25.holds(entry, term));
      const rarity = 1 - holders.filter(Boolean).length / among.length;
      total += bm25.idf(term);
      for (const [n, holds] of holders.entries()) if (holds) shares[n] = (shares[n] ?? 0) + bm25.idf(term) * rarity;
    }
    return shares.map((share) => share / Math.max(total, 1e-9));
  }

  function bestByWords(scores: Float64Array, counts: (entry: number) => boolean): readonly number[] {
    const highest = new Float64Array(topics.length);
    for (let entry = 0; entry < scores.length; entry += 1) {
      const score = scores[entry] ?? 0;
      const topic = topicOf[entry] ?? 0;
      if (score > (highest[topic] ?? 0) && counts(entry)) highest[topic] = score;
    }
    const found = [...topics.keys()].filter((topic) => (highest[topic] ?? 0) > 0);
    return highestOf(found, (topic) => highest[topic] ?? 0, MOST_BY_WORDS).map(({ one }) => one);
  }

  function coverage(terms: readonly string[], leaveOut: ReadonlySet<number> | undefined): Float64Array {
    const shares = new Float64Array(topics.length);
    let total = 0;
    for (const term of terms) {
      const weight = bm25.idf(term);
      total += weight;
      const holders = bm25.documentsWith(term);
      let last = -1;
      // Entries lie together by topic, so a topic's are met one after the other.
      for (let n = 0; n < holders.length; n += 1) {
        const entry = holders[n] ?? 0;
        const topic = topicOf[entry] ?? 0;
        if (topic === last || leaveOut?.has(entry) === true) continue;
        shares[topic] = (shares[topic] ?? 0) + weight;
        last = topic;
      }
    }
    return total === 0 ? shares : shares.map((share) => share / total);
  }
}

/** Of all entries. Equal words share one string: of twenty thousand articles they would take hundreds of megabytes otherwise. */
function termsOf(entries: Corpus['entries']): Promise<readonly (readonly string[])[]> {
  const known = new Map<string, string>();
  return gently(entries, ({ text }) =>
    tokenise(text).map((term) => {
      const same = known.get(term) ?? term;
      known.set(same, same);
      return same;
    }),
  );
}

/** The highest few values, highest first. */
function best(entries: readonly number[], valueOf: (entry: number) => number): readonly number[] {
  return highestOf(entries, valueOf, SEVERAL).map(({ value }) => value);
}

/** Of equal ones the first. */
function highestOf(
  all: readonly number[],
  valueOf: (one: number) => number,
  count: number,
): readonly { readonly one: number; readonly value: number }[] {
  const highest: { readonly one: number; readonly value: number }[] = [];
  for (const one of all) {
    const value = valueOf(one);
    if (highest.length === count && value <= (highest[count - 1]?.value ?? 0)) continue;
    let place = highest.length;
    while (place > 0 && value > (highest[place - 1]?.value ?? 0)) place -= 1;
    highest.splice(place, 0, { one, value });
    if (highest.length > count) highest.pop();
  }
  return highest;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
