import { expect, it } from 'vitest';
import { excerpt } from '../../src/web/console/excerpt.ts';

const marked = (text: string, ...words: readonly string[]): string =>
  excerpt(text, words)
    .map(({ text: part, isHit }) => (isHit ? `[${part}]` : part))
    .join('');

it.each([
  ['where is LL2611200042?', ['ll2611200042'], 'where is [LL2611200042]?'],
  ['我的退货，什么时候退款', ['退货', '退款'], '我的[退货]，什么时候[退款]'],
  ['no word of it', [], 'no word of it'],
  ['two\n lines', ['lines'], 'two [lines]'],
  ['1+1 (a.b) is a|b', ['(a.b)', '1+1'], '[1+1] [(a.b)] is a|b'],
  [`${'x'.repeat(100)} tent ${'y'.repeat(200)}`, ['tent'], `…${'x'.repeat(29)} [tent] ${'y'.repeat(125)}…`],
])('of "%s" shows what was looked for: %o', (text, words, shown) => {
  expect(marked(text, ...words)).toBe(shown);
});
