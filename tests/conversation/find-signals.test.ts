import { describe, expect, it } from 'vitest';
import type { Classification } from '../../src/contract/understanding.ts';
import { clausesToRead, findSignals } from '../../src/conversation/find-signals.ts';
import { analysis, INTENTS } from './facts.ts';

const classified = (id: string, p: number, more: Partial<Classification> = {}): Classification => ({
  intents: [{ id, p }],
  outOfScopeProbability: 0.1,
  outOfScope: false,
  nearest: { text: 'x', intent: id, similarity: 0.9 },
  ...more,
});

describe('loyalty signals', () => {
  it('are those of the message and of its clauses, each once', () => {
    const late = classified('delivery_delayed', 0.95);
    const leaving = classified('leave_for_competitor', 0.95);

    expect(findSignals(leaving, [late, leaving, late], INTENTS)).toEqual(['leaving', 'late']);
  });

  it('need a sure meaning: .5 of a message, .9 of a clause', () => {
    expect(findSignals(classified('complaint', 0.49), [], INTENTS)).toEqual([]);
    expect(findSignals(classified('complaint', 0.51), [], INTENTS)).toEqual(['complaint']);
    expect(findSignals(classified('complaint', 0.2), [classified('complaint', 0.89)], INTENTS)).toEqual([]);
    expect(findSignals(classified('complaint', 0.2), [classified('complaint', 0.91)], INTENTS)).toEqual(['complaint']);
  });

  it('are not made of a clause that no example of a signal is near', () => {
    const far = { text: 'x', intent: 'complaint', similarity: 0.5 };
    const plain = { text: 'x', intent: 'shipping_cost', similarity: 0.95 };

    expect(findSignals(null, [classified('complaint', 0.99, { nearest: far })], INTENTS)).toEqual([]);
    expect(findSignals(null, [classified('complaint', 0.99, { nearest: plain })], INTENTS)).toEqual([]);
  });

  it('are not made of what is out of scope', () => {
    expect(findSignals(classified('complaint', 0.99, { outOfScope: true }), [], INTENTS)).toEqual([]);
  });

  it('are not looked for in a message that surely asks something else, or has one clause', () => {
    const text = analysis('never shopped here before, what does shipping cost?');

    expect(clausesToRead(classified('shipping_cost', 0.9), text, INTENTS)).toEqual([]);
    expect(clausesToRead(classified('complaint', 0.4), text, INTENTS)).toHaveLength(2);
    expect(clausesToRead(classified('complaint', 0.9), analysis('awful'), INTENTS)).toEqual([]);
    expect(clausesToRead(null, text, INTENTS)).toEqual([]);
  });

  it('are not looked for where nothing hints at one that is not counted yet', () => {
    const text = analysis('the parcel is late, and I have had enough');
    const late = { id: 'delivery_delayed', p: 0.9 };

    expect(clausesToRead(classified('shipping_cost', 0.4), text, INTENTS)).toEqual([]);
    expect(clausesToRead(classified('', 0, { intents: [late] }), text, INTENTS)).toEqual([]);
    expect(
      clausesToRead(classified('', 0, { intents: [late, { id: 'leave_for_competitor', p: 0.05 }] }), text, INTENTS),
    ).toHaveLength(2);
  });
});
