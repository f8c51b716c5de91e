import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/contract/decision.ts';
import { decide, type TurnFacts } from '../../src/conversation/decide.ts';
import { TEXTS } from '../../src/conversation/texts.ts';
import { analysis, facts, INTENTS, intent, orderNumber, passage, POLICY, state } from './facts.ts';

const OWNER = { kind: 'queue', ticketId: 't1' } as const;
const waiting = (more: Parameters<typeof facts>[0] = {}): TurnFacts => facts({ owner: OWNER, isDeskClosed: true, ...more });
const kept = { kind: 'keep-for-agent', ticketId: 't1' } as const;
const silent = { kind: 'stay-silent' } as const;

const explaining = intent('order_cancel', {
  article: 'cancelling',
  flow: { action: 'cancel-order', slots: [{ name: 'orderNumber', type: 'order-number', ask: { en: 'Which?', zh: '哪个？' } }] },
});
const policy = { ...POLICY, intents: new Map([...INTENTS, ['order_cancel', explaining]]) };

const TABLE: readonly [string, TurnFacts, Partial<Decision>][] = [
  ['an intent is sure', waiting({ intents: [['refund_status', 0.9]] }), { kind: 'answer-intent', intentId: 'refund_status' }],
  [
    'the same while agents are there',
    waiting({ isDeskClosed: false, intents: [['refund_status', 0.9]] }),
    { kind: 'answer-intent' },
  ],
  ['a passage is sure', waiting({ passages: [passage('gift-cards', 0.8)] }), { kind: 'answer-passage' }],
  [
    'somebody at risk asks what has an answer',
    waiting({ isAtRisk: true, intents: [['leave_for_competitor', 0.9]] }),
    { kind: 'answer-intent', offersHuman: false },
  ],
  [
    'the customer asks how an act goes',
    waiting({ analysis: analysis('how do I cancel?'), intents: [['order_cancel', 0.9]] }),
    { kind: 'answer-intent', intentId: 'order_cancel' },
  ],
  [
    'a signed-in customer asks for his order',
    waiting({ isSignedIn: true, intents: [['order_status', 0.9]] }),
    { kind: 'show-order', orderNumber: null },
  ],
  ['an act is asked for', waiting({ analysis: analysis('cancel it'), intents: [['order_cancel', 0.9]] }), kept],
  [
    'an act is asked for with all it needs',
    waiting({ analysis: analysis('cancel LL2611200042', [orderNumber('LL2611200042')]), intents: [['order_cancel', 0.9]] }),
    kept,
  ],
  ['an intent has neither words nor an article', waiting({ intents: [['return_start', 0.9]] }), kept],
  ['a person is asked for again', waiting({ intents: [['human_agent', 0.9]] }), kept],
  [
    'two intents are close',
    waiting({
      intents: [
        ['shipping_cost', 0.4],
        ['shipping_time', 0.35],
      ],
    }),
    kept,
  ],
  ['nothing fits', waiting({ outOfScope: true }), kept],
  ['a file comes', waiting({ analysis: analysis(''), hasAttachments: true }), kept],
  ['somebody asks who is there', waiting({ analysis: analysis('有人吗'), intents: [['greeting', 0.9]] }), kept],
  ['nothing fits, and the customer was told', waiting({ state: state({ toldToWaitFor: 't1' }), outOfScope: true }), silent],
  ['nothing fits, and the customer was told of another ticket', waiting({ state: state({ toldToWaitFor: 't0' }) }), kept],
  ['nothing fits, and agents are there', waiting({ isDeskClosed: false, outOfScope: true }), silent],
  ['the customer greets', waiting({ analysis: analysis('hello'), intents: [['greeting', 0.9]] }), silent],
  ['the customer says yes', waiting({ analysis: analysis('好的'), intents: [['affirm', 0.9]] }), silent],
  ['the customer has understood', waiting({ analysis: analysis('明白了'), outOfScope: true }), silent],
  [
    'a person is asked for again, and agents are there',
    waiting({ isDeskClosed: false, state: state({ toldToWaitFor: 't1' }), intents: [['human_agent', 0.9]] }),
    kept,
  ],
  ['an emoji is sent', waiting({ analysis: analysis('🙂') }), silent],
];

describe('what the bot does for a customer who waits for a person', () => {
  it.each(TABLE)('when %s', (_case, given, expected) => {
    expect(decide(given, policy)).toMatchObject(expected);
  });

  it.each(TABLE)('and nothing once a person has come, when %s', (_case, given) => {
    expect(decide({ ...given, owner: { kind: 'agent', ticketId: 't1', agentId: 'a' } }, policy)).toEqual(silent);
  });
});

const LEAVING = [
  '算了',
  '算了吧',
  '算了，不等了',
  '不用了',
  '不用了，谢谢',
  '不用转人工了',
  '先别转',
  '你先别转',
  '别转了',
  '不要人工了',
  '取消转人工',
  '没事了',
  '那就回到机器人吧',
  '还是找机器人吧',
  '不想等了，机器人你来吧',
  TEXTS.backToBot.zh,
  'never mind',
  'oh nevermind then',
  'forget it',
  'ok then back to the bot please',
  'go back to the bot',
  'i’d rather talk to the bot',
  "no need, i don't need a person any more",
  "don't transfer me",
  'cancel the transfer',
  "i don't want to wait",
  TEXTS.backToBot.en,
  'never mind cancel that',
  'actually no its fine',
  'no it’s ok, i don’t need it any more',
  'leave the queue',
  "no don't pass me on",
];

const STAYING = [
  '算了一下，你们多收了我20块',
  '你先别转，我问下你们客服几点上班',
  '不用了的商品可以退吗',
  '取消订单',
  '不用机器人，我要人工',
  '别让机器人来',
  '不转人工我就投诉',
  '谢谢',
  'never mind the first parcel, the second one is late',
  'forget it was ever delivered, where is my refund',
  'i want my money back',
  'cancel my order',
  'no',
  'not the bot again',
  'ok thanks',
  "it's fine",
  'cancel that order',
  'i don’t need the second one',
];

const ASKING = [
  '还要等多久',
  '要等多久啊?',
  '什么时候有人回复?',
  '多久能轮到我',
  '人呢',
  '有人吗?',
  '客服呢',
  'how long do I have to wait',
  'how long will I have to wait for a person?',
  'how much longer?',
  'when will someone answer?',
  'hello? is anyone there?',
  'wait how long is the queue',
  'how many people are ahead of me?',
  '前面还有多少人',
  '还要排多久',
];
const ASKING_OTHERS = [
  '运费多少',
  '退款还要等多久才到',
  'how long do I have to wait for my refund?',
  'how long is delivery?',
  'when will it be here',
];

describe('a customer who waits for a person', () => {
  it.each(ASKING)('is told upon “%s” that somebody will come, as often as asked, and answered nothing else', (text) => {
    const given = { state: state({ toldToWaitFor: 't1' }), analysis: analysis(text), intents: [['shipping_time', 0.9]] } as const;

    expect(decide(waiting(given), POLICY)).toEqual(kept);
    expect(decide(waiting({ ...given, isDeskClosed: false }), POLICY)).toEqual(kept);
  });

  it.each(ASKING_OTHERS)('is answered upon “%s”', (text) => {
    const given = { analysis: analysis(text), intents: [['shipping_time', 0.9]] } as const;

    expect(decide(waiting(given), POLICY)).toMatchObject({ kind: 'answer-intent', intentId: 'shipping_time' });
  });

  it.each(LEAVING)('leaves the queue with “%s”', (text) => {
    const given = waiting({ analysis: analysis(text), intents: [['human_agent', 0.9]] });

    expect(decide(given, POLICY)).toEqual({ kind: 'leave-queue', ticketId: 't1' });
    expect(decide({ ...given, owner: { kind: 'agent', ticketId: 't1', agentId: 'a' } }, POLICY)).toEqual(silent);
  });

  it.each(STAYING)('stays in it with “%s”', (text) => {
    expect(decide(waiting({ analysis: analysis(text) }), POLICY).kind).not.toBe('leave-queue');
  });
});
