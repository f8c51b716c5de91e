import { describe, expect, it } from 'vitest';
import type { ArticleLink } from '../../src/contract/conversation.ts';
import type { ConversationCommit } from '../../src/contract/conversation-log.ts';
import type { Decision } from '../../src/contract/decision.ts';
import { NEW_DIALOGUE, type Awaiting, type FlowProgress } from '../../src/contract/dialogue.ts';
import type { TurnRecord } from '../../src/contract/turn.ts';
import type { GivenAnswer } from '../../src/review/compare-answers.ts';
import { givenAnswer } from '../../src/review/given-answer.ts';

const GIFTS: ArticleLink = { articleId: 'gifts', title: 'Gifts', language: 'en' };
const FLOW: FlowProgress = { intentId: 'return', slots: { orderNumber: 'LL1' }, startedAtSequence: 1 };
const SLOT = { kind: 'slot', flow: FLOW, slot: 'reason', tries: 0 } as const;

/** What a turn with this decision gave, whose replies were these. */
function answerOf(
  decision: Decision,
  replies: readonly { readonly text: string; readonly article?: ArticleLink }[],
  awaiting: Awaiting | null = null,
): GivenAnswer {
  const entries = replies.map(({ text, article = null }) => ({
    id: text,
    author: { kind: 'bot' } as const,
    body: { kind: 'message', text, attachments: [], quickReplies: [], article } as const,
  }));
  const commit: ConversationCommit = {
    conversationId: 'c',
    expect: { version: 0 },
    entries,
    state: { ...NEW_DIALOGUE, awaiting },
  };
  return givenAnswer({ record: { decision } as TurnRecord, commit }, (words) => words.replaceAll('LL1', '[number]'));
}

const gift = { kind: 'answer-intent', intentId: 'gift', offersHuman: false } as const;
const greeting = { ...gift, intentId: 'greeting' } as const;

describe('what a turn gave the customer', () => {
  it('names all articles that were shown, and all words', () => {
    const replies = [
      { text: 'Cards.', article: { ...GIFTS, articleId: 'cards' } },
      { text: 'We wrap.', article: GIFTS },
    ];

    expect(answerOf(gift, replies)).toEqual({
      kind: 'answer-intent',
      isMiss: false,
      intentIds: ['gift'],
      articles: [{ ...GIFTS, articleId: 'cards' }, GIFTS],
      reason: null,
      words: 'Cards.\n\nWe wrap.',
    });
  });

  it.each<[string, Decision, boolean]>([
    ['an intent', greeting, false],
    ['that there is no answer', { kind: 'abstain' }, true],
    ['the offer of a person', { kind: 'offer-human', reason: 'bot-stuck' }, true],
    ['a person', { kind: 'handoff', reason: 'complaint' }, false],
  ])('counts as a miss or not: %s', (_, decision, isMiss) => {
    expect(answerOf(decision, [{ text: 'Hm.' }]).isMiss).toBe(isMiss);
  });

  it('hides what flows repeat of the customer, and nothing of articles', () => {
    const said = [{ text: 'Call LL1.' }];

    expect(answerOf({ kind: 'confirm', flow: FLOW }, said).words).toBe('Call [number].');
    expect(answerOf(greeting, said, SLOT).words).toBe('Call [number].');
    expect(answerOf(gift, [{ text: 'Call LL1.', article: GIFTS }]).words).toBe('Call LL1.');
  });

  it.each<[Decision, readonly string[]]>([
    [{ kind: 'clarify', intentIds: ['gift', 'return'] }, ['gift', 'return']],
    [{ kind: 'ask-slot', awaiting: SLOT, problem: null }, ['return']],
    [{ kind: 'flow-cancelled', intentId: 'return' }, ['return']],
    [{ kind: 'acknowledge', tone: 'yes' }, []],
  ])('names the intents of %o', (decision, intentIds) => {
    expect(answerOf(decision, []).intentIds).toEqual(intentIds);
  });
});
