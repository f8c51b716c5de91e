import type { Corpus } from './build-corpus.ts';
import { gently } from '../numerics/gently.ts';
import { dot } from './dot.ts';
import type { LabelledEvidence } from './fuse.ts';
import type { GatherEvidence } from './gather-evidence.ts';

/** Two numbers are learned from them: more would only take longer (hours, of twenty thousand articles). */
const MOST_ASKED = 2_000;
const QUESTIONS_BETWEEN_PAUSES = 4;

/**
 * Each question of the articles is asked of an index without it, twice: also without the one of the other language that is closest to it.
 * Operators write the two languages side by side, so that a translation is nearly always there; what customers ask lies between.
 * Of more than two thousand, every so manyth is asked.
 */
export async function askOwnQuestions(
  corpus: Corpus,
  vectors: readonly Float32Array[],
  gather: GatherEvidence,
): Promise<readonly LabelledEvidence[]> {
  const questions = [...corpus.entries.keys()].filter((entry) => corpus.entries[entry]?.kind === 'question');
  const every = Math.ceil(questions.length / MOST_ASKED);
  const asked = questions.filter((_, n) => n % every === 0);
  const answers = await gently(asked, answersTo, QUESTIONS_BETWEEN_PAUSES);
  return answers.flat();

  function answersTo(entry: number): readonly LabelledEvidence[] {
    const [question, vector] = [corpus.entries[entry], vectors[entry]];
    if (!question || !vector) return [];
    const { topic, text } = question;
    const ask = (...leaveOut: readonly number[]): LabelledEvidence => ({
      right: topic,
      evidence: gather({ text, vector, isLive: () => true, leaveOut: new Set(leaveOut) }).candidates,
    });
    const twin = twinOf(entry, corpus, vectors);
    return twin === undefined ? [ask(entry)] : [ask(entry), ask(entry, twin)];
  }
}

/** Questions that no article answers. */
export function askForeignQuestions(
  questions: readonly { readonly text: string; readonly vector: Float32Array | null }[],
  gather: GatherEvidence,
): readonly LabelledEvidence[] {
  return questions.map(({ text, vector }) => ({
    right: null,
    evidence: gather({ text, vector, isLive: () => true }).candidates,
  }));
}

function twinOf(entry: number, { entries, topics }: Corpus, vectors: readonly Float32Array[]): number | undefined {
  const own = entries[entry];
  const vector = vectors[entry];
  if (!own || !vector) return undefined;
  const [twin] = (topics[own.topic]?.questions ?? [])
    .filter((other) => entries[other]?.language !== own.language)
    .map((other) => ({ other, cosine: dot(vector, vectors[other] ?? vector) }))
    .sort((a, b) => b.cosine - a.cosine || a.other - b.other);
  return twin?.other;
}
