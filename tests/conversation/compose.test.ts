import { describe, expect, it } from 'vitest';
import { compose, type ComposeContext } from '../../src/conversation/compose.ts';
import { intent, INTENTS } from './facts.ts';

describe('an answer’s buttons', () => {
  const intents = new Map([
    ...INTENTS,
    [
      'refund_status',
      intent('refund_status', { answer: { en: 'Soon.', zh: '很快。' }, quickReplies: ['return_start', 'human_agent'] }),
    ],
    ['hello', intent('hello', { group: 'smalltalk', answer: { en: 'Hi.', zh: '你好。' }, quickReplies: ['human_agent'] })],
  ] as const);
  const buttons = (intentId: string, language: 'en' | 'zh', offersHuman = false): readonly string[] => {
    const context: ComposeContext = {
      language,
      intents,
      outcome: { kind: 'nothing' },
      awaiting: null,
      left: null,
      agents: { isOpen: true, opensAt: null },
      timeZone: 'Asia/Shanghai',
      now: 0,
    };
    const [reply] = compose({ kind: 'answer-intent', intentId, offersHuman }, context);
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
});
