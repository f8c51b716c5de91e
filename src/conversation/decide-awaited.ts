import type { IntentDefinition } from '../contract/content.ts';
import type { Decision } from '../contract/decision.ts';
import type { Awaiting } from '../contract/dialogue.ts';
import { enterIntent } from './decide.ts';
import type { Policy, TurnFacts } from './decide.ts';
import { hasFlow, readSlot } from './flows.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { stepDecision } from './step-decision.ts';
import { saysJust } from './whole-message.ts';

/** After this many answers that do not fit, a person is offered. */
const MOST_TRIES = 2;

/**
 * The message as an answer to what the bot asked. Null when nothing was asked, or when the message is not an answer
 * and must be taken for itself (a digression: the flow waits, and is asked again after the digression's answer).
 */
export function decideAwaited(facts: TurnFacts, policy: Policy, sure: IntentDefinition | null): Decision | null {
  const { awaiting } = facts.state;
  if (!awaiting || sure?.handoff?.when === 'always') return null;
  switch (awaiting.kind) {
    case 'human-offer':
      return decideOffer(facts, sure);
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

/** A person is called only for a yes: who has understood needs nobody, and who asks whether something is right has not answered. */
function decideOffer(facts: TurnFacts, sure: IntentDefinition | null): Decision | null {
  const { normalised } = facts.analysis;
  if (hasUnderstood(normalised) || saidNo(facts, sure)) return { kind: 'acknowledge', tone: 'no' };
  if (!saidYes(facts, sure)) return null;
  return !YES.test(normalised) && looksLikeQuestion(normalised)
    ? { kind: 'offer-human', reason: 'bot-stuck' }
    : { kind: 'handoff', reason: 'bot-stuck' };
}

/** "I see", 明白了: said of what was answered, and neither a question nor a yes. */
export const hasUnderstood = saysJust([
  String.raw`i see|(?:i )?(?:understand|understood|(?:get|got) (?:it|that))|gotcha|noted|(?:that |it )?makes sense`,
  '(?:明白|知道|了解|懂|清楚|收到|晓得|理解)',
]);

function decideChoice(
  awaiting: Awaiting & { kind: 'choice' },
  facts: TurnFacts,
  policy: Policy,
  sure: IntentDefinition | null,
): Decision | null {
  if (facts.pressedIntentId !== null) return null;
  const position = ordinal(facts.analysis.normalised);
  const chosen = position === null ? undefined : policy.intents.get(awaiting.intentIds[position] ?? '');
  if (chosen) return enterIntent(chosen, facts, policy);
  if (saidYes(facts, sure)) {
    const first = policy.intents.get(awaiting.intentIds[0] ?? '');
    return first ? enterIntent(first, facts, policy) : null;
  }
  if (saidNo(facts, sure)) return { kind: 'offer-human', reason: 'bot-stuck' };
  return null;
}

function decideConfirmation(
  awaiting: Awaiting & { kind: 'confirmation' },
  facts: TurnFacts,
  policy: Policy,
  sure: IntentDefinition | null,
): Decision | null {
  const intent = policy.intents.get(awaiting.flow.intentId);
  if (!hasFlow(intent)) return null;
  if (saidYes(facts, sure)) return stepDecision(intent, awaiting.flow, facts, true);
  if (saidNo(facts, sure) || wantsOut(facts)) return { kind: 'flow-cancelled', intentId: intent.id };
  return null;
}

function decideSlot(
  awaiting: Awaiting & { kind: 'slot' },
  facts: TurnFacts,
  policy: Policy,
  sure: IntentDefinition | null,
): Decision | null {
  const intent = policy.intents.get(awaiting.flow.intentId);
  const slot = hasFlow(intent) ? intent.flow.slots.find(({ name }) => name === awaiting.slot) : undefined;
  if (!hasFlow(intent) || !slot) return null;
  if (wantsOut(facts) || (slot.type !== 'text' && saidNo(facts, sure))) return { kind: 'flow-cancelled', intentId: intent.id };

  const value = readSlot(slot, facts.analysis);
  const isDigression = sure !== null && sure.id !== intent.id && sure.id !== 'affirm' && sure.id !== 'deny';
  // A sure question of another subject is a question, even when it holds what was asked for ("where is LL2611200042?").
  if (value !== null && !(isDigression && looksLikeQuestion(facts.analysis.normalised))) {
    const flow = { ...awaiting.flow, slots: { ...awaiting.flow.slots, [slot.name]: value } };
    return stepDecision(intent, flow, facts, false);
  }
  if (isDigression) return null;
  if (awaiting.tries + 1 >= MOST_TRIES) return { kind: 'offer-human', reason: 'bot-stuck' };
  return { kind: 'ask-slot', awaiting: { ...awaiting, tries: awaiting.tries + 1 }, isRetry: true, explains: false };
}

const YES =
  /^(y|yes|yep|yeah|yup|ok|okay|sure|please|please do|go ahead|correct|right|confirm|do it|是|是的|对|对的|好|好的|好呀|好啊|嗯|嗯嗯|行|可以|确认|要|没错|麻烦了|ok的)[\s!.。！~～]*$/u;
const NO =
  /^(n|no|nope|nah|no thanks|no thank you|not now|none of these|don't|dont|不|不是|不要|不用|不用了|不了|不对|没有|都不是|算了|别|不需要|暂时不用)[\s!.。！~～]*$/u;
const OUT =
  /^(cancel|stop|quit|exit|forget it|never ?mind|start over|取消|算了|退出|停|不办了|不弄了|重新开始|先不了)[\s!.。！~～了吧]*$/u;

/** The answer list is checked before the classifier: it is certain, and works without an encoder. */
function saidYes(facts: TurnFacts, sure: IntentDefinition | null): boolean {
  return YES.test(facts.analysis.normalised) || sure?.id === 'affirm';
}

function saidNo(facts: TurnFacts, sure: IntentDefinition | null): boolean {
  return NO.test(facts.analysis.normalised) || sure?.id === 'deny';
}

function wantsOut(facts: TurnFacts): boolean {
  return OUT.test(facts.analysis.normalised);
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
