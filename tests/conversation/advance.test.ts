import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/contract/decision.ts';
import type { Awaiting, DialogueState } from '../../src/contract/dialogue.ts';
import type { Entity } from '../../src/contract/understanding.ts';
import { advance, awaitingAfter, flowLeft, observe, type Carried } from '../../src/conversation/advance.ts';
import type { Outcome } from '../../src/conversation/perform.ts';
import { orderNumber, state } from './facts.ts';

const said = (...entities: readonly Entity[]) => ({ sentiment: 0, signals: [], entities });
const phone: Entity = { kind: 'phone', text: '13800138000', value: '+8613800138000', start: 0, end: 11 };
const abstain = { kind: 'abstain' } as const;

describe('what the customer named', () => {
  it('is kept, the latest of each kind', () => {
    const first = observe(state(), said(orderNumber('LL2611200042'), phone));
    const second = observe(first, said(orderNumber('LL2611200043')));
    expect(second.named).toEqual([
      { kind: 'order-number', value: 'LL2611200043', turn: 2 },
      { kind: 'phone', value: '+8613800138000', turn: 1 },
    ]);
  });

  it('is forgotten after some turns', () => {
    let kept = observe(state(), said(phone));
    for (let turn = 0; turn < 8; turn += 1) kept = observe(kept, said());
    expect(kept.named).toHaveLength(1);
    expect(observe(kept, said()).named).toEqual([]);
  });

  it('is doubted when the shop knows no such order', () => {
    const named = observe(state(), said(orderNumber('LL2611200042')));
    expect(advance(named, abstain, { isAtRisk: false, outcome: { kind: 'nothing' }, shown: null }).named).toHaveLength(1);
    const doubted = advance(named, abstain, { isAtRisk: false, outcome: { kind: 'orders', orders: [] }, shown: null });
    expect(doubted.named).toMatchObject([{ value: 'LL2611200042', isDoubtful: true }]);
  });

  it('may be missing in a state of an older version', () => {
    const older = Object.fromEntries(Object.entries(state()).filter(([key]) => key !== 'named')) as unknown as DialogueState;
    expect(observe(older, said(phone)).named).toHaveLength(1);
    expect(advance(older, abstain, { isAtRisk: false, outcome: { kind: 'nothing' }, shown: null }).named).toEqual([]);
  });
});

describe('a customer who was told that messages are kept', () => {
  const told = { kind: 'keep-for-agent', ticketId: 't1' } as const;
  const unchanged: Carried = { isAtRisk: false, outcome: { kind: 'nothing' }, shown: null };

  it('is remembered to have been told, through what follows', () => {
    const after = advance(advance(state(), told, unchanged), { kind: 'stay-silent' }, unchanged);

    expect(after.toldToWaitFor).toBe('t1');
    expect(advance(state(), { kind: 'stay-silent' }, unchanged)).not.toHaveProperty('toldToWaitFor');
  });
});

describe('a flow', () => {
  const flow = { intentId: 'order_cancel', slots: { orderNumber: 'LL2611200042' }, startedAtSequence: 3 };
  const confirming: Awaiting = { kind: 'confirmation', flow, tries: 0 };
  const after = (before: Awaiting, decision: Decision, outcome: Outcome = { kind: 'nothing' }): Awaiting | null =>
    awaitingAfter(before, decision, outcome);

  it('outlives two digressions, and is left at the third', () => {
    const once = after(confirming, abstain);
    const twice = once && after(once, abstain);
    const thrice = twice && after(twice, abstain);
    expect([once, twice, thrice]).toMatchObject([{ tries: 1 }, { tries: 2 }, null]);
    expect(flowLeft(confirming, abstain, once)).toBeNull();
    expect(flowLeft(twice, abstain, thrice)).toEqual(flow);
  });

  it('ends with what the order’s record rules out', () => {
    const refused: Outcome = { kind: 'acted', result: { kind: 'refused', why: 'already-shipped' } };
    expect(after(confirming, { kind: 'confirm', flow }, refused)).toBeNull();
  });

  it('takes number and contact again when the shop knows no such order', () => {
    const missing: Outcome = { kind: 'acted', result: { kind: 'order-not-found' } };
    expect(after(confirming, { kind: 'confirm', flow }, missing)).toMatchObject({ kind: 'slot', slot: 'orderNumber', flow });
    expect(
      after(confirming, { kind: 'show-order', flow, orderNumber: 'LL2611200042', contact: null }, { kind: 'orders', orders: [] }),
    ).toMatchObject({ kind: 'slot', slot: 'orderNumber' });
  });

  it.each<[string, Decision, boolean]>([
    ['a person takes over', { kind: 'handoff', reason: 'asked-for-human' }, true],
    ['a person is offered', { kind: 'offer-human', reason: 'bot-stuck' }, true],
    ['another flow begins', { kind: 'confirm', flow: { ...flow, intentId: 'return_start' } }, true],
    ['the customer stops it', { kind: 'flow-cancelled', intentId: 'order_cancel' }, false],
    ['it acts', { kind: 'act', flow, action: { kind: 'cancel-order', orderNumber: 'LL2611200042' }, contact: null }, false],
    ['it is confirmed anew', { kind: 'confirm', flow }, false],
  ])('is left undone or not when %s', (_case, decision, isLeft) => {
    expect(flowLeft(confirming, decision, after(confirming, decision))).toEqual(isLeft ? flow : null);
  });
});
