import type { IntentDefinition, SlotDefinition } from '../contract/content.ts';
import type { Decision, SlotProblem } from '../contract/decision.ts';
import type { Awaiting } from '../contract/dialogue.ts';
import { enterIntent } from './decide.ts';
import type { Policy, TurnFacts } from './decide.ts';
import { fillSlots, hasFlow, type FlowIntent } from './flows.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { admitsMistake, readCorrection, type Correction } from './read-correction.ts';
import { findMistake, namesOf } from './read-slot.ts';
import { stepDecision } from './step-decision.ts';
import {
  holdsNegation,
  negatesAct,
  saidNo,
  saidOk,
  saidPlainNo,
  saidYes,
  takesBack,
  thinksItOver,
  wantsOut,
  type Answer,
} from './yes-or-no.ts';

/** After this many answers that do not fit, a person is offered. */
const MOST_TRIES = 2;

/**
 * The message as an answer to "shall I?". Only a clear yes acts. A correction is confirmed anew, whatever else takes back ends the flow,
 * and null is a digression, after which the question is asked again.
 */
export function decideConfirmation(
  awaiting: Awaiting & { kind: 'confirmation' },
  facts: TurnFacts,
  policy: Policy,
  sure: IntentDefinition | null,
): Decision | null {
  const { flow } = awaiting;
  const intent = policy.intents.get(flow.intentId);
  if (!hasFlow(intent)) return null;
  const answer = { normalised: facts.analysis.normalised, sure };
  const isQuestion = looksLikeQuestion(answer.normalised);
  const stopped: Decision = { kind: 'flow-cancelled', intentId: intent.id };
  const unclear: Decision = { kind: 'confirm', flow, again: true };

  if (saidPlainNo(answer) || (thinksItOver(answer) && !isQuestion)) return stopped;
  // "Cancel" stops a return, but may be the yes to "shall I cancel?".
  if (wantsOut(answer)) return intent.flow.action === 'cancel-order' && !GIVES_UP.test(answer.normalised) ? unclear : stopped;
  const other = otherIntent(intent, sure);
  const correction = other && isQuestion ? null : readCorrection(intent, flow, facts.analysis);
  const isMended = correction?.kind === 'values' && admitsMistake(answer);
  if (other && !isMended && wantsInstead(intent, other, { answer, fits: correction !== null }))
    return leaveFor(other, facts, policy);
  if (correction && correction.kind !== 'same') return correct(intent, correction, facts);
  if (saidYes(answer, (awaiting.tries ?? 0) === 0)) return stepDecision(intent, flow, facts, true);
  // "No wait, just return them": what is taken back is something else.
  if (sure?.id === intent.id && !isQuestion && !saidNo(answer) && !negatesAct(answer)) return unclear;
  if (!isQuestion && (saidNo(answer) || takesBack(answer) || (holdsNegation(answer) && !other))) return stopped;
  if (isQuestion) return ownQuestion(intent, facts, policy, sure);
  if (other && !correction) return null;
  return saidOk(answer) || sure !== null || correction ? unclear : null;
}

/** The message as the value of the slot that was asked for. Null is a digression. */
export function decideSlot(
  awaiting: Awaiting & { kind: 'slot' },
  facts: TurnFacts,
  policy: Policy,
  sure: IntentDefinition | null,
): Decision | null {
  const { flow } = awaiting;
  const intent = policy.intents.get(flow.intentId);
  const slot = hasFlow(intent) ? intent.flow.slots.find(({ name }) => name === awaiting.slot) : undefined;
  if (!hasFlow(intent) || !slot) return null;
  const { analysis } = facts;
  const answer = { normalised: analysis.normalised, sure };
  const isText = slot.type === 'text' || slot.type === 'address';
  const retry = (problem: SlotProblem): Decision => ({
    kind: 'ask-slot',
    awaiting: { ...awaiting, tries: awaiting.tries + 1 },
    problem,
  });
  const lacks = slot.help !== undefined && NOT_AT_HAND.test(answer.normalised);

  // A yes to a question that wants no yes says nothing.
  const isIdle = isText && (saidYes({ ...answer, sure: null }) || saidOk(answer));
  const isAlmost = isText && findMistake(slot, analysis) !== null;
  const filled = isIdle || isAlmost ? null : fillSlots(intent, flow, slot, { analysis, named: facts.state.named ?? [] });
  const correction = filled || isText ? null : readCorrection(intent, flow, analysis);
  if (wantsOut(answer)) return { kind: 'flow-cancelled', intentId: intent.id };
  if (!filled && !correction && !isText && !lacks && (saidNo(answer) || negatesAct(answer)))
    return { kind: 'flow-cancelled', intentId: intent.id };

  // What the slot may hold is no question to the bot, unless it is about calling itself.
  const isQuestion = looksLikeQuestion(answer.normalised) && !(slot.takesQuestions && sure?.group !== intent.group);
  const other = otherIntent(intent, sure);
  const fits = filled !== null || correction !== null;
  if (other && !slot.takesQuestions && wantsInstead(intent, other, { answer, fits })) return leaveFor(other, facts, policy);
  // A sure question of another subject is a question, even when it holds what was asked for ("where is LL2611200042?").
  if (filled && !(isQuestion && (other || isText))) {
    const step = stepDecision(intent, filled, facts, false);
    const isSame = step.kind === 'ask-slot' && step.awaiting.slot === slot.name;
    return isSame ? { ...step, awaiting: { ...awaiting, flow: filled }, problem: noteOf(slot) ?? { kind: 'invalid' } } : step;
  }
  if (correction && correction.kind !== 'same' && !isQuestion) return correct(intent, correction, facts);
  const mistake = findMistake(slot, analysis);
  const problem: SlotProblem | null =
    mistake !== null ? { kind: 'mistake', index: mistake } : lacks ? { kind: 'not-at-hand' } : null;
  if (problem === null && isQuestion) return ownQuestion(intent, facts, policy, sure);
  if (problem === null && other) return null;
  if (awaiting.tries + 1 >= MOST_TRIES) return { kind: 'offer-human', reason: 'bot-stuck' };
  return retry(problem ?? (/\d{4}/.test(answer.normalised) ? { kind: 'invalid' } : (noteOf(slot) ?? { kind: 'invalid' })));
}

const GIVES_UP = /stop|quit|exit|forget|mind|over|算了|退出|停|不办|不弄|重新|先不/u;
const NOT_AT_HAND =
  /\b(?:don'?t|dont|do not|can'?t|cant|cannot|didn'?t|haven'?t|not)\b.{0,12}\b(?:have|know|remember|find|see|got|get|recall)\b|\b(?:no idea|lost|forgot|forgotten|without|what number|which number|no (?:order )?number)\b|\bwhere\b.*\b(?:find|number)\b|\b(?:by|with|using) (?:my )?(?:phone|e-?mail|name)\b|(?:没有|没(?=.{0,3}(?:单号|号码|编号|号))|没[.。!]*$|忘记?了?|不记得|不知道|找不到|丢了?|看不到|查不到|记不得|记不住|不清楚|在?哪里?(?:有|看|找|能|可以)?).{0,4}(?:单号|号码|编号|号|$)|(?:手机|电话|邮箱|名字|姓名)号?码?.{0,4}查/u;

function noteOf({ help }: SlotDefinition): SlotProblem | null {
  return help === undefined ? null : { kind: 'not-at-hand' };
}

function correct(intent: FlowIntent, correction: Exclude<Correction, { kind: 'same' }>, facts: TurnFacts): Decision {
  if (correction.kind === 'values') return stepDecision(intent, correction.flow, facts, false);
  const { flow, slot } = correction;
  return { kind: 'ask-slot', awaiting: { kind: 'slot', flow, slot: slot.name, tries: 0 }, problem: null };
}

function otherIntent(intent: FlowIntent, sure: IntentDefinition | null): IntentDefinition | null {
  return sure === null || sure.id === intent.id || sure.id === 'affirm' || sure.id === 'deny' ? null : sure;
}

const INSTEAD = /\b(?:instead|rather)\b|换成|还是(?:想|要|换|退|先|帮|给)/u;
const HESITATES = /^(?:no|nope|actually|wait|sorry|hmm|不对|不是|等等|哦不|算了)(?![a-z])/u;
const WISH = /\b(?:i (?:want|need|would like)|i'?d like|let me)\b|我想(?!问|知道)|我要/u;

/**
 * Whether the customer wants something else in place of the flow, rather than to know something on the way. An answer that fits the
 * question (`fits`) must say so outright.
 */
function wantsInstead(intent: FlowIntent, other: IntentDefinition, { answer, fits }: { answer: Answer; fits: boolean }): boolean {
  const { normalised } = answer;
  if (looksLikeQuestion(normalised) || negatesAct(answer) || other.group === 'smalltalk') return false;
  const turnsAway = INSTEAD.test(normalised) || HESITATES.test(normalised);
  const isWish = WISH.test(normalised);
  if (fits) return turnsAway && (isWish || hasFlow(other));
  return turnsAway || hasFlow(other) || (isWish && other.group === intent.group);
}

function leaveFor(other: IntentDefinition, facts: TurnFacts, policy: Policy): Decision {
  const decision = enterIntent(other, { ...facts, state: { ...facts.state, awaiting: null } }, policy);
  return decision.kind === 'answer-intent' || decision.kind === 'answer-passage' ? { ...decision, leaves: true } : decision;
}

/** A question about the flow's own subject: the intent's article answers it, and the flow goes on. Null for any other question. */
export function ownQuestion(
  intent: FlowIntent,
  facts: TurnFacts,
  policy: Policy,
  sure: IntentDefinition | null,
): Decision | null {
  const { classification, passages, analysis } = facts;
  const isPossible =
    !classification?.outOfScope && classification?.intents.some(({ id, p }) => id === intent.id && p >= policy.possibleIntent);
  const isOwn =
    sure?.id === intent.id ||
    namesSlot(intent, analysis.normalised, sure) ||
    (sure === null && (isPossible || passages.some(({ passage }) => passage.articleId === intent.article)));
  return isOwn && intent.article !== undefined ? { kind: 'answer-intent', intentId: intent.id, offersHuman: false } : null;
}

/** "Can I change the title later?" is about the invoice, whatever else can be changed; but a shop has a phone number and an e-mail too. */
function namesSlot({ flow }: FlowIntent, normalised: string, sure: IntentDefinition | null): boolean {
  return flow.slots
    .filter(({ type }) => sure === null || type === 'text' || type === 'address' || type === 'choice')
    .some((slot) => namesOf(slot).some((name) => normalised.includes(name.toLowerCase())));
}
