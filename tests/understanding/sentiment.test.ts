import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/understanding/normalise.ts';
import { sentimentOf } from '../../src/understanding/sentiment.ts';

const moodOf = (text: string): number => sentimentOf(text, normalise(text));

describe('sentiment', () => {
  it.each([
    'this is a joke, worst shop ever',
    'terrible service, I am so angry',
    "I'm really disappointed with you",
    'WHERE IS MY ORDER!!!!',
    'not happy at all',
    'third time late, never ordering again, useless',
    '太差了，再也不买了',
    '气死我了',
    '什么垃圾服务',
    '一点都不满意',
    '骗子',
    '等了半个月还没到，太失望了',
    '😡😡',
    '质量真差劲',
    '你们客服态度太恶劣了！！！',
    '我真的会谢，这售后',
    '耐心没了，人也走了',
    'won’t be ordering again',
    'nobody ever answers, going back and forth for six days',
  ])('of "%s" is bad', (text) => expect(moodOf(text)).toBeLessThan(-0.2));

  it.each([
    'thank you so much, you are wonderful',
    'great service, love it',
    'works perfectly, very happy',
    'not bad at all',
    '非常满意',
    '谢谢，太好了',
    '客服很耐心，点赞',
    '质量不错',
    '❤️👍',
    '表扬一下你们的客服',
    'five stars, will buy here again',
  ])('of "%s" is good', (text) => expect(moodOf(text)).toBeGreaterThan(0.2));

  it.each([
    'where is my order LL2611200042',
    'how do I return this',
    'I want to cancel my order',
    'do you ship to France',
    'can I pay with Alipay',
    '怎么退货',
    '我想取消订单',
    '发什么快递',
    '有没有优惠券',
    '什么时候发货',
    'can I buy a gift card for a friend',
    'is there a discount, I want to use two coupons',
    '不是要投诉',
    'back in stock when',
    '你好',
    '',
  ])('of "%s" is neither', (text) => expect(Math.abs(moodOf(text))).toBeLessThan(0.25));

  it.each([
    ['good', 'not good'],
    ['满意', '不满意'],
    ['very good', 'good'],
    ['质量好', '质量不好'],
    ['差', '太差了'],
    ['slow and annoying', 'slow and ANNOYING!!!!'],
  ])('of "%s" and "%s" differs as it should', (better, worse) => expect(moodOf(better)).toBeGreaterThan(moodOf(worse)));

  it('makes a number of words that every object has as properties', () => {
    expect(moodOf('constructor')).toBe(0);
  });

  it('stays within -1 and 1 whatever is said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const mood = moodOf(text);
        return mood >= -1 && mood <= 1;
      }),
    );
    expect(moodOf('terrible '.repeat(400))).toBeGreaterThanOrEqual(-1);
  });
});
