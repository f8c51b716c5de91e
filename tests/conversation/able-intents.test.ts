import { expect, it } from 'vitest';
import { IntentFile, type Article } from '../../src/contract/content.ts';
import { ableIntents } from '../../src/conversation/able-intents.ts';

const words = { en: 'Yes.', zh: '可以。' };
const flow = { action: 'request-callback', slots: [{ name: 'phone', type: 'phone', ask: words }] };

it.each([
  ['whose article is there', { article: 'gifts' }, true],
  ['whose article has run out', { article: 'gone' }, false],
  ['whose article has run out, but which says something itself', { article: 'gone', answer: words }, true],
  ['whose article has run out, but which begins a flow', { article: 'gone', flow }, true],
  [
    'whose article has run out, but which calls a person',
    { article: 'gone', handoff: { when: 'always', reason: 'policy' } },
    true,
  ],
  [
    'whose article has run out, and which offers a person',
    { article: 'gone', handoff: { when: 'offer', reason: 'policy' } },
    false,
  ],
  ['without an article', {}, true],
] as const)('counts an intent %s: %s', (_what, parts, expected) => {
  const intent = IntentFile.parse({ id: 'x', group: 'orders', title: words, examples: { en: ['a'], zh: ['甲'] }, ...parts });
  const retriever = { article: (id: string) => (id === 'gifts' ? ({ id } as Article) : null) };

  expect(ableIntents(new Map([['x', intent]]), retriever, 'en').has('x')).toBe(expected);
});
