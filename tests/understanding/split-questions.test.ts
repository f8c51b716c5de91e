import { expect, it } from 'vitest';
import { splitQuestions } from '../../src/understanding/split-questions.ts';

it.each([
  ['How do I return it? And who pays?', ['How do I return it?', 'who pays?']],
  ['do you take cash how long does delivery take', ['do you take cash', 'how long does delivery take']],
  ['how many days do I have to return something', ['how many days do I have to return something']],
  ['could you tell me how long it takes', ['could you tell me how long it takes']],
  ['I paid 1,299.50 on www.example.com today', ['I paid 1,299.50 on www.example.com today']],
  ['怎么退货，运费谁出', ['怎么退货', '运费谁出']],
  ['能开发票吗 另外几天能到', ['能开发票吗', '几天能到']],
  ['水壶多少钱\n保修几年', ['水壶多少钱', '保修几年']],
  ['满1,000减50吗', ['满1,000减50吗']],
  ['?! 3.', []],
])('“%s” holds %j', (text, thoughts) => {
  expect(splitQuestions(text)).toEqual(thoughts);
});

it('gives at most twelve', () => {
  expect(splitQuestions('hello there. '.repeat(40))).toHaveLength(12);
});
