import { expect, it } from 'vitest';
import { askOwnQuestions } from '../../src/retrieval/ask-own-questions.ts';
import type { Corpus } from '../../src/retrieval/build-corpus.ts';

/** So many questions, each of an article of its own. */
function corpusOf(count: number): Corpus {
  const entries = Array.from({ length: count }, (_, topic) => ({
    kind: 'question' as const,
    topic,
    language: 'en' as const,
    passage: null,
    text: `question ${topic}`,
  }));
  const topics = entries.map(({ topic }) => ({ articleId: `article-${topic}`, articles: {}, questions: [topic], passages: [] }));
  return { entries, topics, topicOf: new Map() };
}

it.each([
  [3, [0, 1, 2]],
  [2_000, [0, 1, 2]],
  [5_000, [0, 3, 6]],
])('asks of %i questions every so manyth, without itself', async (count, first) => {
  const leftOut: number[] = [];
  const vectors = Array.from({ length: count }, () => Float32Array.of(1, 0));

  const asked = await askOwnQuestions(corpusOf(count), vectors, ({ leaveOut }) => {
    leftOut.push(...(leaveOut ?? []));
    return { candidates: [], wordsAmong: () => [] };
  });

  expect(asked.map(({ right }) => right).slice(0, 3)).toEqual(first);
  expect(leftOut.slice(0, 3)).toEqual(first);
  expect(asked.length).toBeLessThanOrEqual(2_000);
});
