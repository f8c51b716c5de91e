import { describe, expect, it } from 'vitest';
import { isOnlyTime, readTime } from '../../src/conversation/read-time.ts';

describe('a time in a message', () => {
  it.each<[string, string | null, boolean]>([
    ['今天晚上8点打给我', '今天晚上8点', true],
    ['明天下午三点半以后', '明天下午三点半以后', true],
    ['明天打给我吧', '明天', true],
    ['明天10点，关于退款', '明天10点', false],
    ['tomorrow at 10', 'tomorrow at 10', true],
    ['please call me tomorrow morning', 'tomorrow morning', true],
    ['after 5pm please', 'after 5pm', true],
    ['between 2 and 4pm please', 'between 2 and 4pm', true],
    ['下午3点到5点', '下午3点到5点', true],
    ['call me tomorrow at 10 on my mobile', 'tomorrow at 10', false],
    ['at 11 instead', 'at 11', false],
    ['on monday', 'on monday', true],
    ['my refund, call at 10:30', 'at 10:30', false],
    ['my refund', null, false],
    ['关于退款的', null, false],
    ['今天没收到货', null, false],
    ['order from 20 november', null, false],
  ])('%s', (text, time, isOnly) => {
    expect(readTime(text)).toBe(time);
    expect(isOnlyTime(text)).toBe(isOnly);
  });
});
