import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/contract/decision.ts';
import { NEW_DIALOGUE } from '../../src/contract/dialogue.ts';
import { decide, type TurnFacts } from '../../src/conversation/decide.ts';
import { analysis, churnScore, facts, orderNumber, passage, POLICY, state } from './facts.ts';

const cancelling = { intentId: 'order_cancel', slots: {}, startedAtSequence: 3 };
const filled = { ...cancelling, slots: { orderNumber: 'LL2611200042' } };
const asked = state({ awaiting: { kind: 'slot', flow: cancelling, slot: 'orderNumber', tries: 0 } });
const confirming = state({ awaiting: { kind: 'confirmation', flow: filled } });
const ordered = { analysis: analysis('LL2611200042', [orderNumber('LL2611200042')]), isSignedIn: true };
const troubled = { question: 'it is late', articleId: 'delayed-parcel', passageId: null, isRepeated: false, turn: 1 };
const offered = state({ awaiting: { kind: 'human-offer' } });
const choosing = state({ awaiting: { kind: 'choice', intentIds: ['shipping_cost', 'shipping_time'] } });

const shownTopic = (isRepeated: boolean) => ({
  question: 'how long does it take',
  articleId: 'delivery-times',
  passageId: 'delivery-times/en#0',
  isRepeated,
  turn: 1,
});

const TABLE: readonly [string, TurnFacts, Partial<Decision>][] = [
  [
    'a person owns the conversation',
    facts({ owner: { kind: 'agent', ticketId: 't', agentId: 'a' }, intents: [['greeting', 1]] }),
    { kind: 'stay-silent' },
  ],
  [
    'an intent is sure',
    facts({ intents: [['refund_status', 0.9]] }),
    { kind: 'answer-intent', intentId: 'refund_status', offersHuman: false },
  ],
  [
    'a button was pressed',
    facts({ pressedIntentId: 'shipping_cost', intents: [['greeting', 0.9]] }),
    { kind: 'answer-intent', intentId: 'shipping_cost' },
  ],
  [
    'an intent needs a colleague’s eye',
    facts({ intents: [['double_charged', 0.9]] }),
    { kind: 'answer-intent', intentId: 'double_charged', offersHuman: true },
  ],
  ['a person is asked for', facts({ intents: [['human_agent', 0.9]] }), { kind: 'handoff', reason: 'asked-for-human' }],
  ['the customer complains', facts({ intents: [['complaint', 0.9]] }), { kind: 'handoff', reason: 'complaint' }],
  [
    'a customer at risk says he leaves',
    facts({ isAtRisk: true, intents: [['leave_for_competitor', 0.8]] }),
    { kind: 'handoff', reason: 'churn-risk' },
  ],
  [
    'a customer at risk waits for a late parcel',
    facts({ isAtRisk: true, intents: [['delivery_delayed', 0.8]] }),
    { kind: 'handoff', reason: 'churn-risk' },
  ],
  [
    'a sure answer beats churn risk',
    facts({ isAtRisk: true, intents: [['shipping_cost', 0.9]] }),
    { kind: 'answer-intent', intentId: 'shipping_cost' },
  ],
  [
    'a customer at risk is angry and not understood',
    facts({ isAtRisk: true, analysis: analysis('this is a joke', [], -0.6), intents: [['shipping_cost', 0.2]] }),
    { kind: 'handoff', reason: 'churn-risk' },
  ],
  [
    'an anonymous visitor at risk is angry and not understood',
    facts({
      isAtRisk: true,
      churn: churnScore({ pattern: 'anonymous' }),
      analysis: analysis('this is a joke', [], -0.6),
      intents: [['shipping_cost', 0.1]],
    }),
    { kind: 'offer-human', reason: 'bot-stuck' },
  ],
  [
    'an anonymous visitor at risk says in half of a message that he leaves',
    facts({
      isAtRisk: true,
      churn: churnScore({ pattern: 'anonymous' }),
      signals: ['leaving'],
      intents: [['shipping_cost', 0.1]],
    }),
    { kind: 'handoff', reason: 'churn-risk' },
  ],
  [
    'churn was handed over before',
    facts({ isAtRisk: true, state: state({ churnHandoffDone: true }), intents: [['leave_for_competitor', 0.8]] }),
    { kind: 'answer-intent', intentId: 'leave_for_competitor', offersHuman: true },
  ],
  [
    'somebody safe says he leaves',
    facts({ intents: [['leave_for_competitor', 0.8]] }),
    { kind: 'answer-intent', offersHuman: true },
  ],
  [
    'no intent is sure but a passage is',
    facts({ intents: [['refund_status', 0.3]], passages: [passage('gift-cards', 0.8)] }),
    { kind: 'answer-passage' },
  ],
  [
    'a passage looks right for a foreign question',
    facts({ outOfScope: true, intents: [['refund_status', 0.3]], passages: [passage('gift-cards', 0.8)] }),
    { kind: 'abstain' },
  ],
  [
    'a passage is nearly certain for a question that looks foreign',
    facts({ outOfScope: true, intents: [['refund_status', 0.3]], passages: [passage('gift-cards', 0.95)] }),
    { kind: 'answer-passage', intentId: null },
  ],
  [
    'another article answers much better than the intent’s own',
    facts({ intents: [['refund_status', 0.8]], passages: [passage('gift-cards', 0.9), passage('refund-times', 0.1)] }),
    { kind: 'answer-passage', intentId: 'refund_status' },
  ],
  [
    'another article answers hardly better than the intent’s own',
    facts({ intents: [['refund_status', 0.8]], passages: [passage('gift-cards', 0.9), passage('refund-times', 0.6)] }),
    { kind: 'answer-intent', intentId: 'refund_status' },
  ],
  [
    'an intent has only words, and an article answers',
    facts({ intents: [['product_info', 0.9]], passages: [passage('kettle', 0.9)] }),
    { kind: 'answer-passage', intentId: 'product_info' },
  ],
  [
    'an intent has only words, and an article is likely',
    facts({ intents: [['product_info', 0.9]], passages: [passage('kettle', 0.6)] }),
    { kind: 'answer-passage', intentId: 'product_info' },
  ],
  [
    'a trouble comes up with an order on the table',
    facts({
      state: state({ named: [{ kind: 'order-number', value: 'LL2611200042', turn: 1 }] }),
      intents: [['parcel_late', 0.9]],
    }),
    { kind: 'answer-intent', offersHuman: true },
  ],
  [
    'one act is declined and another wanted',
    facts({ analysis: analysis('i don’t want to return it, just cancel'), intents: [['order_cancel', 0.9]] }),
    { kind: 'ask-slot' },
  ],
  [
    'an intent has only words, and no article is sure',
    facts({ intents: [['product_info', 0.9]], passages: [passage('kettle', 0.4)] }),
    { kind: 'answer-intent', intentId: 'product_info' },
  ],
  [
    'somebody leaves, and an article looks right',
    facts({ intents: [['leave_for_competitor', 0.8]], passages: [passage('kettle', 0.9)] }),
    { kind: 'answer-intent', offersHuman: true },
  ],
  [
    'a stranger at risk has a first trouble that an article answers',
    facts({ isAtRisk: true, churn: churnScore({ pattern: 'anonymous' }), signals: ['late'], intents: [['parcel_late', 0.8]] }),
    { kind: 'answer-intent', intentId: 'parcel_late', offersHuman: true },
  ],
  [
    'a stranger at risk has the next trouble',
    facts({
      isAtRisk: true,
      churn: churnScore({ pattern: 'anonymous' }),
      signals: ['late'],
      intents: [['parcel_late', 0.8]],
      state: state({ counts: { ...NEW_DIALOGUE.counts, refund: 1 } }),
    }),
    { kind: 'handoff', reason: 'churn-risk' },
  ],
  [
    'a known customer at risk has a first trouble',
    facts({ isAtRisk: true, churn: churnScore(), signals: ['late'], intents: [['parcel_late', 0.8]] }),
    { kind: 'handoff', reason: 'churn-risk' },
  ],
  [
    'two intents are close',
    facts({
      intents: [
        ['shipping_cost', 0.4],
        ['shipping_time', 0.35],
        ['refund_status', 0.05],
      ],
    }),
    { kind: 'clarify', intentIds: ['shipping_cost', 'shipping_time'] },
  ],
  ['nothing fits', facts({ outOfScope: true, intents: [['refund_status', 0.9]] }), { kind: 'abstain' }],
  [
    'nothing fits for the second time',
    facts({ outOfScope: true, state: state({ misses: 1 }) }),
    { kind: 'offer-human', reason: 'bot-stuck' },
  ],
  ['the encoder is down and words find nothing', facts({ classification: null }), { kind: 'abstain' }],
  [
    'the encoder is down but words find a passage',
    facts({ classification: null, passages: [passage('gift-cards', 0.8)] }),
    { kind: 'answer-passage' },
  ],
  ['only an emoji is sent', facts({ analysis: analysis('😀') }), { kind: 'acknowledge', tone: 'wordless' }],
  ['only a file is sent', facts({ analysis: analysis(''), hasAttachments: true }), { kind: 'acknowledge', tone: 'file' }],
  [
    'a yes has no question',
    facts({ analysis: analysis('yes'), intents: [['affirm', 0.9]] }),
    { kind: 'acknowledge', tone: 'yes' },
  ],
  [
    'a yes answers the offer of a person',
    facts({ state: offered, analysis: analysis('yes please'), intents: [['affirm', 0.9]] }),
    { kind: 'handoff', reason: 'bot-stuck' },
  ],
  [
    'a 好的 answers the offer without an encoder',
    facts({ state: offered, analysis: analysis('好的'), classification: null }),
    { kind: 'handoff', reason: 'bot-stuck' },
  ],
  [
    'an understanding is no yes to the offer',
    facts({ state: offered, analysis: analysis('好的 明白了'), intents: [['affirm', 0.9]] }),
    { kind: 'acknowledge', tone: 'no' },
  ],
  [
    'an understanding is no yes to the offer in English',
    facts({ state: offered, analysis: analysis('ok, got it'), intents: [['affirm', 0.9]] }),
    { kind: 'acknowledge', tone: 'no' },
  ],
  [
    'a question is no yes to the offer',
    facts({ state: offered, analysis: analysis('is that ok'), intents: [['affirm', 0.9]] }),
    { kind: 'offer-human' },
  ],
  [
    'an understanding has nothing to understand',
    facts({ analysis: analysis('知道了'), outOfScope: true }),
    { kind: 'acknowledge', tone: 'no' },
  ],
  [
    'a yes with thanks is a yes to the offer',
    facts({ state: offered, analysis: analysis('yes thank you'), intents: [['greeting', 0.9]] }),
    { kind: 'handoff' },
  ],
  [
    'a goodbye is no yes to the offer',
    facts({ state: offered, analysis: analysis('ok bye'), intents: [['greeting', 0.9]] }),
    { kind: 'answer-intent', intentId: 'greeting' },
  ],
  [
    'nobody is called by who wants nobody',
    facts({ analysis: analysis('leave the queue'), intents: [['human_agent', 0.9]] }),
    { kind: 'acknowledge', tone: 'no' },
  ],
  [
    'the order that a trouble needs comes with the offer of a person',
    facts({ ...ordered, state: state({ turns: 3, topic: troubled }) }),
    { kind: 'show-order', offersHuman: true },
  ],
  [
    'an order by itself comes without',
    facts({ ...ordered, state: state({ turns: 3, topic: { ...troubled, articleId: 'refund-times' } }) }),
    { kind: 'show-order', offersHuman: false },
  ],
  [
    'and so does one long after a trouble',
    facts({ ...ordered, state: state({ turns: 9, topic: troubled }) }),
    { kind: 'show-order', offersHuman: false },
  ],
  ['a no declines the offer', facts({ state: offered, analysis: analysis('no thanks') }), { kind: 'acknowledge', tone: 'no' }],
  [
    'another question ignores the offer',
    facts({ state: offered, intents: [['shipping_cost', 0.9]] }),
    { kind: 'answer-intent', intentId: 'shipping_cost' },
  ],
  [
    'the second option is chosen by number',
    facts({ state: choosing, analysis: analysis('2') }),
    { kind: 'answer-intent', intentId: 'shipping_time' },
  ],
  [
    'an option is chosen by its button',
    facts({ state: choosing, pressedIntentId: 'shipping_time' }),
    { kind: 'answer-intent', intentId: 'shipping_time' },
  ],
  ['none of the options is meant', facts({ state: choosing, analysis: analysis('none of these') }), { kind: 'offer-human' }],
  ['a flow begins without what it needs', facts({ intents: [['order_cancel', 0.9]] }), { kind: 'ask-slot', problem: null }],
  [
    'a flow begins with all it needs',
    facts({ analysis: analysis('cancel LL2611200042', [orderNumber('LL2611200042')]), intents: [['order_cancel', 0.9]] }),
    { kind: 'confirm' },
  ],
  [
    'a slot is answered',
    facts({ state: asked, analysis: analysis('LL2611200042', [orderNumber('LL2611200042')]) }),
    { kind: 'confirm', flow: filled },
  ],
  [
    'a slot is answered wrongly',
    facts({ state: asked, analysis: analysis('the blue one') }),
    { kind: 'ask-slot', problem: { kind: 'invalid' } },
  ],
  [
    'a slot is answered wrongly twice',
    facts({
      state: state({ awaiting: { kind: 'slot', flow: cancelling, slot: 'orderNumber', tries: 1 } }),
      analysis: analysis('the blue one'),
    }),
    { kind: 'offer-human' },
  ],
  [
    'a slot meets another question',
    facts({ state: asked, analysis: analysis('how much is shipping'), intents: [['shipping_cost', 0.9]] }),
    { kind: 'answer-intent', intentId: 'shipping_cost' },
  ],
  [
    'a slot’s value stands in another question',
    facts({
      state: asked,
      analysis: analysis('how much is shipping for LL2611200042?', [orderNumber('LL2611200042')]),
      intents: [['shipping_cost', 0.9]],
    }),
    { kind: 'answer-intent', intentId: 'shipping_cost' },
  ],
  [
    'a flow is stopped',
    facts({ state: asked, analysis: analysis('算了') }),
    { kind: 'flow-cancelled', intentId: 'order_cancel' },
  ],
  [
    'a person is asked for within a flow',
    facts({ state: asked, intents: [['human_agent', 0.9]] }),
    { kind: 'handoff', reason: 'asked-for-human' },
  ],
  [
    'an act is confirmed',
    facts({ state: confirming, analysis: analysis('是的') }),
    { kind: 'act', action: { kind: 'cancel-order', orderNumber: 'LL2611200042' } },
  ],
  [
    'a slot meets thanks',
    facts({ state: asked, analysis: analysis('thanks'), intents: [['greeting', 0.9]] }),
    { kind: 'answer-intent', intentId: 'greeting' },
  ],
  [
    'a flow begins after its number was named for another',
    facts({ state: state({ named: [{ ...orderNumber('LL2611200042'), turn: 1 }] }), intents: [['order_cancel', 0.9]] }),
    { kind: 'confirm', flow: { intentId: 'order_cancel', slots: { orderNumber: 'LL2611200042' }, startedAtSequence: 7 } },
  ],
  [
    'a flow begins with another number than was named before',
    facts({
      state: state({ named: [{ ...orderNumber('LL2611200042'), turn: 1 }] }),
      analysis: analysis('cancel LL2611200043', [orderNumber('LL2611200043')]),
      intents: [['order_cancel', 0.9]],
    }),
    { kind: 'confirm', flow: { intentId: 'order_cancel', slots: { orderNumber: 'LL2611200043' }, startedAtSequence: 7 } },
  ],
  [
    'a message leans on the topic before it',
    facts({ intents: [['shipping_cost', 0.6]], followUp: passage('delivery-times', 0.6) }),
    { kind: 'answer-passage', intentId: 'shipping_time', isFollowUp: true },
  ],
  [
    'what leans on the topic gets the same passage again',
    facts({ followUp: passage('delivery-times', 0.6), state: state({ topic: shownTopic(false) }) }),
    { kind: 'answer-passage', offersHuman: true },
  ],
  [
    'what leans on the topic would get the same passage a third time',
    facts({ followUp: passage('delivery-times', 0.6), state: state({ topic: shownTopic(true) }) }),
    { kind: 'offer-human', reason: 'bot-stuck' },
  ],
  [
    'the topic before it does not answer it either',
    facts({ intents: [['shipping_cost', 0.6]], followUp: passage('delivery-times', 0.2) }),
    { kind: 'answer-intent', intentId: 'shipping_cost' },
  ],
  [
    'a stranger at risk goes on about the same trouble',
    facts({
      isAtRisk: true,
      churn: churnScore({ pattern: 'anonymous' }),
      signals: ['late'],
      followUp: passage('delayed-parcel', 0.6),
      state: state({ counts: { ...NEW_DIALOGUE.counts, late: 1 } }),
    }),
    { kind: 'answer-passage', isFollowUp: true },
  ],
  ['an act is declined', facts({ state: confirming, analysis: analysis('no') }), { kind: 'flow-cancelled' }],
  [
    'a visitor asks for an order',
    facts({ analysis: analysis('where is LL2611200042', [orderNumber('LL2611200042')]), intents: [['order_status', 0.9]] }),
    { kind: 'ask-slot' },
  ],
  [
    'a signed-in customer asks for his order',
    facts({ isSignedIn: true, intents: [['order_status', 0.9]] }),
    { kind: 'show-order', orderNumber: null },
  ],
];

describe('decide', () => {
  it.each(TABLE)('when %s', (_case, given, expected) => {
    expect(decide(given, POLICY)).toMatchObject(expected);
  });

  it('gives the same decision for the same facts', () => {
    for (const [, given] of TABLE) expect(decide(given, POLICY)).toEqual(decide(given, POLICY));
  });
});
