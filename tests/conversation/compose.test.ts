import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision, SlotProblem } from '../../src/contract/decision.ts';
import { compose, type ComposeContext, type Reply } from '../../src/conversation/compose.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';
import { intent, INTENTS } from './facts.ts';

const CONTEXT: ComposeContext = {
  language: 'en',
  intents: INTENTS,
  outcome: { kind: 'nothing' },
  asides: [],
  awaiting: null,
  left: null,
  isQueued: false,
  agents: { isOpen: true, opensAt: null },
  timeZone: 'Asia/Shanghai',
  now: 0,
};

describe('an answer’s buttons', () => {
  const intents = new Map([
    ...INTENTS,
    [
      'refund_status',
      intent('refund_status', { answer: { en: 'Soon.', zh: '很快。' }, quickReplies: ['return_start', 'human_agent'] }),
    ],
    ['hello', intent('hello', { group: 'smalltalk', answer: { en: 'Hi.', zh: '你好。' }, quickReplies: ['human_agent'] })],
  ] as const);
  const buttons = (
    intentId: string,
    language: 'en' | 'zh',
    offersHuman = false,
    more: Partial<ComposeContext> = {},
  ): readonly string[] => {
    const [reply] = compose({ kind: 'answer-intent', intentId, offersHuman }, { ...CONTEXT, language, intents, ...more });
    return reply?.quickReplies.map(({ title }) => title) ?? [];
  };

  it('offer a person once, also where the shop names that intent among the follow-ups', () => {
    expect(buttons('refund_status', 'zh')).toEqual(['return_start 标题', '转人工']);
    expect(buttons('refund_status', 'en')).toEqual(['Title of return_start', 'Talk to a person']);
    expect(buttons('refund_status', 'en', true)).toEqual(['Talk to a person', 'Title of return_start']);
  });

  it('of small talk offer a person only where the shop says so', () => {
    expect(buttons('hello', 'en')).toEqual(['Talk to a person']);
    expect(buttons('greeting', 'en')).toEqual([]);
  });

  it('offer no person to a customer who waits for one', () => {
    expect(buttons('refund_status', 'zh', false, { isQueued: true })).toEqual(['return_start 标题']);
  });
});

describe('a customer who waits for a person', () => {
  const told = (language: 'en' | 'zh', opensAt: number | null): string =>
    compose(
      { kind: 'keep-for-agent', ticketId: 't1' },
      { ...CONTEXT, language, isQueued: true, agents: { isOpen: false, opensAt } },
    )
      .map(({ text }) => text)
      .join();

  it('is told when colleagues are back', () => {
    const opensAt = Date.parse('2026-11-28T01:00:00Z');

    expect(told('en', opensAt)).toContain('they are back 28 Nov, 09:00');
    expect(told('zh', opensAt)).toContain('11月28日 09:00上班');
    expect(told('en', null)).toContain('they are back later');
  });
});

describe('a flow in words', () => {
  const { intents } = loadIntents(resolve(import.meta.dirname, '../../intents'));
  const context = { ...CONTEXT, intents };
  const flow = (intentId: string, slots: Readonly<Record<string, string>>) => ({ intentId, slots, startedAtSequence: 1 });
  const texts = (decision: Decision, more: Partial<ComposeContext> = {}): readonly string[] =>
    compose(decision, { ...context, ...more }).map(({ text }) => text);
  const returning = flow('return_start', { orderNumber: 'LL2611200042', reason: 'does-not-fit' });

  it('names a choice by its title', () => {
    const [en] = texts({ kind: 'confirm', flow: returning });
    const [zh] = texts({ kind: 'confirm', flow: returning }, { language: 'zh' });
    expect(en).toBe('Shall I start the return of order LL2611200042? Reason: Wrong size or fit.');
    expect(zh).toBe('退货原因：尺码不合适。确认为订单 LL2611200042 申请退货吗？');
  });

  it('tells of what was taken by the way', () => {
    const calling = flow('callback_request', { phone: '+8613800138000', topic: '退款', time: '今天晚上8点' });
    const [zh] = texts({ kind: 'confirm', flow: calling }, { language: 'zh' });
    expect(zh).toContain('“今天晚上8点”');
    expect(zh).toContain('9:00-18:00');
  });

  it('says what is wrong with a number, and where it is found', () => {
    const asked = { kind: 'slot', flow: flow('order_status', {}), slot: 'orderNumber', tries: 1 } as const;
    const said = (problem: SlotProblem): Reply | undefined =>
      compose({ kind: 'ask-slot', awaiting: asked, problem }, { ...context, outcome: { kind: 'asking', orders: [] } })[0];
    expect(said({ kind: 'mistake', index: 0 })?.text).toContain('too short');
    expect(said({ kind: 'not-at-hand' })).toMatchObject({
      text: expect.stringContaining('confirmation SMS') as string,
      quickReplies: [{ title: 'Talk to a person' }],
    });
  });

  it('asks the confirmation again after a digression', () => {
    const awaiting = { kind: 'confirmation', flow: returning, tries: 1 } as const;
    expect(texts({ kind: 'abstain' }, { awaiting }).at(-1)).toContain('Shall I start the return');
    expect(texts({ kind: 'acknowledge', tone: 'wordless' }, { awaiting }).at(-1)).toContain('Shall I start the return');
  });

  it('says that nothing was sent when it is left, unless it only reads', () => {
    const reading = flow('order_status', { orderNumber: 'LL2611200042' });
    expect(texts({ kind: 'abstain' }, { left: returning })[0]).toBe(
      '“Return an item” has not been sent; nothing was changed. You can start it again whenever you like.',
    );
    expect(texts({ kind: 'abstain' }, { left: returning, language: 'zh' })[0]).toContain('“申请退货”尚未提交');
    expect(texts({ kind: 'abstain' }, { left: reading })).toHaveLength(1);
  });

  it('ends with the reason that the order’s record gives', () => {
    const outcome = { kind: 'acted', result: { kind: 'refused', why: 'too-late' } } as const;
    expect(texts({ kind: 'confirm', flow: returning }, { outcome })).toEqual([
      'Order LL2611200042 was delivered more than 15 days ago, so the return window is closed. If it is faulty, a colleague will help.',
    ]);
  });

  it('is offered by its button after it was explained', () => {
    const [reply] = compose({ kind: 'explain-flow', intentId: 'invoice_request' }, { ...context, language: 'zh' });
    expect(reply?.quickReplies.map(({ title }) => title)).toEqual(['开发票', '转人工']);
  });
});
