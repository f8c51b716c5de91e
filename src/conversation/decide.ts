import type { ChurnScore } from '../contract/churn.ts';
import type { Owner } from '../contract/conversation.ts';
import type { Decision } from '../contract/decision.ts';
import type { DialogueState } from '../contract/dialogue.ts';
import type { IntentDefinition } from '../contract/content.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Classification, TextAnalysis } from '../contract/understanding.ts';
import { decideAwaited } from './decide-awaited.ts';
import { decideQueued, wantsNobody } from './decide-queued.ts';
import type { LoyaltySignal } from './find-signals.ts';
import { hasFlow, startFlow, type FlowIntent } from './flows.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { looksLikeRequest } from './looks-like-request.ts';
import { orderToShow } from './order-to-show.ts';
import { findMistake } from './read-slot.ts';
import { topicOf } from './follow-up.ts';
import { betterPassage, sureIntent } from './stands-alone.ts';
import { stepDecision } from './step-decision.ts';
import { hasUnderstood, negatesAct } from './yes-or-no.ts';

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
  /** The answer to a message that leans on the topic before it; null when it stands alone. */
  readonly followUp: RankedPassage | null;
  /** The answer to the question that a longer turn comes down to, where no intent brings it. */
  readonly answer: RankedPassage | null;
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
  /** A passage at least this probable is an answer when no intent is sure; */
  readonly surePassage: number;
  /** so much when the message looks foreign to all intents; */
  readonly surePassageOfForeign: number;
  /** so much to be shown instead of an intent's own article, which is at most `unlikelyArticle`. */
  readonly surerPassage: number;
  readonly unlikelyArticle: number;
  /** A message stands alone when its intent's article is at least this probable, or its flow's intent; */
  readonly ownArticle: number;
  readonly sureFlow: number;
  /** unless the topic before it is as near but for this (a difference of cosines), or this when it says hardly anything; */
  readonly topicMargin: number;
  readonly topicMarginOfTerse: number;
  /** else the topic answers, when its article is at least this probable. */
  readonly sureFollowUp: number;
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
      return withHelp(decideAlone(facts, policy), facts, policy);
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
  if (mayLoseCustomer(facts, sure, policy)) return { kind: 'handoff', reason: 'churn-risk' };
  const order = orderToShow(facts, policy.intents, sure);
  if (order) return enterIntent(order, facts, policy);
  // "Leave the queue" calls nobody.
  if (sure?.handoff?.reason === 'asked-for-human' && wantsNobody(facts.analysis.normalised))
    return { kind: 'acknowledge', tone: 'no' };
  // "I'd rather not cancel" begins nothing.
  if (hasFlow(sure) && negatesAct(facts.analysis)) return { kind: 'acknowledge', tone: 'no' };
  if (!sure && hasUnderstood(facts.analysis.normalised)) return { kind: 'acknowledge', tone: 'no' };
  if (facts.followUp && facts.followUp.score >= policy.sureFollowUp) return decideFollowUp(facts.followUp, facts, policy);
  if (facts.answer) return answerWith(facts.answer, policy);
  if (sure) return enterIntent(sure, facts, policy);

  const passage = facts.passages[0];
  const isForeign = facts.classification?.outOfScope ?? false;
  if (passage && passage.score >= (isForeign ? policy.surePassageOfForeign : policy.surePassage)) {
    return answerWith(passage, policy);
  }
  if (!isForeign && !waitsInFlow(facts)) {
    const options = possibleIntents(facts, policy);
    if (options.length >= 2) return { kind: 'clarify', intentIds: options };
  }
  const isStuck = facts.state.misses + 1 >= policy.missesBeforeOffer || facts.analysis.sentiment <= ANGRY;
  return isStuck ? { kind: 'offer-human', reason: 'bot-stuck' } : { kind: 'abstain' };
}

/** Whoever is so angry is not asked to put it another way. */
const ANGRY = -0.4;

/** Whoever gives the order that the article on a trouble asks for wants more than to see it. */
function withHelp(decision: Decision, { state }: TurnFacts, { intents }: Policy): Decision {
  if (decision.kind !== 'show-order') return decision;
  // The state counts this turn already.
  const topic = topicOf({ ...state, turns: state.turns - 1 });
  const about = topic && [...intents.values()].find(({ article }) => article === topic.articleId);
  return { ...decision, offersHuman: about?.handoff?.when === 'offer' || about?.signal !== undefined };
}

function answerWith(passage: RankedPassage, policy: Policy): Decision {
  return { kind: 'answer-passage', passage, intentId: intentOf(passage, policy), isFollowUp: false, offersHuman: false };
}

/**
 * A customer over the line is handed over when this message gives a reason to leave or the bot has nothing sure to say.
 * A plain question that has a sure answer is answered: nobody at risk is kept by waiting for opening hours. Of an anonymous visitor
 * nothing is known but what he says, so his score alone moves nothing, and a single trouble that an article answers ("my kettle broke",
 * "how do I cancel my membership") is answered, and a person offered.
 */
function mayLoseCustomer(facts: TurnFacts, sure: IntentDefinition | null, policy: Policy): boolean {
  if (!facts.isAtRisk || facts.state.churnHandoffDone) return false;
  const isAnonymous = facts.churn?.pattern === 'anonymous';
  const hasArticle = sure?.article !== undefined || facts.followUp !== null;
  const hasSignal = sure?.signal !== undefined && betterPassage(sure, facts, policy) === null;
  if (facts.signals.length > 0 || hasSignal) return !(isAnonymous && hasArticle && isSingleTrouble(facts));
  if (sure !== null || isAnonymous) return false;
  return facts.analysis.sentiment < 0 || facts.state.misses > 0;
}

/** One kind of trouble, in this message and perhaps the one before: the visitor goes on about it. */
function isSingleTrouble({ signals, state }: TurnFacts): boolean {
  const { complaint, leaving, refund, price, late } = state.counts;
  const before = { complaint, leaving, refund, price, late };
  const kinds = new Set<string>(signals);
  for (const [kind, count] of Object.entries(before)) if (count > 0) kinds.add(kind);
  return kinds.size <= 1 && complaint + leaving + refund + price + late <= 1;
}

/** The same words a second time come with the offer of a person; a third time they would help nobody. */
function decideFollowUp(passage: RankedPassage, facts: TurnFacts, policy: Policy): Decision {
  const { topic } = facts.state;
  const isShownAgain = topic?.passageId === passage.passage.id;
  if (isShownAgain && topic.isRepeated) return { kind: 'offer-human', reason: 'bot-stuck' };
  const offersHuman = isShownAgain && !waitsInFlow(facts);
  return { kind: 'answer-passage', passage, intentId: intentOf(passage, policy), isFollowUp: true, offersHuman };
}

/** What an intent leads to when it stands by itself: a person, a flow, or its answer. */
export function enterIntent(intent: IntentDefinition, facts: TurnFacts, policy: Policy): Decision {
  if (intent.handoff?.when === 'always') return { kind: 'handoff', reason: intent.handoff.reason };
  if (intent.id === 'affirm' || intent.id === 'deny') {
    return { kind: 'acknowledge', tone: intent.id === 'affirm' ? 'yes' : 'no' };
  }
  if (hasFlow(intent) && !asksHow(intent, facts)) return beginFlow(intent, facts);
  // "Which product do you mean?" says nothing that a likely passage could contradict.
  const hasWordsOnly = intent.article === undefined && !hasFlow(intent);
  const passage = betterPassage(intent, facts, policy, hasWordsOnly ? policy.surePassage : policy.surerPassage);
  if (passage) return { kind: 'answer-passage', passage, intentId: intent.id, isFollowUp: false, offersHuman: false };
  const isInFlow = waitsInFlow(facts);
  if (hasFlow(intent) && !isInFlow) return { kind: 'explain-flow', intentId: intent.id };
  // A trouble with an order on the table: what the article promises, a person does.
  const hasOrder = (facts.state.named ?? []).some(({ kind, isDoubtful }) => kind === 'order-number' && !isDoubtful);
  const offersHuman = intent.handoff?.when === 'offer' || (intent.signal !== undefined && (facts.isAtRisk || hasOrder));
  // Two questions at once would leave it open which of them a yes answers.
  return { kind: 'answer-intent', intentId: intent.id, offersHuman: offersHuman && !isInFlow };
}

function beginFlow(intent: FlowIntent, facts: TurnFacts): Decision {
  const { analysis, sequence, state } = facts;
  const step = stepDecision(intent, startFlow(intent, analysis, { sequence, named: state.named ?? [] }), facts, false);
  if (step.kind !== 'ask-slot') return step;
  const slot = intent.flow.slots.find(({ name }) => name === step.awaiting.slot);
  const mistake = slot === undefined ? null : findMistake(slot, analysis);
  return mistake === null ? step : { ...step, problem: { kind: 'mistake', index: mistake } };
}

/** Whether the customer wants to know about what a flow does, rather than to have it done to an order. */
function asksHow(intent: FlowIntent, { analysis, pressedIntentId }: TurnFacts): boolean {
  return (
    intent.article !== undefined &&
    intent.flow.action !== 'show-order' &&
    pressedIntentId === null &&
    looksLikeQuestion(analysis.normalised) &&
    !looksLikeRequest(analysis.normalised) &&
    !analysis.entities.some(({ kind }) => kind === 'order-number')
  );
}

/** The bot waits for an answer that a flow needs. */
export function waitsInFlow({ state }: Pick<TurnFacts, 'state'>): boolean {
  return state.awaiting?.kind === 'slot' || state.awaiting?.kind === 'confirmation';
}

/** The intent that an article belongs to: its buttons lead on from there. */
function intentOf({ passage }: RankedPassage, { intents }: Policy): string | null {
  return [...intents.values()].find(({ article }) => article === passage.articleId)?.id ?? null;
}

const MOST_OPTIONS = 3;

function possibleIntents(facts: TurnFacts, policy: Policy): readonly string[] {
  return (facts.classification?.intents ?? [])
    .filter(({ id, p }) => p >= policy.possibleIntent && (policy.intents.get(id)?.group ?? 'smalltalk') !== 'smalltalk')
    .slice(0, MOST_OPTIONS)
    .map(({ id }) => id);
}
