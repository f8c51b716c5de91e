import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpelling } from '../../src/understanding/spelling.ts';

const KNOWN = new Set([
  'where',
  'is',
  'my',
  'order',
  'refund',
  'change',
  'address',
  'the',
  'coat',
  'cost',
  'party',
  'slipper',
  'size',
  'what',
]);
const EXAMPLES = [
  ...Array.from({ length: 8 }, () => 'where is my order, what size, what does it cost'),
  ...['refund please', 'refund it', 'change the address', 'change my address', 'i want the luma', 'huabei'],
];
const correct = createSpelling(KNOWN, EXAMPLES);

describe('spelling', () => {
  it.each([
    ['a letter missing', 'where is my ordr', 'where is my order'],
    ['a letter too many', 'reffund', 'refund'],
    ['a wrong letter', 'chenge the adress', 'change the address'],
    ['swapped letters', 'wehre is my odrer', 'where is my order'],
    ['a short word that comes often', 'waht szie', 'what size'],
    ['an end mark beside it', 'refnd! ordre?', 'refund! order?'],
  ])('mends %s', (_what, text, expected) => expect(correct(text)).toBe(expected));

  it.each([
    ['a known word near one of the examples', 'my coat'],
    ['an ending of a known word', 'my coats, coated'],
    ['a contraction without its sign', 'it havent come, youre late'],
    ['a word that an example has', 'luma or huabei'],
    ['what is near nothing', 'klarna in xiamen'],
    ['what is too short', 'ot my'],
    ['another first letter', 'zrder'],
    ['addresses, numbers and names', 'ordr@refnd.com http://ordr.com/refnd ll26ordr ordr-01'],
    ['Chinese', '我的订单'],
  ])('leaves %s alone', (_what, text) => expect(correct(text)).toBe(text));

  it('changes nothing where no known words tell a rare word from a slip', () => {
    expect(createSpelling(new Set(), EXAMPLES)('where is my ordr')).toBe('where is my ordr');
  });

  it('mends nothing twice', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => correct(correct(text)) === correct(text)));
  });
});
