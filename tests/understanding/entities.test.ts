import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEntityFinder } from '../../src/understanding/entities.ts';
import { chineseNumber } from '../../src/understanding/numerals.ts';

// Friday, 27 November 2026, 10:00 in Shanghai.
const NOW = Date.UTC(2026, 10, 27, 2);
const find = createEntityFinder(
  {
    orderNumber: String.raw`LL\d{10}`,
    trackingNumbers: [String.raw`SF\d{13}`, String.raw`YT\d{13}`, String.raw`[A-Z]{2}\d{9}[A-Z]{2}`],
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
  },
  () => NOW,
);
const said = (text: string): readonly string[] => find(text).map(({ kind, value }) => `${kind} ${value}`);

describe('entities', () => {
  it.each([
    ['order numbers in any case', 'order ll2611200042 pls', ['order-number LL2611200042']],
    ['order numbers against Chinese characters', '订单LL2611200042还没到', ['order-number LL2611200042']],
    ['several order numbers', 'LL2611200042 and LL2611200043', ['order-number LL2611200042', 'order-number LL2611200043']],
    ['no order number in a longer one', 'LL26112000421', []],
    [
      'tracking numbers',
      'SF1234567890123, YT1234567890123 or lx123456789cn',
      ['tracking-number SF1234567890123', 'tracking-number YT1234567890123', 'tracking-number LX123456789CN'],
    ],
    ['e-mail addresses', 'write to Jo.Smith+shop@Example.co.uk.', ['email jo.smith+shop@example.co.uk']],
    ['e-mail addresses against Chinese characters', '邮箱是jo@example.com谢谢', ['email jo@example.com']],
    ['mobile numbers', '我电话13800138000，谢谢', ['phone +8613800138000']],
    ['mobile numbers with spaces', '138 0013 8000', ['phone +8613800138000']],
    ['mobile numbers with the country', '+86 138-0013-8000', ['phone +8613800138000']],
    ['landline numbers', '021-12345678', ['phone 02112345678']],
    ['numbers abroad', 'call +44 20 7946 0958', ['phone +442079460958']],
    ['service numbers', '400-820-0618', ['phone 4008200618']],
    ['money with signs', '¥99, $5.50 and €1,200', ['money 99.00 CNY', 'money 5.50 USD', 'money 1200.00 EUR']],
    [
      'money with words',
      '99元 或 30块钱 or 20 dollars, 50 yuan, 12rmb',
      ['money 99.00 CNY', 'money 30.00 CNY', 'money 20.00 USD', 'money 50.00 CNY', 'money 12.00 CNY'],
    ],
    ['money in Chinese numerals', '三十块', ['money 30.00 CNY']],
    ['money in tens of thousands', '1.5万元', ['money 15000.00 CNY']],
    ['dates by number', '2026-11-20 / 2026年11月3日 / 11月5号', ['date 2026-11-20', 'date 2026-11-03', 'date 2026-11-05']],
    ['dates in words', 'on Nov 20, 3rd of December', ['date 2026-11-20', 'date 2026-12-03']],
    ['a day without a year is the nearest', '1月2日', ['date 2027-01-02']],
    [
      'relative days',
      '昨天 前天 大前天 明天 today yesterday',
      ['date 2026-11-26', 'date 2026-11-25', 'date 2026-11-24', 'date 2026-11-28', 'date 2026-11-27', 'date 2026-11-26'],
    ],
    [
      'days ago',
      '3 days ago, 三天前, 两周前, a week ago',
      ['date 2026-11-24', 'date 2026-11-24', 'date 2026-11-13', 'date 2026-11-20'],
    ],
    ['weekdays', 'last Friday, 上周三, 本周日', ['date 2026-11-20', 'date 2026-11-18', 'date 2026-11-29']],
    [
      'days to come',
      'in 3 days, next tuesday, 下周一, 三天后',
      ['date 2026-11-30', 'date 2026-12-01', 'date 2026-11-30', 'date 2026-11-30'],
    ],
    ['quantities', 'two pairs, 三件, 20 个, 5 boxes', ['quantity 2', 'quantity 3', 'quantity 20', 'quantity 5']],
    ['no quantity in a word of time', '一个月没收到', []],
    ['no quantity in what counts nothing', '没一个对的, 这一件事, 四件套', []],
    ['no money in what is together', '券和会员价能一块用吗', []],
    ['addresses after what asks for them', '麻烦改成杭州市南山路66号2单元301谢谢', ['address 杭州市南山路66号2单元301']],
    ['no address in a way', '发错城市绕路了', []],
    ['addresses', '上海市徐汇区安福路188号3楼', ['address 上海市徐汇区安福路188号3楼']],
    ['English addresses', 'ship to 12 Baker Street, flat 3', ['address 12 Baker Street, flat 3']],
    ['no date that does not exist', '2026-02-30', []],
    ['nothing in nothing', '', []],
  ])('finds %s', (_what, text, expected) => expect(said(text)).toEqual(expected));

  it('says where each stands, without overlaps, in any text', () => {
    const part = fc.oneof(
      fc.constantFrom('LL2611200042', '¥99', '昨天', 'a@b.cn', '13800138000', '三件', ' ', 'nov 5', '上海市安福路1号'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');

        const entities = find(text);

        let last = 0;
        for (const { start, end, text: words } of entities) {
          expect(text.slice(start, end)).toBe(words);
          expect(start).toBeGreaterThanOrEqual(last);
          last = end;
        }
      }),
    );
  });

  it('reads a wall of text in little time', () => {
    const wall = [
      '1'.repeat(4_000),
      '上海市'.repeat(1_300),
      'a@'.repeat(2_000),
      '1 street '.repeat(440),
      '13 '.repeat(1_300),
      '一'.repeat(4_000),
    ];

    const startedAt = performance.now();
    for (const text of wall) find(text);

    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('Chinese numerals', () => {
  it.each([
    ['三十', 30],
    ['十', 10],
    ['十五', 15],
    ['两', 2],
    ['一百零五', 105],
    ['一百五', 150],
    ['一千二', 1200],
    ['两万五千', 25_000],
    ['三万', 30_000],
    ['一亿', 100_000_000],
    ['二〇二六', 2026],
    ['半', 0.5],
    ['桌', null],
  ])('%s is %s', (text, number) => expect(chineseNumber(text)).toBe(number));
});
