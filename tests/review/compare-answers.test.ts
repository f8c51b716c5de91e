import { describe, expect, it } from 'vitest';
import { compareAnswers, type ChangeKind, type GivenAnswer } from '../../src/review/compare-answers.ts';

const article = (articleId: string, language: 'en' | 'zh' = 'en') => ({ articleId, language, title: `About ${articleId}` });

function given(more: Partial<GivenAnswer>): GivenAnswer {
  return { kind: 'answer-intent', isMiss: false, intentIds: ['gift'], articles: [], reason: null, words: 'Yes.', ...more };
}

const gifts = given({ articles: [article('gifts')], words: 'We wrap.' });
const abstain = given({ kind: 'abstain', isMiss: true, intentIds: [], words: 'I have no answer.' });
const offer = given({ kind: 'offer-human', isMiss: true, intentIds: [], reason: 'bot-stuck', words: 'A person?' });
const person = given({ kind: 'handoff', intentIds: [], reason: 'complaint', words: 'A colleague comes.' });
const question = given({ kind: 'ask-slot', intentIds: ['return'], words: 'Which order?' });
const choice = given({ kind: 'clarify', intentIds: ['gift', 'return'], words: 'Did you mean' });

describe('what of an answer is otherwise', () => {
  it.each<[string, GivenAnswer, GivenAnswer, ChangeKind | null]>([
    ['the same', gifts, { ...gifts }, null],
    ['an answer where there was none', abstain, gifts, 'gained'],
    ['a question of a flow where there was no answer', offer, question, 'gained'],
    ['none where there was one', gifts, abstain, 'lost'],
    ['the offer of a person where there was an answer', gifts, offer, 'lost'],
    ['no answer, told in another way', abstain, offer, null],
    ['another article', gifts, { ...gifts, articles: [article('cards')] }, 'other'],
    ['one more article', gifts, { ...gifts, articles: [article('cards'), article('gifts')] }, 'other'],
    ['an article in place of words', given({}), gifts, 'other'],
    ['another intent by its own words', given({}), given({ intentIds: ['greeting'] }), 'other'],
    ['a flow in place of an article', gifts, question, 'other'],
    ['another flow', question, { ...question, intentIds: ['cancel'] }, 'other'],
    ['another step of the flow', question, { ...question, kind: 'confirm' }, 'other'],
    ['another choice', choice, { ...choice, intentIds: ['gift', 'cancel'] }, 'other'],
    ['the same article, its text rewritten', gifts, { ...gifts, words: 'We wrap for 8.' }, 'reworded'],
    [
      'the same article in the other language',
      gifts,
      { ...gifts, articles: [article('gifts', 'zh')], words: '可以。' },
      'reworded',
    ],
    ['the same intent, its words rewritten', given({}), given({ words: 'Certainly.' }), 'reworded'],
    ['the same question, its words rewritten', question, { ...question, words: 'Of which order?' }, 'reworded'],
    ['the same article for another reason', gifts, { ...gifts, kind: 'answer-passage', intentIds: [] }, null],
    ['a person who was not called', gifts, person, 'handover'],
    ['a person in place of no answer', abstain, person, 'handover'],
    ['no person any more', person, gifts, 'handover'],
    ['no person and no answer any more', person, abstain, 'handover'],
    ['a person at another hour and for another reason', person, { ...person, reason: 'churn-risk', words: 'Tomorrow.' }, null],
  ])('%s', (_, before, after, kind) => {
    expect(compareAnswers(before, after)).toBe(kind);
  });
});
