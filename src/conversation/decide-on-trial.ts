import type { TrialArm } from '../contract/churn.ts';
import type { Decision } from '../contract/decision.ts';
import { decide, type Policy, type TurnFacts } from './decide.ts';

export interface TrialDecision {
  readonly decision: Decision;
  /** Null where the score alone does not hand over, or `arm` is null. */
  readonly trialArm: TrialArm | null;
  /** Whether the score alone would hand over if the customer were over the line. */
  readonly mayEscalate: boolean;
}

/**
 * The decision, where handing over on the score alone is on trial: a customer who is held out gets what somebody under the line would
 * get, so that both can be compared. Whoever would be handed over anyway (asks for a person, complains) is, and is not part of the trial.
 * `arm` is null for visitors whose return could never be seen. Pure.
 */
export function decideOnTrial(facts: TurnFacts, policy: Policy, arm: TrialArm | null): TrialDecision {
  const over = decide({ ...facts, isAtRisk: true }, policy);
  const under = decide({ ...facts, isAtRisk: false }, policy);
  const mayEscalate = over.kind === 'handoff' && under.kind !== 'handoff';
  if (!facts.isAtRisk || !mayEscalate) return { decision: facts.isAtRisk ? over : under, trialArm: null, mayEscalate };
  return { decision: arm === 'held-out' ? under : over, trialArm: arm, mayEscalate };
}
