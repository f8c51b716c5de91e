import { describe, expect, it } from 'vitest';
import type { DialogueState } from '../../src/contract/dialogue.ts';
import type { Entity } from '../../src/contract/understanding.ts';
import { advance, observe } from '../../src/conversation/advance.ts';
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

  it('is forgotten when the shop knows no such order', () => {
    const named = observe(state(), said(orderNumber('LL2611200042')));
    expect(advance(named, abstain, { isAtRisk: false, inVain: false, shown: null }).named).toHaveLength(1);
    expect(advance(named, abstain, { isAtRisk: false, inVain: true, shown: null }).named).toEqual([]);
  });

  it('may be missing in a state of an older version', () => {
    const older = Object.fromEntries(Object.entries(state()).filter(([key]) => key !== 'named')) as unknown as DialogueState;
    expect(observe(older, said(phone)).named).toHaveLength(1);
    expect(advance(older, abstain, { isAtRisk: false, inVain: false, shown: null }).named).toEqual([]);
  });
});

describe('a customer who was told that messages are kept', () => {
  const told = { kind: 'keep-for-agent', ticketId: 't1' } as const;
  const unchanged = { isAtRisk: false, inVain: false, shown: null };

  it('is remembered to have been told, through what follows', () => {
    const after = advance(advance(state(), told, unchanged), { kind: 'stay-silent' }, unchanged);

    expect(after.toldToWaitFor).toBe('t1');
    expect(advance(state(), { kind: 'stay-silent' }, unchanged)).not.toHaveProperty('toldToWaitFor');
  });
});
