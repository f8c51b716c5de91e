import type { IntentDefinition } from '../contract/content.ts';
import type { Decision } from '../contract/decision.ts';
import type { Awaiting } from '../contract/dialogue.ts';
import { enterIntent } from './decide.ts';
import type { Policy, TurnFacts } from './decide.ts';
import { decideConfirmation, decideSlot, ownQuestion } from './decide-in-flow.ts';
import { hasFlow } from './flows.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { looksLikeRequest } from './looks-like-request.ts';
import { isBare } from './order-to-show.ts';
import { readSlot } from './read-slot.ts';
import { hasUnderstood, saidNo, saidOk, saidPlainYes, saidYes, type Answer } from './yes-or-no.ts';

/**
 * The message as an answer to what the bot asked. Null when nothing was asked, or when the message is not an answer
 * and must be taken for itself (a digression: the flow waits, and is asked again after the digression's answer).
 */
export function decideAwaited(facts: TurnFacts, policy: Policy, sure: IntentDefinition | null): Decision | null {
  const { awaiting } = facts.state;
  if (!awaiting || (sure?.handoff?.when === 'always' && !isExpected(awaiting, facts, policy, sure))) return null;
  const answer = { normalised: facts.analysis.normalised, sure };
  switch (awaiting.kind) {
    case 'human-offer':
      return decideOffer(answer);
    case 'choice':
      return decideChoice(awaiting, facts, policy, sure);
    case 'confirmation':
      return decideConfirmation(awaiting, facts, policy, sure);
    case 'slot':
      return decideSlot(awaiting, facts, policy, sure);
    default:
      return awaiting satisfies never;
  }
}

/** What fits the question that was asked is its answer, although by itself it would call a person: 质量太差 as the reason of a return. */
function isExpected(awaiting: Awaiting, { analysis }: TurnFacts, { intents }: Policy, sure: IntentDefinition): boolean {
  if (awaiting.kind !== 'slot') return false;
  const slot = intents.get(awaiting.flow.intentId)?.flow?.slots.find(({ name }) => name === awaiting.slot);
  if (slot?.type === 'choice') return sure.handoff?.reason !== 'asked-for-human' && readSlot(slot, analysis) !== null;
  return [...(slot?.answers?.en ?? []), ...(slot?.answers?.zh ?? [])].includes(analysis.normalised);
}

/** A person is called only for a yes: who has understood needs nobody, and who asks whether something is right has not answered. */
function decideOffer(answer: Answer): Decision | null {
  // "Ok bye" wants nobody.
  if (answer.sure?.group === 'smalltalk' && answer.sure.id !== 'affirm' && answer.sure.id !== 'deny' && !saidPlainYes(answer))
    return null;
  if (hasUnderstood(answer.normalised) || saidNo(answer)) return { kind: 'acknowledge', tone: 'no' };
  if (saidYes(answer)) return { kind: 'handoff', reason: 'bot-stuck' };
  const asksBack = answer.sure?.id === 'affirm' && looksLikeQuestion(answer.normalised);
  return asksBack ? { kind: 'offer-human', reason: 'bot-stuck' } : null;
}

function decideChoice(
  awaiting: Awaiting & { kind: 'choice' },
  facts: TurnFacts,
  policy: Policy,
  sure: IntentDefinition | null,
): Decision | null {
  if (facts.pressedIntentId !== null) return null;
  const answer = { normalised: facts.analysis.normalised, sure };
  const position = ordinal(answer.normalised);
  const chosen = position === null ? undefined : policy.intents.get(awaiting.intentIds[position] ?? '');
  if (chosen) return enterIntent(chosen, facts, policy);
  const [only, ...others] = awaiting.intentIds;
  if (saidYes(answer) || saidOk(answer)) {
    const intent = policy.intents.get(only ?? '');
    if (others.length > 0) return { kind: 'clarify', intentIds: awaiting.intentIds, again: true };
    return intent ? enterIntent(intent, facts, policy) : null;
  }
  const offered = others.length === 0 ? policy.intents.get(only ?? '') : undefined;
  if (hasFlow(offered)) {
    const isQuestion = looksLikeQuestion(answer.normalised);
    const isWish = looksLikeRequest(answer.normalised) && (sure === null || sure.id === offered.id);
    if (isWish) return enterIntent(offered, facts, policy);
    if (isQuestion && ownQuestion(offered, facts, policy, sure)) return { kind: 'explain-flow', intentId: offered.id };
    // Whoever gives what the flow would ask for has taken the offer.
    if (!isQuestion && isBare(facts.analysis)) return enterIntent(offered, facts, policy);
  }
  if (!saidNo(answer)) return null;
  // One choice alone was an offer to do something; several were a guess at what was meant.
  return others.length > 0 ? { kind: 'offer-human', reason: 'bot-stuck' } : { kind: 'acknowledge', tone: 'no' };
}

const ORDINALS: readonly RegExp[] = [
  /^(1|one|first|the first( one)?|第一个?|一)[.。]?$/u,
  /^(2|two|second|the second( one)?|第二个?|二)[.。]?$/u,
  /^(3|three|third|the third( one)?|第三个?|三)[.。]?$/u,
];

function ordinal(normalised: string): number | null {
  const position = ORDINALS.findIndex((pattern) => pattern.test(normalised));
  return position === -1 ? null : position;
}
