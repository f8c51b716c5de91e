import type { Language } from '../contract/language.ts';
import type { Passage } from '../contract/passage.ts';
import type { Corpus } from './build-corpus.ts';
import { dot } from './dot.ts';
import type { Gathered } from './gather-evidence.ts';

export interface PassageQuestion {
  readonly topic: number;
  readonly language: Language;
  readonly vector: Float32Array | null;
  readonly wordsAmong: Gathered['wordsAmong'];
}

type ChoosePassage = (question: PassageQuestion) => Passage | null;

/** What words count that tell the passages apart, beside the passage's own cosine. */
const BY_WORDS = 0.8;
/** Where passages are as close as this, the lead answers: a general question has no words of its own, and any section may share one with it. */
const LEAD = 0.01;

/**
 * Within an article: the passage whose own text is closest. Vectors as the encoder gave them: sharpening presses together what differs
 * within an article. The article's questions do not count, and its lead hardly: with both, one question in eleven more got a passage that did
 * not answer it. How it was chosen: benchmarks/quality/heldout/README.md.
 */
export function createPassageChooser(corpus: Corpus, vectors: ReadonlyMap<number, Float32Array>): ChoosePassage {
  return ({ topic, language, vector, wordsAmong }) => {
    const passages = (corpus.topics[topic]?.passages ?? []).filter((entry) => corpus.entries[entry]?.language === language);
    const words = wordsAmong(passages);
    const [best] = passages
      .map((entry, n) => {
        const closeness = vector ? dot(vector, vectors.get(entry) ?? vector) : 0;
        const isLead = corpus.entries[entry]?.passage?.headings.length === 0;
        return { entry, score: closeness + BY_WORDS * (words[n] ?? 0) + (isLead ? LEAD : 0) };
      })
      .sort((a, b) => b.score - a.score || a.entry - b.entry);
    return best ? (corpus.entries[best.entry]?.passage ?? null) : null;
  };
}
