import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/understanding/normalise.ts';

describe('normalise', () => {
  it.each([
    ['full width becomes half width', 'ＬＬ２６１１２０００４２　ｏｋ？', 'll2611200042 ok?'],
    ['traditional is folded to simplified', '請問我的訂單什麼時候出貨', '请问我的订单什么时候出货'],
    ['zero-width characters are dropped', 'where\u200b is\u200d my\ufeff order', 'where is my order'],
    ['control characters are dropped', 'a\u0000b\u0007c', 'abc'],
    ['spaces and line ends become one space', '  two\n\n lines\t here  ', 'two lines here'],
    ['runs are shortened to three', 'noooooooo!!!!!!!! 哈哈哈哈哈哈', 'nooo!!! 哈哈哈'],
    ['digits stay as they are', 'LL2600000042', 'll2600000042'],
    ['direction marks are dropped', '\u202eabc\u202c', 'abc'],
    ['nothing stays nothing', '', ''],
  ])('%s', (_what, text, expected) => expect(normalise(text)).toBe(expected));

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => normalise(normalise(text)) === normalise(text)),
    );
  });

  it('takes any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof normalise(text) === 'string'));
  });
});
