import { describe, expect, it } from 'vitest';
import { afterRetraction } from '../../src/conversation/retraction.ts';

describe('what stands after a retraction', () => {
  it.each([
    ['Sun Ltd, no sorry Moon Ltd', 'Moon Ltd'],
    ['oh wait, sorry, 12 High Street', '12 High Street'],
    ['I meant the blue one', 'the blue one'],
    ['can you make it out to Moon Ltd', 'Moon Ltd'],
    ['不对，应该是李四', '李四'],
    ['写错了，李四', '李四'],
    ['换成南京西路1268号', '南京西路1268号'],
  ])('%s', (text, value) => expect(afterRetraction(text)).toBe(value));

  it.each([
    'no',
    'no thanks',
    'no sorry I changed my mind, cancel it',
    'sorry, when does it come',
    'no sorry, I do not want that',
    'Sorry Coffee Ltd',
    '不对',
    '不是，我不要了',
    '写错了怎么办吗',
  ])('is nothing in “%s”', (text) => expect(afterRetraction(text)).toBeNull());

  it('is found in no time in a wall of retractions', () => {
    const started = performance.now();
    afterRetraction(`${'no wait sorry '.repeat(300)}?`);
    afterRetraction('不对，'.repeat(1000));

    expect(performance.now() - started).toBeLessThan(500);
  });
});
