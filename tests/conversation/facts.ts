import type { ChurnScore } from '../../src/contract/churn.ts';
import type { IntentDefinition } from '../../src/contract/content.ts';
import { IntentFile } from '../../src/contract/content.ts';
import { NEW_DIALOGUE, type DialogueState } from '../../src/contract/dialogue.ts';
import type { RankedPassage } from '../../src/contract/passage.ts';
import type { Entity, TextAnalysis } from '../../src/contract/understanding.ts';
import type { Policy, TurnFacts } from '../../src/conversation/decide.ts';

/** Builders of plain facts for tables of decisions. */
export function intent(id: string, more: Partial<Record<keyof IntentDefinition, unknown>> = {}): IntentDefinition {
  return IntentFile.parse({
    id,
    group: 'orders',
    title: { en: `Title of ${id}`, zh: `${id} 标题` },
    examples: { en: ['x'], zh: ['x'] },
    ...more,
  });
}

const orderSlot = {
  name: 'orderNumber',
  type: 'order-number',
  ask: { en: 'Which order?', zh: '哪个订单？' },
  invalid: { en: 'Not a number.', zh: '不是订单号。' },
};

export const INTENTS: ReadonlyMap<string, IntentDefinition> = new Map(
  [
    intent('refund_status', { article: 'refund-times', quickReplies: ['return_start'] }),
    intent('return_start'),
    intent('shipping_cost', { article: 'shipping-costs' }),
    intent('shipping_time', { article: 'delivery-times' }),
    intent('human_agent', { group: 'service', handoff: { when: 'always', reason: 'asked-for-human' } }),
    intent('complaint', { group: 'service', signal: 'complaint', handoff: { when: 'always', reason: 'complaint' } }),
    intent('double_charged', { handoff: { when: 'offer', reason: 'policy' } }),
    intent('leave_for_competitor', {
      group: 'retention',
      signal: 'leaving',
      answer: { en: 'Sorry.', zh: '抱歉。' },
      handoff: { when: 'offer', reason: 'churn-risk' },
    }),
    intent('delivery_delayed', { signal: 'late' }),
    intent('parcel_late', { signal: 'late', article: 'delayed-parcel' }),
    intent('product_info', { group: 'product', answer: { en: 'Which product?', zh: '哪一款？' } }),
    intent('greeting', { group: 'smalltalk', answer: { en: 'Hello!', zh: '您好！' } }),
    intent('affirm', { group: 'smalltalk' }),
    intent('deny', { group: 'smalltalk' }),
    intent('order_status', {
      flow: {
        action: 'show-order',
        slots: [orderSlot, { name: 'contact', type: 'contact', onlyAnonymous: true, ask: { en: 'Phone?', zh: '手机号？' } }],
      },
    }),
    intent('order_cancel', {
      flow: {
        action: 'cancel-order',
        slots: [orderSlot],
        confirm: { en: 'Cancel {orderNumber}?', zh: '取消 {orderNumber}？' },
        done: { en: 'Cancelled {orderNumber}.', zh: '已取消 {orderNumber}。' },
      },
    }),
  ].map((definition) => [definition.id, definition]),
);

export const POLICY: Policy = {
  intents: INTENTS,
  sureIntent: 0.5,
  possibleIntent: 0.15,
  surePassage: 0.5,
  surePassageOfForeign: 0.9,
  surerPassage: 0.75,
  unlikelyArticle: 0.3,
  ownArticle: 0.7,
  sureFlow: 0.8,
  topicMargin: 0.35,
  topicMarginOfTerse: 0.5,
  sureFollowUp: 0.3,
  missesBeforeOffer: 2,
};

export function analysis(text: string, entities: readonly Entity[] = [], sentiment = 0): TextAnalysis {
  return { text, normalised: text.toLowerCase(), language: 'en', entities, sentiment, isWordless: !/[\p{L}\p{N}]/u.test(text) };
}

export const orderNumber = (value: string): Entity => ({ kind: 'order-number', text: value, value, start: 0, end: value.length });

export const passage = (articleId: string, score: number): RankedPassage => ({
  passage: {
    id: `${articleId}/en#0`,
    articleId,
    language: 'en',
    title: articleId,
    headings: [],
    text: `All about ${articleId}.`,
  },
  score,
  via: 'vector',
});

export const state = (more: Partial<DialogueState> = {}): DialogueState => ({ ...NEW_DIALOGUE, ...more });

export function churnScore(more: Partial<ChurnScore> = {}): ChurnScore {
  return {
    probability: 0.5,
    logit: 0,
    base: 0,
    contributions: [],
    pattern: 'full',
    modelVersion: 'test',
    threshold: 0.25,
    release: 0.2,
    segment: null,
    economics: { cost: 6, saveRate: 0.2, value: 120 },
    history: { kind: 'none' },
    hint: null,
    ...more,
  };
}

export function facts(
  more: Partial<TurnFacts> & { readonly intents?: readonly (readonly [string, number])[]; readonly outOfScope?: boolean } = {},
): TurnFacts {
  const { intents = [], outOfScope = false, ...rest } = more;
  return {
    owner: { kind: 'bot' },
    isDeskClosed: false,
    state: state(),
    analysis: analysis('hello there'),
    hasAttachments: false,
    isSignedIn: false,
    sequence: 7,
    classification: {
      intents: intents.map(([id, p]) => ({ id, p })),
      outOfScopeProbability: outOfScope ? 0.9 : 0.1,
      outOfScope,
      nearest: null,
    },
    pressedIntentId: null,
    signals: [],
    passages: [],
    followUp: null,
    answer: null,
    churn: null,
    isAtRisk: false,
    ...rest,
  };
}
