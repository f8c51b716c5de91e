import { beforeEach, describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/embedding/embedder.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';
import type { RecordedTurn, RecordedTurns } from '../../src/review/recorded-turns.ts';
import { reportContent } from '../../src/review/report-content.ts';
import { createAnalyser } from '../../src/understanding/create-analyser.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';
import type { Understander } from '../../src/understanding/understander.ts';
import { smallShop } from '../understanding/small-shop.ts';
import { recordedTurn } from './recorded-turn.ts';

const catalogue = loadIntents(smallShop());
const understander = { catalogue, analyse: createAnalyser(catalogue.shop, () => 0) } as Partial<Understander> as Understander;

/** What is said of gift wrapping lies in one direction, of bicycles in another. */
const embedder = {
  embed: (texts: readonly string[]) =>
    Promise.resolve(texts.map((text) => (/gift|礼/.test(text) ? Float32Array.of(1, 0) : Float32Array.of(0, 1)))),
} as Partial<Embedder> as Embedder;

let score = 0.34;
const retriever = {
  search: () => [{ passage: { articleId: 'cards' }, score }],
  article: (id: string, language: string) => ({ title: `${id} in ${language}` }),
} as unknown as Retriever;

describe('the report on what articles leave open', () => {
  let recorded: readonly RecordedTurn[];
  let words: Map<string, string>;
  beforeEach(() => {
    score = 0.34;
    recorded = [];
    words = new Map();
  });

  function says(text: string, given: Partial<RecordedTurn> = {}): void {
    const turn = recordedTurn({ conversationId: text, at: recorded.length, ...given });
    recorded = [turn, ...recorded];
    words.set(turn.id, text);
  }

  const report = (isAnsweredNow: (text: string) => boolean = () => false) => {
    const turns: RecordedTurns = {
      newest: (_from, _to, limit) => Promise.resolve(recorded.slice(0, limit)),
      wordsOf: (asked) => Promise.resolve(new Map([...words].filter(([id]) => asked.some((turn) => turn.id === id)))),
    };
    return reportContent(
      { from: 0, to: 1_000_000 },
      {
        turns,
        embedder,
        understander: () => understander,
        retriever: () => retriever,
        isAnsweredNow: (text) => Promise.resolve(isAnsweredNow(text)),
      },
    );
  };

  it('puts questions of one meaning together, most frequent first, with the nearest article', async () => {
    says('有自行车吗');
    says('do you wrap gifts');
    says('礼物能包装吗', { conversationId: 'the same chat' });
    says('Gift wrap for LL2611200042?', { conversationId: 'the same chat' });

    expect((await report()).groups).toEqual([
      {
        messages: 3,
        conversations: 2,
        lastAt: 3,
        lastConversationId: 'the same chat',
        lastSequence: 1,
        wordings: ['Gift wrap for [order number]?', '礼物能包装吗', 'do you wrap gifts'],
        nearest: { articleId: 'cards', title: { en: 'cards in en', zh: 'cards in zh' }, score: 0.34 },
        isAnsweredNow: false,
      },
      expect.objectContaining({ messages: 1, wordings: ['有自行车吗'] }),
    ]);
  });

  it('ranks by chats, so that one visitor who asks ten times stands behind two who ask once', async () => {
    for (let n = 0; n < 10; n += 1) says(`bicycles ${n}`, { conversationId: 'one visitor' });
    says('gift wrap');
    says('gifts, wrapped?');

    const { groups } = await report();

    expect(groups.map(({ conversations, messages }) => [conversations, messages])).toEqual([
      [2, 2],
      [1, 10],
    ]);
  });

  it('names no article that is near by chance only', async () => {
    score = 0.14;
    says('gift wrap');

    expect((await report()).groups[0]?.nearest).toBeNull();
  });

  it('says what is answered by now, and puts it last', async () => {
    says('gift wrap');
    says('gifts, wrapped?');
    says('bicycles');

    const { groups } = await report((text) => text.includes('gift'));

    expect(groups.map(({ wordings, isAnsweredNow }) => [wordings[0], isAnsweredNow])).toEqual([
      ['bicycles', false],
      ['gifts, wrapped?', true],
    ]);
  });

  it('counts the turns of the bot, and looks at words only where there are any of use', async () => {
    says('LL2611200042');
    says('bicycles', { kind: 'answer-intent', intentId: 'greeting' });
    says('a word to the agent', { kind: 'stay-silent' });
    says('late', { isDegraded: true });
    says('gone');
    words.delete(recorded[0]!.id);

    expect(await report()).toEqual({ turns: 4, unanswered: 2, isCut: false, groups: [], articles: [] });
  });

  it('says when there was more than it looks at', async () => {
    for (let n = 0; n < 401; n += 1) says(`gift ${n}`);

    const { unanswered, isCut, groups } = await report();

    expect([unanswered, isCut, groups[0]?.messages, groups[0]?.wordings.length]).toEqual([401, true, 400, 5]);
  });
});
