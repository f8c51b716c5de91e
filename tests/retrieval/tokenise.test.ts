import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenise } from '../../src/retrieval/tokenise.ts';

describe('terms', () => {
  it.each([
    ['returned returning returns', ['return', 'return', 'return']],
    ["what's the shop's policy", ['what', 'the', 'shop', 'polici']],
    ['退货', ['退', '退货', '货']],
    ['我的order没到', ['我', '我的', '的', 'order', '没', '没到', '到']],
    ['ll2611200042', ['ll2611200042']],
    ['50% off!', ['50', 'off']],
    ['', []],
    ['😀 !!! …', []],
    ['𠮷野家', ['𠮷', '𠮷野', '野', '野家', '家']],
  ])('of %j', (text, terms) => expect(tokenise(text)).toEqual(terms));

  it('come from any text, and are short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const term of tokenise(text)) {
          expect(term).not.toBe('');
          expect(term.length).toBeLessThanOrEqual(40);
        }
      }),
    );
  });
});
