import { expect, it } from 'vitest';
import { looksLikeQuestion } from '../../src/conversation/looks-like-question.ts';
import { saidYes } from '../../src/conversation/yes-or-no.ts';

it.each([
  ['ok do it', false],
  ['then do it please', false],
  ['please do', false],
  ['do that now', false],
  ['do it in blue', true],
  ['do you ship abroad', true],
  ['ok does it cost extra', true],
  ['还没到呢', true],
  ['发货了', false],
])('"%s" asks something: %s', (text, expected) => {
  expect(looksLikeQuestion(text)).toBe(expected);
});

it.each(['ok do it', 'ok then do it', 'yes do that please', 'do it now'])('"%s" is a yes', (normalised) => {
  expect(saidYes({ normalised, sure: null })).toBe(true);
});
