import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../src/contract/conversation.ts';
import { summarise } from '../../src/handoff/summarise.ts';

describe('the summary of a ticket', () => {
  test.each([
    ['en', ["I'm leaving, this is a joke", 'LL2611200042 alexandra.konstantinou@example-mail.com'], "I'm leaving"],
    ['zh', ['再这样我就去别家了', 'LL2611200042，我的邮箱是 wang.xiaoming.shanghai@example-mail.com'], '再这样我就去别家了'],
    ['en', ['LL2611200042'], 'LL2611200042'],
  ] as const)('quotes what says the most (%s), not the longest string of numbers', (language, said, quoted) => {
    expect(summaryOf(language, said)).toContain(`“${quoted}`);
  });

  test('a conversation without words has none quoted', () => {
    expect(summaryOf('en', [])).toBe('Reason: asked for a person. Messages: 0 from the customer, 0 from the bot.');
  });
});

function summaryOf(language: 'en' | 'zh', said: readonly string[]): string {
  const entries = said.map((text, n): LogEntry => entryOf(text, n));
  return summarise({ entries, entities: [], topic: null, reason: 'asked-for-human', language });
}

function entryOf(text: string, n: number): LogEntry {
  return {
    conversationId: 'c',
    sequence: n + 1,
    id: `m${n}`,
    at: n,
    author: { kind: 'customer', id: 'dl_1' },
    body: { kind: 'message', text, attachments: [], quickReplies: [], article: null },
    clientId: null,
    channelData: null,
    turnId: null,
  };
}
