import { expect, it } from 'vitest';
import { hidePersonal, isPersonalOnly } from '../../src/review/hide-personal.ts';
import { createAnalyser } from '../../src/understanding/create-analyser.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';
import { smallShop } from '../understanding/small-shop.ts';

const analyse = createAnalyser(loadIntents(smallShop()).shop, () => Date.UTC(2026, 10, 28));

it.each([
  ['where is LL2611200042?', 'where is [order number]?'],
  ['我的订单LL2611200042到哪了，电话13800138000', '我的订单[订单号]到哪了，电话[电话]'],
  ['write to mei@example.com, please', 'write to [e-mail], please'],
  ['do you have 3 of them\n for 99 yuan?', 'do you have 3 of them for 99 yuan?'],
])('of "%s" shows "%s"', (text, shown) => {
  expect(hidePersonal(analyse(text))).toBe(shown);
});

it.each([
  ['LL2611200042', true],
  ['13800138000，LL2611200042', true],
  ['!!! 123', true],
  ['', true],
  ['where is LL2611200042', false],
  ['能退吗', false],
])('"%s" says nothing beside what is personal: %s', (text, expected) => {
  expect(isPersonalOnly(analyse(text))).toBe(expected);
});
