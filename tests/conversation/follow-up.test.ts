import { expect, it } from 'vitest';
import { answerInTopic, nextTopic, topicOf } from '../../src/conversation/follow-up.ts';
import type { Question, Retriever } from '../../src/retrieval/retriever.ts';
import { passage, state } from './facts.ts';

const topic = {
  question: 'how long does delivery take',
  articleId: 'delivery-times',
  passageId: 'delivery-times/en#0',
  isRepeated: false,
  turn: 4,
};
const VECTOR = Float32Array.of(1);

it.each([
  ['in the next turn', 4, true],
  ['two turns later', 6, true],
  ['three turns later', 7, false],
])('a topic is leant on %s: %i turns so far', (_when, turns, isKept) => {
  expect(topicOf(state({ turns, topic }))).toEqual(isKept ? topic : null);
});

it('is asked together with its question, and answered by the passage that the message alone points to', async () => {
  const asked: Question[] = [];
  const retriever: Pick<Retriever, 'search' | 'bestOf' | 'likeness'> = {
    likeness: () => 0.5,
    search(question) {
      asked.push(question);
      return [passage('delivery-times', 0.8)];
    },
    bestOf(articleId, question) {
      asked.push(question);
      return { ...passage(articleId, 0.1), passage: { ...passage(articleId, 0.1).passage, id: `${articleId}/en#2` } };
    },
  };
  const said: Question = { text: 'and abroad?', vector: null, language: 'en' };

  const found = await answerInTopic(
    topic,
    { said, alone: [] },
    { retriever: retriever as Retriever, embed: () => Promise.resolve(VECTOR) },
  );

  expect(asked).toEqual([{ text: 'how long does delivery take, and abroad?', vector: VECTOR, language: 'en' }, said]);
  expect([found?.passage.id, found?.score]).toEqual(['delivery-times/en#2', 0.8]);
});

it.each([
  ['that the message itself speaks for', { sea: 0.5, land: 0.45 }, { land: 0.6 }, {}, 'land', 0.6],
  ['that the message is more like', { sea: 0.5, land: 0.45 }, {}, { sea: 0.3, land: 0.6 }, 'land', 0.45],
  ['that the question is clearly about', { sea: 0.9, land: 0.1 }, { land: 0.6 }, { sea: 0.3, land: 0.6 }, 'sea', 0.9],
  ['that only the message finds', { sea: 0.1 }, { land: 0.8 }, { land: 0.5 }, 'land', 0.8],
] as const)('is answered by the article %s', async (_what, together, alone, likeness, articleId, score) => {
  const found = (scores: object) => Object.entries(scores).map(([id, p]) => passage(id, p as number));
  const retriever: Pick<Retriever, 'search' | 'bestOf' | 'likeness'> = {
    search: () => found(together),
    bestOf: (id) => passage(id, 0.1),
    likeness: (id) => (likeness as Record<string, number>)[id] ?? 0,
  };
  const said: Question = { text: 'by ship', vector: null, language: 'en' };

  const answer = await answerInTopic(
    topic,
    { said, alone: found(alone) },
    { retriever: retriever as Retriever, embed: () => Promise.resolve(VECTOR) },
  );

  expect([answer?.passage.articleId, answer?.score]).toEqual([articleId, score]);
});

it('stays the question that follow-ups lean on until another one is asked', () => {
  const before = state({ turns: 5, topic });
  const shown = { question: 'and abroad?', articleId: 'international-shipping', passageId: 'international-shipping/en#0' };

  expect(nextTopic(before, { ...shown, leans: true })).toEqual({
    question: topic.question,
    articleId: 'international-shipping',
    passageId: 'international-shipping/en#0',
    isRepeated: false,
    turn: 5,
  });
  expect(nextTopic(before, { ...shown, question: 'q'.repeat(500), leans: false }).question).toHaveLength(200);
  expect(nextTopic(before, { ...shown, passageId: topic.passageId, leans: true }).isRepeated).toBe(true);
});
