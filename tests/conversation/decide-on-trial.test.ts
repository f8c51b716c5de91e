import { describe, expect, it } from 'vitest';
import { decideOnTrial } from '../../src/conversation/decide-on-trial.ts';
import { facts, POLICY, state } from './facts.ts';

const leaving = facts({ isAtRisk: true, signals: ['leaving'], intents: [['leave_for_competitor', 0.9]] });

describe('the trial of handing over on the score', () => {
  it('hands a treated customer over and records it', () => {
    expect(decideOnTrial(leaving, POLICY, 'treated')).toEqual({
      decision: { kind: 'handoff', reason: 'churn-risk' },
      trialArm: 'treated',
      mayEscalate: true,
    });
  });

  it('answers a customer who is held out as one under the line, and records it', () => {
    expect(decideOnTrial(leaving, POLICY, 'held-out')).toEqual({
      decision: { kind: 'answer-intent', intentId: 'leave_for_competitor', offersHuman: true },
      trialArm: 'held-out',
      mayEscalate: true,
    });
  });

  it('always gives a person to whoever asks for one or complains', () => {
    for (const id of ['human_agent', 'complaint']) {
      const asking = facts({ isAtRisk: true, intents: [[id, 0.9]] });
      const saidYes = facts({ isAtRisk: true, state: state({ awaiting: { kind: 'human-offer' } }), intents: [['affirm', 0.9]] });

      expect(decideOnTrial(asking, POLICY, 'held-out').decision).toMatchObject({ kind: 'handoff' });
      expect(decideOnTrial(saidYes, POLICY, 'held-out').decision).toMatchObject({ kind: 'handoff' });
    }
  });

  it('does not count visitors who cannot be known again, nor customers under the line', () => {
    expect(decideOnTrial(leaving, POLICY, null)).toMatchObject({ decision: { kind: 'handoff' }, trialArm: null });
    expect(decideOnTrial({ ...leaving, isAtRisk: false }, POLICY, 'held-out')).toMatchObject({
      trialArm: null,
      mayEscalate: true,
    });
  });
});
