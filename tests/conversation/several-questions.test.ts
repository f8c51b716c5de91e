import { describe, expect, it } from 'vitest';
import { severalQuestions } from '../../src/conversation/several-questions.ts';
import type { Understander } from '../../src/understanding/understander.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';
import { analysis, intent, INTENTS, passage, POLICY } from './facts.ts';

/** Words, the intent that they mean and the article that they find with the probability beside it. */
const MEANT: readonly (readonly [RegExp, string, string, number])[] = [
  [/invoice/, 'invoices', 'invoices', 0.9],
  [/postage/, 'postage', 'postage', 0.6],
  [/points/, 'points', 'points', 0.9],
  [/cancel/, 'order_cancel', 'cancel-order', 0.5],
  [/furious/, 'complaint', 'complaints', 0.9],
];
const intents = new Map([
  ...INTENTS,
  ...['invoices', 'postage', 'points'].map((id) => [id, intent(id, { article: id })] as const),
  ['complaint', intent('complaint', { handoff: { reason: 'complaint', when: 'always' } })] as const,
]);

const understander = {
  analyse: (text: string) => analysis(text),
  classify: (_vector: Float32Array, { normalised }: { normalised: string }) => {
    const [id] = MEANT.flatMap(([words, meant]) => (words.test(normalised) ? [meant] : []));
    return {
      intents: id === undefined ? [] : [{ id, p: 0.95 }],
      outOfScopeProbability: 0,
      outOfScope: id === undefined,
      nearest: null,
    };
  },
} as unknown as Understander;

const retriever = {
  search: ({ text }: { text: string }) =>
    MEANT.flatMap(([words, , id, score]) => (words.test(text) ? [passage(id, score)] : [])).reverse(),
  bestOf: (id: string) => passage(id, 0.9),
} as unknown as Retriever;

async function read(text: string, whole: { readonly intentId?: string; readonly pressed?: string } = {}) {
  const several = await severalQuestions(
    text,
    'en',
    {
      classification: {
        intents: whole.intentId === undefined ? [] : [{ id: whole.intentId, p: 0.99 }],
        outOfScopeProbability: 0,
        outOfScope: whole.intentId === undefined,
        nearest: null,
      },
      pressedIntentId: whole.pressed ?? null,
      passages: [],
    },
    {
      understander,
      retriever,
      embedder: {
        id: 'words',
        dimensions: 1,
        words: new Set(),
        embed: (texts) => Promise.resolve(texts.map(() => new Float32Array([1]))),
        dispose: () => Promise.resolve(),
      },
      policy: { ...POLICY, intents },
      signal: AbortSignal.timeout(1_000),
    },
  );
  return (
    several && {
      main: several.main?.analysis.text ?? null,
      asides: several.asides.map(({ passage: { passage: found }, intentId }) => [found.articleId, intentId]),
    }
  );
}

describe('several questions of one turn', () => {
  it('are answered in order, the last one by the decision', async () => {
    expect(await read('can I get an invoice? and who pays the postage?')).toEqual({
      main: 'who pays the postage?',
      asides: [['invoices', 'invoices']],
    });
  });

  it('leave the decision to the one that begins a flow', async () => {
    expect(await read('please cancel my order. do I lose my points?')).toEqual({
      main: 'please cancel my order.',
      asides: [['points', 'points']],
    });
  });

  it('are the turn as a whole where both are about the same, which leans on nothing', async () => {
    expect(await read('can I get an invoice? where do I find the invoice?', { intentId: 'invoices' })).toEqual({
      main: null,
      asides: [],
    });
  });

  it('are not looked for where a button was pressed or a person must be called', async () => {
    const text = 'can I get an invoice? and who pays the postage?';
    expect(await read(text, { pressed: 'invoices' })).toBeNull();
    expect(await read(`I am furious. ${text}`, { intentId: 'complaint' })).toBeNull();
  });

  it('are at most three', async () => {
    const text = 'an invoice? the postage? my points? can you cancel it?';
    expect((await read(text))?.asides).toHaveLength(2);
  });
});

describe('one question', () => {
  it('is found among greetings, when nothing is sure of the whole', async () => {
    expect(await read('hey there. no rush. can I get an invoice? ta very much')).toEqual({
      main: 'can I get an invoice?',
      asides: [],
    });
  });

  it('gives way to what a short turn says as a whole', async () => {
    expect(await read('it got scratched, can I get an invoice?', { intentId: 'postage' })).toBeNull();
  });

  it('counts more than the whole at the end of a story, whose statements ask for nothing', async () => {
    const story = 'I moved here. My aunt likes tea. She collects points. I paid the postage. It came. Can I get an invoice?';
    expect(await read(story, { intentId: 'points' })).toEqual({ main: 'Can I get an invoice?', asides: [] });
  });
});
