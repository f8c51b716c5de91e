import { describe, expect, it } from 'vitest';
import { checkDeliveries, type Expected } from '../../benchmarks/connectors/check-deliveries.ts';
import type { Attempt } from '../../benchmarks/connectors/connector.ts';

const expected = (...shown: readonly string[]): readonly Expected[] =>
  shown.map((text) => ({ conversationId: 'c', shown: text, doneAt: null }));
/** Attempts a second apart, the first at second 1. */
const attempts = (...given: readonly (readonly [string, Attempt['outcome']?])[]): readonly Attempt[] =>
  given.map(([shown, outcome = 'taken'], n) => ({
    conversationId: 'c',
    type: 'message',
    shown,
    at: (n + 1) * 1_000,
    outcome,
  }));
const check = (wanted: readonly Expected[], made: readonly Attempt[], kills: readonly number[] = []) =>
  checkDeliveries({ expected: wanted, attempts: made, kills, tenantOf: () => 'tenant' });
const CLEAN = { missing: 0, undecided: 0, unexpected: 0, repeatedWithoutNeed: 0, repeatedInDoubt: 0 };

describe('the checker of what a connector received', () => {
  it.each<[string, readonly Expected[], readonly Attempt[], object]>([
    ['everything once, in order', expected('one', 'two'), attempts(['one'], ['two']), {}],
    [
      'refusals and silence before the arrival',
      expected('one'),
      attempts(['one', 'refused'], ['one', 'unanswered'], ['one']),
      {},
    ],
    ['two equal answers in a row', expected('one', 'one'), attempts(['one'], ['one']), {}],
    ['an answer that never arrived', expected('one', 'two'), attempts(['one']), { missing: 1 }],
    ['an answer that nobody gave', expected('one'), attempts(['one'], ['three']), { unexpected: 1 }],
    ['answers that changed places', expected('one', 'two'), attempts(['two'], ['one']), { unexpected: 1, missing: 1 }],
    [
      'an answer that was sent again for nothing',
      expected('one', 'two'),
      attempts(['one'], ['one'], ['two']),
      { repeatedWithoutNeed: 1 },
    ],
    [
      'an answer that was sent again since its arrival was not confirmed',
      expected('one', 'two'),
      attempts(['one', 'lost'], ['one'], ['two']),
      { repeatedInDoubt: 1 },
    ],
  ])('says of %s what it is', (_case, wanted, made, found) => {
    expect(check(wanted, made)).toMatchObject({ ...CLEAN, ...found });
  });

  it('excuses a repeat after a kill only when the kill came in that moment', () => {
    expect(check(expected('one'), attempts(['one'], ['one']), [1_500])).toMatchObject({ ...CLEAN, repeatedInDoubt: 1 });
    expect(check(expected('one'), attempts(['one'], ['one']), [3_500])).toMatchObject({ ...CLEAN, repeatedWithoutNeed: 1 });
  });

  it('leaves open whether an equal answer after one in doubt was the next one or a repeat, unless both came', () => {
    expect(check(expected('one', 'one', 'two'), attempts(['one'], ['one'], ['two']), [1_500])).toMatchObject({
      ...CLEAN,
      undecided: 1,
    });
    expect(check(expected('one', 'one'), attempts(['one', 'lost'], ['one']))).toMatchObject({ ...CLEAN, undecided: 1 });
    expect(check(expected('one', 'one'), attempts(['one'], ['one'], ['one']), [1_500])).toMatchObject({
      ...CLEAN,
      repeatedInDoubt: 1,
    });
  });

  it('knows an equal answer for the next one when the one before was written down as arrived by then', () => {
    const wanted = (doneAt: number) => expected('one', 'one', 'two').map((part) => ({ ...part, doneAt }));

    const made = attempts(['one'], ['one'], ['two']);
    expect(check(wanted(1_400), made, [1_500])).toMatchObject(CLEAN);
    expect(check(wanted(2_400), made, [1_500])).toMatchObject({ ...CLEAN, undecided: 1 });
    // A repeat after that would be a fault.
    expect(check(wanted(1_400), attempts(['one'], ['one'], ['one'], ['two']), [1_500])).toMatchObject({
      ...CLEAN,
      repeatedWithoutNeed: 1,
    });
  });

  it('names what never arrived', () => {
    expect(check(expected('one', 'two'), attempts(['one'])).examples).toEqual([
      { conversationId: 'c', got: null, wanted: 'two' },
    ]);
  });

  it('counts the sends over the limits of a thread and of a tenant, refused ones and typing included', () => {
    const at = (count: number, everyMs: number, conversationId = 'c') =>
      Array.from({ length: count }, (_, n): Attempt => ({
        conversationId,
        type: n % 2 === 0 ? 'typing' : 'message',
        shown: `${n}`,
        at: n * everyMs,
        outcome: 'refused',
      }));

    expect(check([], at(7, 10))).toMatchObject({ overThreadLimits: 0, mostInThread: { '1 s': 7 } });
    expect(check([], at(8, 10))).toMatchObject({ overThreadLimits: 1, mostInThread: { '1 s': 8 } });
    expect(check([], at(60, 400))).toMatchObject({ overThreadLimits: 0, mostInThread: { '30 s': 60 } });
    expect(check([], at(76, 400))).toMatchObject({ overThreadLimits: 16, mostInThread: { '30 s': 75 } });
    const threads = Array.from({ length: 31 }, (_, n) => at(1, 0, `c${n}`)).flat();
    expect(check([], threads)).toMatchObject({ overThreadLimits: 0, overTenantLimits: 1, mostInTenant: { '1 s': 31 } });
  });
});
