import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentAdvice } from '../../src/cli/content-advice.ts';
import { loadArticles } from '../../src/retrieval/load-articles.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';
import { smallShop } from '../understanding/small-shop.ts';

const NOW = Date.parse('2026-11-28T04:00:00Z');
const root = resolve(import.meta.dirname, '../..');
const demo = loadIntents(resolve(root, 'intents'));
const { articles } = loadArticles(resolve(root, 'knowledge'));

describe('advice on content', () => {
  it('has nothing to say on the demo shop', () => {
    expect(contentAdvice(demo, articles, NOW)).toEqual([]);
  });

  it('tells a new shop what its customers will miss', () => {
    expect(contentAdvice(loadIntents(smallShop()), [], NOW)).toEqual([
      expect.stringContaining('out_of_scope.yaml holds 10 messages'),
      expect.stringContaining('coupon, refund, shipping have fewer than 20 examples'),
      expect.stringContaining('no intent calls a person'),
      expect.stringContaining('greeting, thanks, goodbye, affirm, deny: no such intent'),
    ]);
  });

  it('names intents whose article is not valid today in a language', () => {
    const some = articles.flatMap((article) => {
      if (article.id === 'warranty' && article.locale === 'zh') return [];
      return article.id === 'coupons' && article.locale === 'en' ? [{ ...article, validUntil: '2026-11-27' }] : [article];
    });

    expect(contentAdvice(demo, some, NOW)).toEqual([
      expect.stringMatching(/^coupon_use: the article has no en version/),
      expect.stringMatching(/^warranty_claim: the article has no zh version/),
    ]);
  });

  it('finds what is left of the demo shop in another', () => {
    const other = { ...demo, shop: { ...demo.shop, name: { en: 'Petal & Stem', zh: '花语' } } };

    expect(contentAdvice(other, articles, NOW)).toEqual([
      expect.stringMatching(/^the demo shop is still named in .* and \d+ more$/),
    ]);
  });
});
