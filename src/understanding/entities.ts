import type { ShopDefinition } from '../contract/content.ts';
import type { Entity, EntityKind } from '../contract/understanding.ts';
import { createDateFinder } from './dates.ts';
import { CHINESE_NUMERAL, chineseNumber } from './numerals.ts';

type Found = Omit<Entity, 'start' | 'end'> & { readonly start: number };

/** Finds the entities of a message. Earlier kinds win where two overlap: an order number is not also a phone number. */
export function createEntityFinder(
  shop: Pick<ShopDefinition, 'orderNumber' | 'trackingNumbers' | 'currency' | 'timeZone'>,
  now: () => number,
): (text: string) => readonly Entity[] {
  // Chinese is written without spaces: a number may stand against its characters, not against Latin letters or digits.
  const whole = (source: string): RegExp => new RegExp(`(?<![a-z0-9])(?:${source})(?![a-z0-9])`, 'giu');
  const order = whole(shop.orderNumber);
  const tracking = shop.trackingNumbers.length > 0 ? whole(shop.trackingNumbers.join('|')) : null;
  const findDates = createDateFinder(shop.timeZone);
  return (text) => {
    const found: Entity[] = [];
    const add = (candidates: readonly Found[]): void => {
      for (const candidate of candidates) {
        const end = candidate.start + candidate.text.length;
        if (found.every((other) => end <= other.start || candidate.start >= other.end)) found.push({ ...candidate, end });
      }
    };
    add(matches(text, order, 'order-number', (match) => match.toUpperCase()));
    if (tracking) add(matches(text, tracking, 'tracking-number', (match) => match.toUpperCase()));
    add(matches(text, EMAIL, 'email', (match) => match.toLowerCase()));
    add(findDates(text, now()));
    add(findMoney(text, shop.currency));
    add(matches(text, PHONE, 'phone', phoneOf));
    add(findQuantities(text));
    add(findAddresses(text));
    return found.sort((a, b) => a.start - b.start);
  };
}

const EMAIL = /(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+/giu;
// Mainland mobile, +country numbers, and area code with number (021-12345678); separators of spaces and hyphens allowed.
const PHONE =
  /(?<![a-z\p{N}])(?:\+\d{1,3}[ -]?\d(?:[ -]?\d){6,13}|1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?\d{7,8}|400[ -]?\d{3}[ -]?\d{4})(?![\p{N}])/giu;
const HOUSE = String.raw`(?:\d{1,5}|[一二三四五六七八九十百]{1,4})`;
// Up to a road with a number, or to a named estate with a building; then floors and rooms.
const CHINESE_ADDRESS = new RegExp(
  String.raw`[\p{Script=Han}]{0,16}(?:(?:路|街|大道|巷|弄|胡同)${HOUSE}(?:号|弄)?|(?:小区|花园|公寓|大厦|广场|苑|村)(?=${HOUSE}))` +
    String.raw`(?:${HOUSE}?(?:号楼|号|栋|幢|弄|单元|室|楼|层|座|房|户)|[a-z]座|[-—]?\d{1,4})*`,
  'giu',
);
/** Words before an address that a run of Chinese characters carries along. */
const BEFORE_ADDRESS = /^.*(?:寄到|送到|送去|发到|寄去|改成|改到|改为|换成|换到|地址是|地址|住在|搬到|我在|家在)/u;
const ENGLISH_ADDRESS =
  /\d{1,5} [\p{L} .'-]{2,40} (?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd)\b\.?(?:,? (?:apt|flat|unit) ?\w+)?/giu;

function findAddresses(text: string): readonly Found[] {
  const chinese = [...text.matchAll(CHINESE_ADDRESS)].map((match): Found => {
    const carried = BEFORE_ADDRESS.exec(match[0])?.[0].length ?? 0;
    const address = match[0].slice(carried);
    return { kind: 'address', text: address, value: address, start: match.index + carried };
  });
  return [...chinese, ...matches(text, ENGLISH_ADDRESS, 'address', (match) => match)];
}

function matches(text: string, pattern: RegExp, kind: EntityKind, normal: (match: string) => string): readonly Found[] {
  return [...text.matchAll(pattern)].map((match) => ({ kind, text: match[0], value: normal(match[0]), start: match.index }));
}

function phoneOf(match: string): string {
  const digits = match.replace(/[ -]/g, '');
  return /^1[3-9]\d{9}$/.test(digits) ? `+86${digits}` : digits;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  '¥': 'CNY',
  '￥': 'CNY',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  hk$: 'HKD',
  us$: 'USD',
};
const WORDS: Readonly<Record<string, string>> = {
  元: 'CNY',
  块: 'CNY',
  块钱: 'CNY',
  rmb: 'CNY',
  cny: 'CNY',
  yuan: 'CNY',
  人民币: 'CNY',
  港币: 'HKD',
  美元: 'USD',
  美金: 'USD',
  欧元: 'EUR',
  usd: 'USD',
  dollars: 'USD',
  dollar: 'USD',
  bucks: 'USD',
  euros: 'EUR',
  euro: 'EUR',
  quid: 'GBP',
};
const AMOUNT = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?[万千]?`;
const MONEY = new RegExp(
  `(?<symbol>hk\\$|us\\$|[¥￥$€£]) ?(?<after>${AMOUNT})|(?<before>(?<!\\d)(?:${AMOUNT})|${CHINESE_NUMERAL}) ?(?<word>块钱|块|元|人民币|港币|美元|美金|欧元|rmb\\b|cny\\b|yuan\\b|usd\\b|dollars?\\b|bucks\\b|euros?\\b|quid\\b)`,
  'giu',
);

function findMoney(text: string, currency: string): readonly Found[] {
  return [...text.matchAll(MONEY)].flatMap((match): readonly Found[] => {
    const { symbol, after, before, word } = match.groups ?? {};
    // 一块 alone is "together" far more often than one yuan.
    if (before === '一' && word === '块') return [];
    const amount = amountOf(after ?? before ?? '');
    const code = SYMBOLS[symbol?.toLowerCase() ?? ''] ?? WORDS[word?.toLowerCase() ?? ''] ?? currency;
    return amount === null ? [] : [{ kind: 'money', text: match[0], value: `${amount.toFixed(2)} ${code}`, start: match.index }];
  });
}

function amountOf(text: string): number | null {
  const plain = text.replaceAll(',', '');
  if (!/^\d/.test(plain)) return chineseNumber(plain);
  return Number.parseFloat(plain) * (plain.endsWith('万') ? 10_000 : plain.endsWith('千') ? 1_000 : 1);
}

const QUANTITY = new RegExp(
  // Not "not one", "this one", "which one", "each".
  `(?<![没这那哪每另有同第])(?<number>(?<!\\d)\\d{1,5}|${CHINESE_NUMERAL}|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|a dozen)\\b) ?(?:个(?!半?(?:月|星期|礼拜|小时|钟|人|客服))|件(?!套|事|衣服)|双|条|套|台|只|箱|盒|瓶|包|份|张|把|本|pcs\\b|pieces?\\b|items?\\b|pairs?\\b|boxes\\b|units?\\b|sets?\\b|bottles?\\b|parcels?\\b|orders?\\b)`,
  'giu',
);
const ENGLISH: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  'a dozen': 12,
};

function findQuantities(text: string): readonly Found[] {
  return [...text.matchAll(QUANTITY)].flatMap((match): readonly Found[] => {
    const said = match.groups?.['number']?.toLowerCase() ?? '';
    const number = /^\d/.test(said) ? Number(said) : (ENGLISH[said] ?? chineseNumber(said));
    return number === null ? [] : [{ kind: 'quantity', text: match[0], value: String(number), start: match.index }];
  });
}
