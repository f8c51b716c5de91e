import type { Corpus } from './build-corpus.ts';
import { dot } from './dot.ts';
import type { LabelledEvidence } from './fuse.ts';
import type { GatherEvidence } from './gather-evidence.ts';

/**
 * Each question of the articles is asked of an index without it, twice: also without the one of the other language that is closest to it.
 * Operators write the two languages side by side, so that a translation is nearly always there; what customers ask lies between.
 */
export function askOwnQuestions(
  corpus: Corpus,
  vectors: readonly Float32Array[],
  gather: GatherEvidence,
): readonly LabelledEvidence[] {
  return corpus.entries.flatMap(({ kind, topic, text }, entry) => {
    const vector = vectors[entry];
    if (kind !== 'question' || !vector) return [];
    const ask = (...leaveOut: readonly number[]): LabelledEvidence => ({
      right: topic,
      evidence: gather({ text, vector, isLive: () => true, leaveOut: new Set(leaveOut) }).candidates,
    });
    const twin = twinOf(entry, corpus, vectors);
    return twin === undefined ? [ask(entry)] : [ask(entry), ask(entry, twin)];
  });
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
