import type { TrialArm } from '../contract/churn.ts';
import type { Decision } from '../contract/decision.ts';
import { decide, type Policy, type TurnFacts } from './decide.ts';

/**
 * The decision, where handing over on the score alone is on trial: a customer who is held out gets what somebody under the line would
 * get, so that both can be compared. Whoever would be handed over anyway (asks for a person, complains) is, and is not part of the trial.
 * `arm` is null for visitors whose return could never be seen. Pure.
 */
export function decideOnTrial(
  facts: TurnFacts,
  policy: Policy,
  arm: TrialArm | null,
): { readonly decision: Decision; readonly trialArm: TrialArm | null } {
  const decision = decide(facts, policy);
  if (decision.kind !== 'handoff' || arm === null || !facts.isAtRisk) return { decision, trialArm: null };
  const otherwise = decide({ ...facts, isAtRisk: false }, policy);
  if (otherwise.kind === 'handoff') return { decision, trialArm: null };
  return { decision: arm === 'held-out' ? otherwise : decision, trialArm: arm };
}
