import type { ChurnScore } from '../contract/churn.ts';
import type { Owner } from '../contract/conversation.ts';
import type { Decision } from '../contract/decision.ts';
import type { DialogueState } from '../contract/dialogue.ts';
import type { IntentDefinition } from '../contract/content.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Classification, TextAnalysis } from '../contract/understanding.ts';
import { decideAwaited, hasUnderstood } from './decide-awaited.ts';
import { decideQueued } from './decide-queued.ts';
import type { LoyaltySignal } from './find-signals.ts';
import { hasFlow, startFlow } from './flows.ts';
import { looksLikeFollowUp } from './looks-like-follow-up.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { stepDecision } from './step-decision.ts';

/** Everything a decision may look at. Plain data: the same facts always give the same decision. */
export interface TurnFacts {
  readonly owner: Owner;
  /** No agent is there at this time; told only of a conversation that waits in the queue. */
  readonly isDeskClosed: boolean;
  readonly state: DialogueState;
  readonly analysis: TextAnalysis;
  readonly hasAttachments: boolean;
  readonly isSignedIn: boolean;
  /** Sequence of the turn's first message. */
  readonly sequence: number;
  /** Null when the encoder gave no vector. */
  readonly classification: Classification | null;
  /** The intent whose title the message repeats (a pressed button), or null. */
  readonly pressedIntentId: string | null;
  /** Of this message. */
  readonly signals: readonly LoyaltySignal[];
  readonly passages: readonly RankedPassage[];
  readonly churn: ChurnScore | null;
  /** Over the line now, hysteresis included. */
  readonly isAtRisk: boolean;
}

export interface Policy {
  readonly intents: ReadonlyMap<string, IntentDefinition>;
  /** An intent at least this probable is answered without asking back. */
  readonly sureIntent: number;
  /** An intent at least this probable may be offered as "did you mean". */
  readonly possibleIntent: number;
  /** A passage at least this probable is an answer when no intent is sure. */
  readonly surePassage: number;
  /** Misses in a row after which a person is offered. */
  readonly missesBeforeOffer: number;
}

/** What to do with a turn. Pure; the table of tests/conversation/decide.test.ts is its specification. */
export function decide(facts: TurnFacts, policy: Policy): Decision {
  const { owner } = facts;
  switch (owner.kind) {
    case 'agent':
      return { kind: 'stay-silent' };
    case 'queue':
      // Risk hands over to a person, who is called already.
      return decideQueued(decideAlone({ ...facts, isAtRisk: false }, policy), owner.ticketId, facts, policy);
    case 'bot':
      return decideAlone(facts, policy);
    default:
      return owner satisfies never;
  }
}

/** The conversation is the bot's own. */
function decideAlone(facts: TurnFacts, policy: Policy): Decision {
  const sure = sureIntent(facts, policy);
  const awaited = decideAwaited(facts, policy, sure);
  if (awaited) return awaited;

  if (facts.analysis.isWordless) return { kind: 'acknowledge', tone: facts.hasAttachments ? 'file' : 'wordless' };
  if (mayLoseCustomer(facts, sure)) return { kind: 'handoff', reason: 'churn-risk' };
  if (sure) return enterIntent(sure, facts);
  if (hasUnderstood(facts.analysis.normalised)) return { kind: 'acknowledge', tone: 'no' };

  const passage = facts.passages[0];
  const isForeign = facts.classification?.outOfScope ?? false;
  if (passage && passage.score >= policy.surePassage && !isForeign) return { kind: 'answer-passage', passage };
  if (!isForeign) {
    const options = possibleIntents(facts, policy);
    if (options.length >= 2) return { kind: 'clarify', intentIds: options };
  }
  return facts.state.misses + 1 >= policy.missesBeforeOffer ? { kind: 'offer-human', reason: 'bot-stuck' } : { kind: 'abstain' };
}

/** The intent the message certainly has: pressed as a button, or probable enough and in scope, be it because of what went before. */
function sureIntent(facts: TurnFacts, policy: Policy): IntentDefinition | null {
  if (facts.pressedIntentId !== null) return policy.intents.get(facts.pressedIntentId) ?? null;
  const best = facts.classification?.intents[0];
  const intent = policy.intents.get(best?.id ?? '');
  if (!best || !intent || best.p < policy.sureIntent) return null;
  return facts.classification?.outOfScope && !followsUp(intent, facts, policy) ? null : intent;
}

/** "And to Japan?" says little by itself, but not after a question about delivery. */
function followsUp(intent: IntentDefinition, { state, analysis }: TurnFacts, { intents }: Policy): boolean {
  const last = intents.get(state.lastIntentId ?? '');
  return last?.group === intent.group && looksLikeFollowUp(analysis.normalised);
}

/**
 * A customer over the line is handed over when this message gives a reason to leave or the bot has nothing sure to say.
 * A plain question that has a sure answer is answered: nobody at risk is kept by waiting for opening hours. Of an anonymous visitor
 * nothing is known but what he says, so his score alone moves nothing.
 */
function mayLoseCustomer(facts: TurnFacts, sure: IntentDefinition | null): boolean {
  if (!facts.isAtRisk || facts.state.churnHandoffDone) return false;
  if (facts.signals.length > 0 || sure?.signal !== undefined) return true;
  if (sure !== null || facts.churn?.pattern === 'anonymous') return false;
  return facts.analysis.sentiment < 0 || facts.state.misses > 0;
}

/** What an intent leads to when it stands by itself: a person, a flow, or its answer. */
export function enterIntent(intent: IntentDefinition, facts: TurnFacts): Decision {
  if (intent.handoff?.when === 'always') return { kind: 'handoff', reason: intent.handoff.reason };
  if (intent.id === 'affirm' || intent.id === 'deny') {
    return { kind: 'acknowledge', tone: intent.id === 'affirm' ? 'yes' : 'no' };
  }
  if (hasFlow(intent)) {
    const step = stepDecision(
      intent,
      startFlow(intent, facts.analysis, { sequence: facts.sequence, named: facts.state.named ?? [] }),
      facts,
      false,
    );
    const explains =
      intent.article !== undefined && looksLikeQuestion(facts.analysis.normalised) && intent.flow.action !== 'show-order';
    return step.kind === 'ask-slot' ? { ...step, explains } : step;
  }
  return { kind: 'answer-intent', intentId: intent.id, offersHuman: intent.handoff?.when === 'offer' };
}

const MOST_OPTIONS = 3;

function possibleIntents(facts: TurnFacts, policy: Policy): readonly string[] {
  return (facts.classification?.intents ?? [])
    .filter(({ id, p }) => p >= policy.possibleIntent && policy.intents.get(id)?.group !== 'smalltalk')
    .slice(0, MOST_OPTIONS)
    .map(({ id }) => id);
}
