import type { ArticleLink, QuickReply } from '../contract/conversation.ts';
import type { IntentDefinition, SlotDefinition } from '../contract/content.ts';
import type { Decision, SlotProblem } from '../contract/decision.ts';
import type { Awaiting, FlowProgress } from '../contract/dialogue.ts';
import type { Language, LocalisedText } from '../contract/language.ts';
import type { HandoffReason } from '../contract/ticket.ts';
import { composeOrders, dayAndTime } from './compose-orders.ts';
import { hasFlow } from './flows.ts';
import { besides, passageReply } from './passage-reply.ts';
import type { Outcome } from './perform.ts';
import type { Aside } from './several-questions.ts';
import { fill, TEXTS } from './texts.ts';

/** One bubble of the bot: Markdown, buttons, and the article it comes from. */
export interface Reply {
  readonly text: string;
  readonly quickReplies: readonly QuickReply[];
  readonly article: ArticleLink | null;
}

export interface ComposeContext {
  readonly language: Language;
  readonly intents: ReadonlyMap<string, IntentDefinition>;
  readonly outcome: Outcome;
  /** Answers to what was asked besides. */
  readonly asides: readonly Aside[];
  /** What the bot waits for after this turn: after a digression the question is asked again. */
  readonly awaiting: Awaiting | null;
  /** The flow that the customer is no longer asked for, and whose act was not done; or null. */
  readonly left: FlowProgress | null;
  /** The customer waits for a person: none is offered. */
  readonly isQueued: boolean;
  readonly agents: { readonly isOpen: boolean; readonly opensAt: number | null };
  readonly timeZone: string;
  readonly now: number;
}

/** Puts a decision into words, after a word on a flow that it leaves undone. Pure: no text is invented, all of it stands in TEXTS, intents/, knowledge/ or the shop's answer. */
export function compose(decision: Decision, context: ComposeContext): readonly Reply[] {
  const main = repliesOf(decision, context);
  const replies = [...notDone(context), ...besides(decision, main, context), ...main];
  const human = TEXTS.humanButton[context.language];
  return context.isQueued
    ? replies.map((reply) => ({ ...reply, quickReplies: reply.quickReplies.filter(({ value }) => value !== human) }))
    : replies;
}

function repliesOf(decision: Decision, context: ComposeContext): readonly Reply[] {
  const say = (text: keyof typeof TEXTS): string => TEXTS[text][context.language];
  const human = humanButton(context);
  const plain = (text: string, quickReplies: readonly QuickReply[] = []): Reply => ({ text, quickReplies, article: null });

  if (context.outcome.kind === 'shop-unavailable') return [plain(say('shopUnavailable'), [human])];
  switch (decision.kind) {
    case 'stay-silent':
      return [];
    case 'answer-intent':
      return [...answerOfIntent(decision, context, human), ...askAgain(context)];
    case 'answer-passage':
      return [answerOfPassage(decision, context, human), ...askAgain(context)];
    case 'explain-flow':
      return [explained(decision.intentId, context, human)];
    case 'clarify':
      return [
        plain(say(decision.again ? 'clarifyWhich' : 'clarify'), [
          ...titles(decision.intentIds, context),
          { title: say('noneOfThese'), value: say('noneOfThese') },
        ]),
      ];
    case 'ask-slot':
      if (context.outcome.kind === 'acted') return [acted(decision.awaiting.flow, context, human)];
      return [askSlot(decision.awaiting, decision.problem, context)];
    case 'confirm':
      if (context.outcome.kind === 'acted') return [acted(decision.flow, context, human)];
      return [confirmation(decision.flow, context, decision.again ? say('yesOrNo') : null)];
    case 'show-order':
      return composeOrders(context.outcome, context, human).map((reply) =>
        decision.offersHuman && context.awaiting?.kind === 'human-offer' ? withOffer(reply, context, human) : reply,
      );
    case 'act':
      return [acted(decision.flow, context, human)];
    case 'flow-cancelled':
      return [plain(say('flowCancelled'))];
    case 'offer-human':
      return [plain(say('offerStuck'), [human, { title: say('no'), value: say('no') }])];
    case 'handoff':
      return [plain(handoffNotice(decision.reason, context))];
    case 'keep-for-agent':
      return [
        plain(fill(say(context.agents.isOpen ? 'inQueue' : 'keptForAgent'), { when: whenBack(context) }), [
          { title: say('backToBot'), value: say('backToBot') },
        ]),
      ];
    case 'leave-queue':
      return [plain(say('queueLeft'))];
    case 'acknowledge':
      return context.awaiting ? askAgain(context) : [plain(say(ACKNOWLEDGEMENTS[decision.tone]))];
    case 'abstain':
      return [plain(say('abstain'), [human]), ...askAgain(context)];
    default:
      return decision satisfies never;
  }
}

const ACKNOWLEDGEMENTS = {
  yes: 'acknowledgeYes',
  no: 'acknowledgeNo',
  file: 'acknowledgeFile',
  wordless: 'acknowledgeWordless',
} as const satisfies Record<string, keyof typeof TEXTS>;

function answerOfIntent(
  decision: Decision & { kind: 'answer-intent' },
  context: ComposeContext,
  human: QuickReply,
): readonly Reply[] {
  const intent = context.intents.get(decision.intentId);
  const passage = context.outcome.kind === 'passage' ? context.outcome.passage : null;
  const isSmalltalk = intent?.group === 'smalltalk';
  const buttons = isSmalltalk ? titles(intent.quickReplies, context) : followUpsOf(decision.intentId, context, human);
  const lead = intent?.answer?.[context.language] ?? null;
  const reply = passage ? passageReply(passage, lead, buttons) : { text: lead ?? '', quickReplies: buttons, article: null };
  if (reply.text === '') return [{ text: TEXTS.abstain[context.language], quickReplies: [human], article: null }];
  return [decision.offersHuman ? withOffer(reply, context, human) : reply];
}

function answerOfPassage(
  { passage, intentId, offersHuman }: Decision & { kind: 'answer-passage' },
  context: ComposeContext,
  human: QuickReply,
): Reply {
  const reply = passageReply(passage, null, followUpsOf(intentId, context, human));
  return offersHuman ? withOffer(reply, context, human) : reply;
}

/** The way to a person, which is asked for in words, comes first. */
function withOffer(reply: Reply, { language }: ComposeContext, human: QuickReply): Reply {
  return {
    ...reply,
    text: `${reply.text}\n\n${TEXTS.offerAfterAnswer[language]}`,
    quickReplies: [human, ...reply.quickReplies.filter(({ value }) => value !== human.value)],
  };
}

/** The intent's buttons, and at the end the way to a person. */
function followUpsOf(intentId: string | null, context: ComposeContext, human: QuickReply): readonly QuickReply[] {
  const offered = titles(context.intents.get(intentId ?? '')?.quickReplies ?? [], context);
  return [...offered.filter(({ value }) => value !== human.value), human];
}

/** Asking for a person is one button everywhere, whatever the shop calls that intent. */
function titles(intentIds: readonly string[], { intents, language }: ComposeContext): readonly QuickReply[] {
  return intentIds.flatMap((id) => {
    const intent = intents.get(id);
    const title = (intent?.handoff?.reason === 'asked-for-human' ? TEXTS.humanButton : intent?.title)?.[language];
    return title === undefined ? [] : [{ title, value: title }];
  });
}

function humanButton({ language }: ComposeContext): QuickReply {
  return { title: TEXTS.humanButton[language], value: TEXTS.humanButton[language] };
}

/** How a flow goes, and the flow by its button. */
function explained(intentId: string, context: ComposeContext, human: QuickReply): Reply {
  const passage = context.outcome.kind === 'passage' ? context.outcome.passage : null;
  const buttons = [...titles([intentId], context), human];
  const offer = TEXTS.offerFlow[context.language];
  if (passage === null) return { text: offer, quickReplies: buttons, article: null };
  const reply = passageReply(passage, null, buttons);
  return { ...reply, text: `${reply.text}\n\n${offer}` };
}

/** Says that a flow ends without its act; reading flows have none. */
function notDone({ left, intents, language }: ComposeContext): readonly Reply[] {
  const intent = intents.get(left?.intentId ?? '');
  if (!hasFlow(intent) || intent.flow.action === 'show-order') return [];
  return [{ text: fill(TEXTS.flowLeft[language], { title: intent.title[language] }), quickReplies: [], article: null }];
}

function askSlot(awaiting: Awaiting & { kind: 'slot' }, problem: SlotProblem | null, context: ComposeContext): Reply {
  const intent = context.intents.get(awaiting.flow.intentId);
  const slot = hasFlow(intent) ? intent.flow.slots.find(({ name }) => name === awaiting.slot) : undefined;
  if (!slot) return { text: TEXTS.abstain[context.language], quickReplies: [], article: null };
  const orders = context.outcome.kind === 'asking' ? context.outcome.orders : [];
  const buttons = [
    ...orders.map(({ number }) => ({ title: number, value: number })),
    ...(slot.choices ?? []).map(({ title }) => ({ title: title[context.language], value: title[context.language] })),
    ...(problem?.kind === 'not-at-hand' ? [humanButton(context)] : []),
  ];
  return { text: questionFor(slot, problem)[context.language], quickReplies: buttons, article: null };
}

function questionFor(slot: SlotDefinition, problem: SlotProblem | null): LocalisedText {
  switch (problem?.kind) {
    case 'mistake':
      return slot.mistakes?.[problem.index]?.say ?? slot.ask;
    case 'not-at-hand':
      return slot.help ?? slot.ask;
    case 'invalid':
      return slot.invalid ?? slot.ask;
    case undefined:
      return slot.ask;
    default:
      return problem satisfies undefined;
  }
}

function confirmation(flow: FlowProgress, context: ComposeContext, lead: string | null): Reply {
  const { language } = context;
  const intent = context.intents.get(flow.intentId);
  const { confirm, slots = [] } = hasFlow(intent) ? intent.flow : {};
  const notes = slots.flatMap(({ name, note }) => (note && flow.slots[name] !== undefined ? [note[language]] : []));
  const question = [lead, ...notes, confirm?.[language]].filter((part) => part).join(language === 'zh' ? '' : ' ');
  const [yes, no] = [TEXTS.yes[context.language], TEXTS.no[context.language]];
  return {
    text: fill(question, inWords(flow, slots, language)),
    quickReplies: [
      { title: yes, value: yes },
      { title: no, value: no },
    ],
    article: null,
  };
}

/** The slots' values as the customer reads them: a choice by its title. */
function inWords(flow: FlowProgress, slots: readonly SlotDefinition[], language: Language): Readonly<Record<string, string>> {
  const titleOf = ([name, value]: readonly [string, string]): readonly [string, string] => {
    const choice = slots.find((slot) => slot.name === name)?.choices?.find((candidate) => candidate.value === value);
    return [name, choice?.title[language] ?? value];
  };
  return Object.fromEntries(Object.entries(flow.slots).map(titleOf));
}

function acted(flow: FlowProgress, context: ComposeContext, human: QuickReply): Reply {
  const intent = context.intents.get(flow.intentId);
  const result = context.outcome.kind === 'acted' ? context.outcome.result : null;
  const words = hasFlow(intent) ? intent.flow : null;
  const reply = (text: string, quickReplies: readonly QuickReply[]): Reply => ({
    text: fill(text, flow.slots),
    quickReplies,
    article: null,
  });
  switch (result?.kind) {
    case 'done': {
      const done = words?.done?.[context.language] ?? TEXTS.actDone[context.language];
      const reference =
        result.reference === null ? '' : `\n\n${fill(TEXTS.actReference[context.language], { reference: result.reference })}`;
      return reply(done + reference, []);
    }
    case 'refused': {
      const why = words?.refused?.[result.why] ?? words?.refused?.['other'] ?? TEXTS.actRefused;
      return reply(why[context.language], [human]);
    }
    default:
      return reply(TEXTS.orderNotFound[context.language], [human]);
  }
}

function askAgain(context: ComposeContext): readonly Reply[] {
  const { awaiting } = context;
  if (awaiting?.kind !== 'slot' && awaiting?.kind !== 'confirmation') return [];
  const again = awaiting.kind === 'slot' ? askSlot(awaiting, null, context) : confirmation(awaiting.flow, context, null);
  return [{ ...again, text: `${TEXTS.backToFlow[context.language]} ${again.text}` }];
}

function handoffNotice(reason: HandoffReason, context: ComposeContext): string {
  const sorry = reason === 'churn-risk' ? TEXTS.handoffChurn : reason === 'complaint' ? TEXTS.handoffComplaint : null;
  const notice = context.agents.isOpen
    ? TEXTS.handoffOpen[context.language]
    : fill(TEXTS.handoffClosed[context.language], { when: whenBack(context) });
  return (sorry?.[context.language] ?? '') + notice;
}

function whenBack(context: ComposeContext): string {
  const { opensAt } = context.agents;
  return opensAt === null ? TEXTS.someTimeLater[context.language] : dayAndTime(opensAt, context);
}
