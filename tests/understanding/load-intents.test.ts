import { describe, expect, it } from 'vitest';
import { BotError } from '../../src/contract/errors.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';
import { intent, smallShop } from './small-shop.ts';

const TWO = { en: ['say one thing', 'say another'], zh: ['说一句', '再说一句'] };

function problemsOf(folder: string): readonly string[] {
  try {
    loadIntents(folder);
  } catch (error) {
    if (error instanceof BotError && error.code === 'CONTENT_INVALID') return error.message.split('\n- ').slice(1);
    throw error;
  }
  return [];
}

describe('loading intents', () => {
  it('reads a folder that is well', () => {
    const { intents, outOfScope, shop } = loadIntents(smallShop());

    expect([...intents.keys()]).toEqual(['coupon', 'refund', 'shipping']);
    expect(outOfScope).toHaveLength(10);
    expect(shop.name.en).toBe('Test Shop');
  });

  it('names the content by a hash that every edit changes', () => {
    const { hash } = loadIntents(smallShop());

    expect(loadIntents(smallShop()).hash).toBe(hash);
    expect(loadIntents(smallShop({ 'extra.yaml': intent('extra', TWO) })).hash).not.toBe(hash);
  });

  it.each<[string, Record<string, string | null>, readonly string[]]>([
    ['YAML that does not parse', { 'coupon.yaml': 'id: coupon\ngroup: [orders\n' }, ['coupon.yaml:']],
    ['an empty file', { 'coupon.yaml': '' }, ['coupon.yaml:1: the file: is empty']],
    [
      'an unknown key, with its line',
      { 'coupon.yaml': intent('coupon', TWO, 'artcle: coupons\n') },
      ['coupon.yaml:4: unknown key "artcle": correct its spelling or remove it'],
    ],
    [
      'a button too long to show, as an example that was indented too far makes one',
      {
        'coupon.yaml': intent('coupon', TWO).replace(
          /title: .*/,
          'title:\n  en: Coupons\n    - how do I get one - and where do I put it\n  zh: 券',
        ),
      },
      ['coupon.yaml:4: title.en: is what a button shows: at most 40 characters'],
    ],
    ['a file named otherwise than its id', { 'coupons.yaml': intent('vouchers', TWO) }, ['coupons.yaml:1: id is "vouchers"']],
    [
      'a quick reply to nothing',
      { 'coupon.yaml': intent('coupon', TWO, 'quickReplies: [refund, refunds]\n') },
      ['coupon.yaml:4: quickReplies names "refunds"'],
    ],
    [
      'a flow without a slot that its action needs',
      {
        'coupon.yaml': intent(
          'coupon',
          TWO,
          'flow:\n  action: request-callback\n  slots:\n    - { name: phone, type: phone, ask: { en: Phone?, zh: 电话？ } }\n',
        ),
      },
      ['coupon.yaml:7: a flow with action request-callback needs a slot "topic"'],
    ],
    [
      'a reason without words, and a claim on nothing',
      {
        'coupon.yaml': intent(
          'coupon',
          TWO,
          [
            'flow:',
            '  action: show-order',
            '  claims: [refunds]',
            '  impossible: { shipped: gone }',
            '  daysAfterDelivery: { most: 15, why: late }',
            '  slots:',
            '    - { name: orderNumber, type: order-number, ask: { en: Number?, zh: 单号？ } }',
            '',
          ].join('\n'),
        ),
      },
      [
        'coupon.yaml:7: the reason "gone" has no words',
        'coupon.yaml:8: the reason "late" has no words',
        'coupon.yaml:6: claims names "refunds"',
      ],
    ],
    [
      'an example that two intents claim, whatever its case and width',
      { 'extra.yaml': intent('extra', { ...TWO, en: ['Where is my ＲＥＦＵＮＤ'] }) },
      ['refund.yaml:6: this example stands in extra.yaml too'],
    ],
    [
      'an example that is also out of scope',
      { 'extra.yaml': intent('extra', { ...TWO, en: ['tell me a joke'] }) },
      ['extra.yaml:6: this example stands in out_of_scope.yaml too'],
    ],
    ['a missing shop.yaml', { 'shop.yaml': null }, ['shop.yaml: is missing']],
    ['a file that ends in .yml', { 'extra.yml': intent('extra', TWO) }, ['extra.yml:1: is not read: name it .yaml']],
    ['an example that is no text', { 'coupon.yaml': intent('coupon', { ...TWO, en: ['42'] }) }, ['coupon.yaml:6: examples.en.0']],
  ])('tells of %s', (_what, files, expected) => {
    const problems = problemsOf(smallShop(files));

    expect(problems).toHaveLength(expected.length);
    for (const [n, start] of expected.entries()) expect(problems[n]?.slice(0, start.length)).toBe(start);
  });

  it('tells of all problems of all files at once', () => {
    const problems = problemsOf(
      smallShop({
        'coupon.yaml': 'id: coupon\n',
        'refund.yaml': 'id: [',
        'shop.yaml': 'name: 3\n',
        'extra.yaml': intent('other', TWO),
      }),
    );

    for (const file of ['coupon.yaml', 'refund.yaml', 'shop.yaml', 'extra.yaml'])
      expect(problems.filter((problem) => problem.startsWith(file)).length, file).toBeGreaterThan(0);
  });

  it('tells of a folder that is not there', () => {
    expect(() => loadIntents('/nowhere/intents')).toThrow(/KEFU_INTENTS_DIR/);
  });

  it('takes the demo shop without a problem', () => {
    const { intents, outOfScope, shop } = loadIntents('intents');

    expect(intents.size).toBe(68);
    expect(outOfScope.length).toBeGreaterThan(300);
    expect(shop.timeZone).toBe('Asia/Shanghai');
    for (const { id, examples } of intents.values()) {
      expect(examples.en.length, id).toBeGreaterThanOrEqual(60);
      expect(examples.zh.length, id).toBeGreaterThanOrEqual(60);
    }
  });
});
