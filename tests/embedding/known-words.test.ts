import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownWords } from '../../src/embedding/known-words.ts';

describe('the words that a model knows', () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      'SentencePiece',
      [
        ['<s>', 0],
        ['▁order', -1],
        ['der', -2],
        ['▁LL', -3],
        ['退货', -4],
        ['▁a', -5],
        ['退', -6],
      ],
      ['order', '退货'],
    ],
    ['WordPiece', { '[CLS]': 0, order: 1, '##der': 2, 退: 3 }, ['order']],
    ['byte-level BPE', { '<s>': 0, Ġorder: 1, der: 2 }, ['order']],
    ['pieces that mark no words', { order: 0, der: 1, 退货: 2 }, ['退货']],
    ['no pieces', undefined, []],
  ])('are read from %s', (_kind, vocab, expected) => expect([...knownWords({ model: { vocab } })]).toEqual(expected));

  it('of our own encoder are many, and those of a shop', () => {
    const words = knownWords(JSON.parse(readFileSync('models/encoder/tokenizer.json', 'utf8')) as { model: { vocab: unknown } });

    expect(words.size).toBeGreaterThan(20_000);
    expect(['order', 'delivery', 'password', 'return', '发票'].every((word) => words.has(word))).toBe(true);
  });
});
