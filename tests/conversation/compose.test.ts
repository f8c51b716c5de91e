import { describe, expect, it } from 'vitest';
import { compose, type ComposeContext } from '../../src/conversation/compose.ts';
import { intent, INTENTS } from './facts.ts';

const CONTEXT: ComposeContext = {
  language: 'en',
  intents: INTENTS,
  outcome: { kind: 'nothing' },
  stillAwaiting: null,
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
