import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHomophones } from '../../src/understanding/homophones.ts';

const EXAMPLES = [...Array.from({ length: 5 }, () => '怎么开发票,快递柜在哪,裤子换长款,退款到账'), '我要退货', '西安到了吗'];
const correct = createHomophones(['重庆', '订单', 'order'], EXAMPLES);

describe('homophones', () => {
  it.each([
    ['怎么开法票', '怎么开发票'],
    ['放快递规里', '放快递柜里'],
    ['裤子唤长款', '裤子换长款'],
    ['退宽什么时候到帐', '退款什么时候到账'],
  ])('mends %s', (text, expected) => expect(correct(text)).toBe(expected));

  it.each([
    ['a pair that the encoder knows', '重庆的订单'],
    ['a pair that an example has', '我要退货,西安'],
    ['what sounds like nothing of the examples', '苹果很好吃'],
    ['one character alone', '宽 and 帐'],
    ['English', 'where is my order'],
  ])('leaves %s alone', (_what, text) => expect(correct(text)).toBe(text));

  it('changes nothing where no known words tell a rare word from a slip', () => {
    expect(createHomophones(['order'], EXAMPLES)('怎么开法票')).toBe('怎么开法票');
  });

  it('takes any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => correct(text).length === text.length));
  });
});
