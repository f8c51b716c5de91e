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

/** What a question that leads to a passage, and words in common, count beside the passage's own cosine. */
const BY_QUESTION = 0.3;
const BY_WORDS = 0.5;
/** The lead answers the article's most common question completely; another passage must be clearly closer to be shown instead. */
const LEAD = 0.1;

/**
 * Within an article: the passage whose own text, or whose question, is closest. Each question of the front matter leads to the passage
 * of its article that it is closest to itself. Vectors as the encoder gave them: sharpening presses together what differs within an article.
 */
export function createPassageChooser(corpus: Corpus, vectors: readonly Float32Array[]): ChoosePassage {
  const questionsOf = linkQuestions(corpus, vectors);

  return ({ topic, language, vector, wordsOf }) => {
    const passages = (corpus.topics[topic]?.passages ?? []).filter((entry) => corpus.entries[entry]?.language === language);
    const scoreOf = (entry: number): number => {
      const cosine = (candidate: number): number => (vector ? dot(vector, vectors[candidate] ?? vector) : 0);
      const byQuestion = Math.max(0, ...(questionsOf.get(entry) ?? []).map(cosine));
      const lead = corpus.entries[entry]?.passage?.headings.length === 0 ? LEAD : 0;
      return cosine(entry) + BY_QUESTION * byQuestion + BY_WORDS * wordsOf(entry) + lead;
    };
    const [best] = passages
      .map((entry) => ({ entry, score: scoreOf(entry) }))
      .sort((a, b) => b.score - a.score || a.entry - b.entry);
    return best ? (corpus.entries[best.entry]?.passage ?? null) : null;
  };
}

function linkQuestions({ topics, entries }: Corpus, vectors: readonly Float32Array[]): ReadonlyMap<number, readonly number[]> {
  const links = new Map<number, number[]>();
  for (const { questions, passages } of topics) {
    for (const question of questions) {
      const own = passages.filter((passage) => entries[passage]?.language === entries[question]?.language);
      const [closest] = own
        .map((passage) => ({
          passage,
          cosine: dot(vectors[question] ?? new Float32Array(0), vectors[passage] ?? new Float32Array(0)),
        }))
        .sort((a, b) => b.cosine - a.cosine || a.passage - b.passage);
      if (closest) links.set(closest.passage, [...(links.get(closest.passage) ?? []), question]);
    }
  }
  return links;
}
