import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalyser } from '../../src/understanding/create-analyser.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';
import { smallShop } from './small-shop.ts';

const analyse = createAnalyser(loadIntents(smallShop()).shop, () => Date.UTC(2026, 10, 27));

describe('the analysis of a message', () => {
  it('says what is written, how, and in which mood', () => {
    const analysis = analyse('我的訂單ＬＬ２６１１２０００４２還沒到，太差了！！！！');

    expect(analysis).toMatchObject({
      normalised: '我的订单ll2611200042还没到,太差了!!!',
      language: 'zh',
      isWordless: false,
      entities: [{ kind: 'order-number', value: 'LL2611200042' }],
    });
    expect(analysis.sentiment).toBeLessThan(-0.3);
  });

  it.each(['👍', '…', '', '\u200b\u200b', '?!', '❤️❤️'])('finds "%s" wordless', (text) => {
    expect(analyse(text).isWordless).toBe(true);
  });

  it.each(['ok', '好', '1', 'б'])('finds a word in "%s"', (text) => expect(analyse(text).isWordless).toBe(false));

  it('gives offsets into the message itself where full-width characters are as long as their half-width forms', () => {
    const text = '订单ＬＬ２６１１２０００４２';

    const [entity] = analyse(text).entities;

    expect(text.slice(entity?.start, entity?.end)).toBe('ＬＬ２６１１２０００４２');
  });

  it('takes any string, of any length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { sentiment, entities } = analyse(text);
        expect(Math.abs(sentiment)).toBeLessThanOrEqual(1);
        for (const { start, end } of entities) expect(start < end && end <= text.length).toBe(true);
      }),
    );
    expect(analyse('订单 LL2611200042 '.repeat(10_000)).entities.length).toBeGreaterThan(100);
    expect(analyse('<script>alert(1)</script>').language).toBe('en');
  });
});
