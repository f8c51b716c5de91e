import { describe, expect, it } from 'vitest';
import { isUnanswered, judgeArticles, nextTurns } from '../../src/review/judge-articles.ts';
import type { RecordedTurn } from '../../src/review/recorded-turns.ts';
import { recordedTurn } from './recorded-turn.ts';

const MINUTE = 60_000;
const PERSON = { kind: 'handoff', reason: 'asked-for-human' } as const;

/** So many chats in which an article was shown, and what the customer got next. */
function chats(count: number, articleId: string, next: Partial<RecordedTurn> | null, after = MINUTE): readonly RecordedTurn[] {
  return Array.from({ length: count }, (_, n) => {
    const conversationId = [articleId, next?.kind, next?.reason, n].join(' ');
    const shown = recordedTurn({ conversationId, kind: 'answer-passage', articleId });
    return next === null ? [shown] : [recordedTurn({ conversationId, at: after, ...next }), shown];
  }).flat();
}

const judge = (...turns: readonly (readonly RecordedTurn[])[]) =>
  judgeArticles(turns.flat(), nextTurns(turns.flat()), (intentId) => (intentId === 'refund' ? 'refunds' : undefined));

describe('what became of customers who were shown an article', () => {
  it('counts who asked for a person, complained, or asked what has no answer, with the very next message', () => {
    const turns = [
      chats(4, 'a', PERSON),
      chats(2, 'a', { kind: 'handoff', reason: 'complaint' }),
      chats(3, 'a', { kind: 'abstain' }),
      chats(1, 'a', { kind: 'answer-passage', articleId: 'b' }),
      chats(5, 'a', null),
    ];

    expect(judge(...turns)).toEqual([{ articleId: 'a', shown: 15, thenPerson: 6, thenUnanswered: 3 }]);
  });

  it('counts an intent that answers with its article', () => {
    const turns = chats(5, 'x', PERSON).map((turn) =>
      turn.articleId === null ? turn : { ...turn, kind: 'answer-intent' as const, articleId: null, intentId: 'refund' },
    );

    expect(judge(turns)).toEqual([{ articleId: 'refunds', shown: 5, thenPerson: 5, thenUnanswered: 0 }]);
  });

  it.each<readonly [string, readonly RecordedTurn[]]>([
    ['a chat in which it was shown often', chats(5, 'a', PERSON).map((turn) => ({ ...turn, conversationId: 'one' }))],
    ['what customers were content with', chats(50, 'a', null)],
    ['what was shown too rarely to judge', chats(4, 'a', PERSON)],
    ['what customers asked when they came back later', chats(10, 'a', PERSON, 11 * MINUTE)],
    ['customers who left the bot for the score', chats(10, 'a', { kind: 'handoff', reason: 'churn-risk' })],
    ['turns in which a part failed', chats(10, 'a', { kind: 'abstain', isDegraded: true })],
  ])('leaves out %s', (_what, turns) => {
    expect(judge(turns)).toEqual([]);
  });

  it('puts thirty of a hundred over two of five: the latter may be chance', () => {
    const turns = [chats(3, 'few', null), chats(2, 'few', PERSON), chats(70, 'many', null), chats(30, 'many', PERSON)];

    expect(judge(...turns).map(({ articleId }) => articleId)).toEqual(['many', 'few']);
  });
});

it.each([
  [{ kind: 'abstain' }, null, true],
  [{ kind: 'offer-human', reason: 'bot-stuck' }, null, true],
  [{ kind: 'abstain', isDegraded: true }, null, false],
  [{ kind: 'answer-passage' }, { kind: 'abstain' }, false],
  [{ kind: 'clarify' }, null, true],
  [{ kind: 'clarify' }, { kind: 'answer-intent' }, false],
  [{ kind: 'clarify' }, { kind: 'ask-slot' }, false],
  [{ kind: 'clarify' }, { kind: 'acknowledge' }, true],
  [{ kind: 'clarify' }, PERSON, true],
  [{ kind: 'clarify' }, { kind: 'answer-intent', at: 11 * MINUTE }, true],
] as const)('a turn %o that is followed by %o has no answer: %s', (turn, next, expected) => {
  const asked = recordedTurn(turn);
  const turns = next === null ? [asked] : [recordedTurn({ at: MINUTE, ...next }), asked];

  expect(isUnanswered(asked, nextTurns(turns))).toBe(expected);
});
