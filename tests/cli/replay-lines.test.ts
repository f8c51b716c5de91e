import { describe, expect, it } from 'vitest';
import type { AnswerChange } from '../../src/cli/replay-chats.ts';
import { linesOfChanges } from '../../src/cli/replay-lines.ts';
import type { GivenAnswer } from '../../src/review/compare-answers.ts';

const gifts: GivenAnswer = {
  kind: 'answer-passage',
  isMiss: false,
  intentIds: [],
  articles: [{ articleId: 'gifts', language: 'en', title: 'Gifts' }],
  reason: null,
  words:
    'We wrap every gift that you send to friends, in paper of a colour that you like, for 5 yuan, with a card that says hello from you to them.',
};
const none: GivenAnswer = { ...gifts, kind: 'abstain', isMiss: true, articles: [], words: 'I have no answer.' };

function change(given: Partial<AnswerChange>): AnswerChange {
  return { kind: 'lost', message: 'wrap it?', times: 1, lastAt: 0, before: gifts, after: none, ...given };
}

describe('lines of changes', () => {
  it('puts what is lost first, and messages that change alike below one line', () => {
    const changes = [
      change({ kind: 'gained', message: 'tents?', before: none, after: gifts }),
      change({ message: '礼物包装', times: 3 }),
      change({}),
    ];

    expect(linesOfChanges(changes, 100)).toEqual([
      '',
      'Lost: an answer now, none with the change',
      '  article en/gifts → no answer',
      '    “礼物包装” 3 times',
      '    “wrap it?”',
      '',
      'Gained: no answer now, one with the change',
      '  no answer → article en/gifts',
      '    “tents?”',
    ]);
  });

  it('shows of other words those that differ, with a little around them', () => {
    const after = { ...gifts, words: gifts.words.replace('5 yuan', '6 dollars') };

    expect(linesOfChanges([change({ kind: 'reworded', after })], 100).slice(2)).toEqual([
      '  article en/gifts: “…colour that you like, for 5 yuan, with a card that says…”',
      '  → “…colour that you like, for 6 dollars, with a card that says…”',
      '    “wrap it?”',
    ]);
  });

  it('counts what has no room', () => {
    const changes = Array.from({ length: 9 }, (_, n) => change({ message: `wrap ${n}` }));

    const lines = linesOfChanges(changes, 10);

    expect([lines.length, lines.at(-3), lines.at(-1)]).toEqual([
      10,
      '    “wrap 4”',
      'and 4 messages more: --json gives them all',
    ]);
  });

  it('keeps long messages, and what could move the cursor, from the terminal', () => {
    const [line = ''] = linesOfChanges([change({ message: `a\u001b[2Jb\nc${'.'.repeat(8_000)}` })], 100).slice(-1);

    expect(line).toMatch(/^ {4}“a \[2Jb c\.+…”$/);
    expect(line.length).toBeLessThan(200);
  });
});
