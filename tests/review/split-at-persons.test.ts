import { describe, expect, it } from 'vitest';
import type { RecordedTurn } from '../../src/review/recorded-turns.ts';
import { splitAtPersons } from '../../src/review/split-at-persons.ts';
import { recordedTurn } from './recorded-turn.ts';

/** The parts of a chat whose turns were of these kinds, newest first as they are read; each customer said the number of the turn. */
function partsOf(...kinds: readonly RecordedTurn['kind'][]): readonly string[] {
  const turns = kinds.map((kind, n) => recordedTurn({ kind, sequences: [n + 1] }));
  const words = new Map(turns.map(({ id }, n) => [id, String(n + 1)]));
  return splitAtPersons(turns.toReversed(), words).map(({ asked }) => asked.map(({ text }) => text).join(' '));
}

describe('parts in which the bot had the customer for itself', () => {
  it.each<[readonly RecordedTurn['kind'][], readonly string[]]>([
    [['answer-intent', 'abstain', 'answer-passage'], ['1 2 3']],
    [
      ['abstain', 'handoff', 'answer-intent'],
      ['1 2', '3'],
    ],
    [
      ['handoff', 'keep-for-agent', 'stay-silent', 'stay-silent', 'abstain', 'abstain'],
      ['1', '5 6'],
    ],
    [
      ['handoff', 'answer-intent', 'stay-silent', 'answer-passage'],
      ['1', '2', '4'],
    ],
    [
      ['handoff', 'leave-queue', 'clarify'],
      ['1', '3'],
    ],
    [['stay-silent'], []],
  ])('%s', (kinds, parts) => {
    expect(partsOf(...kinds)).toEqual(parts);
  });

  it('keeps chats apart, and the order of turns of one moment', () => {
    const turns = [
      recordedTurn({ id: 'b2', conversationId: 'b', sequences: [3], at: 5 }),
      recordedTurn({ id: 'a1', conversationId: 'a', sequences: [1], at: 5 }),
      recordedTurn({ id: 'b1', conversationId: 'b', sequences: [1, 2], at: 5 }),
    ];

    expect(splitAtPersons(turns, new Map(turns.map(({ id }) => [id, `words of ${id}`])))).toEqual([
      {
        conversationId: 'b',
        asked: [
          { text: 'words of b1', at: 5 },
          { text: 'words of b2', at: 5 },
        ],
      },
      { conversationId: 'a', asked: [{ text: 'words of a1', at: 5 }] },
    ]);
  });

  it('leaves out turns whose words are gone', () => {
    const [kept, gone] = [recordedTurn({ sequences: [1] }), recordedTurn({ sequences: [2] })];

    const parts = splitAtPersons([gone, kept], new Map([[kept.id, 'hi']]));

    expect(parts.map(({ asked }) => asked.length)).toEqual([1]);
  });
});
