import type { Language } from '../contract/language.ts';
import type { Passage } from '../contract/passage.ts';
import type { Corpus } from './build-corpus.ts';
import { dot } from './dot.ts';

export interface PassageQuestion {
  readonly topic: number;
  readonly language: Language;
  readonly vector: Float32Array | null;
  /** Share of the question's words that an entry holds. */
  readonly wordsOf: (entry: number) => number;
}

type ChoosePassage = (question: PassageQuestion) => Passage | null;

/** What words in common count beside the passage's own cosine. */
const BY_WORDS = 0.8;

/**
 * Within an article: the passage whose own text is closest. Vectors as the encoder gave them: sharpening presses together what differs
 * within an article. Neither the article's questions nor a preference for its lead count: with both, one question in eleven more got a
 * passage that did not answer it (benchmarks/quality/heldout/passages.jsonl; chosen on its odd lines, the same on its even ones).
 */
export function createPassageChooser(corpus: Corpus, vectors: ReadonlyMap<number, Float32Array>): ChoosePassage {
  return ({ topic, language, vector, wordsOf }) => {
    const passages = (corpus.topics[topic]?.passages ?? []).filter((entry) => corpus.entries[entry]?.language === language);
    const scoreOf = (entry: number): number =>
      (vector ? dot(vector, vectors.get(entry) ?? vector) : 0) + BY_WORDS * wordsOf(entry);
    const [best] = passages
      .map((entry) => ({ entry, score: scoreOf(entry) }))
      .sort((a, b) => b.score - a.score || a.entry - b.entry);
    return best ? (corpus.entries[best.entry]?.passage ?? null) : null;
  };
}
