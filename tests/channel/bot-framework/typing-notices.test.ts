import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sent } from '../../../src/channel/bot-framework/create-sender.ts';
import { createSendBudget } from '../../../src/channel/bot-framework/send-budget.ts';
import { createTypingNotices } from '../../../src/channel/bot-framework/typing-notices.ts';
import { sendTimesInMemory } from './send-times-in-memory.ts';
import { createInProcessAnnouncements } from '../../../src/coordination/in-process/announcements.ts';

const logger = pino({ level: 'silent' });
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(answer: () => Promise<Sent> = () => Promise.resolve({ kind: 'sent', activityId: null })) {
  const announcements = createInProcessAnnouncements();
  const sent: { readonly conversationId: string; readonly type: string | undefined }[] = [];
  const typing = createTypingNotices({
    announcements,
    references: {
      find: (conversationId) => {
        const [channel = ''] = conversationId.split('|');
        return Promise.resolve({
          conversationId,
          channel,
          serviceUrl: '',
          tenantId: null,
          threadTs: null,
          topic: null,
          reference: {},
        });
      },
    },
    send: ({ conversationId }, { type }) => {
      sent.push({ conversationId, type });
      return answer();
    },
    budget: createSendBudget({ times: sendTimesInMemory(), longestSendMs: 15_000, logger, now: Date.now }),
    logger,
    now: Date.now,
  });
  return { announcements, typing, sent };
}

describe('a customer who waits', () => {
  it('sees within half a second that somebody is at it, and again every three seconds, until the turn is over', async () => {
    const { announcements, typing, sent } = start();
    typing.expect('msteams|a');

    await vi.advanceTimersByTimeAsync(499);
    expect(sent).toEqual([{ conversationId: 'msteams|a', type: 'typing' }]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(sent).toHaveLength(3);
    announcements.publish({ kind: 'log', conversationId: 'msteams|a', sequence: 2 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(3);
  });

  it('sees nothing of it when the answer is there at once', async () => {
    const { announcements, typing, sent } = start();
    typing.expect('msteams|a');
    await vi.advanceTimersByTimeAsync(50);
    announcements.publish({ kind: 'log', conversationId: 'msteams|a', sequence: 2 });

    await vi.advanceTimersByTimeAsync(60_000);

    expect(sent).toEqual([]);
  });

  it('sees nothing of it while the connector is at the notices of many others', async () => {
    const { typing, sent } = start(() => new Promise(() => undefined));
    for (let n = 0; n < 100; n += 1) typing.expect(`msteams|${n}`);

    await vi.advanceTimersByTimeAsync(2_000);

    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(20);
  });

  it('sees nothing of it while very many wait: notices cost as much as answers', async () => {
    const { typing, sent } = start();
    for (let n = 0; n < 1_000; n += 1) {
      typing.expect(`msteams|${n}`);
      await vi.advanceTimersByTimeAsync(1);
    }

    await vi.advanceTimersByTimeAsync(400);

    expect(sent.length).toBeGreaterThan(5);
    expect(sent.length).toBeLessThanOrEqual(10);
  });

  it('is not told for ever', async () => {
    const { typing, sent } = start();
    typing.expect('msteams|a');

    await vi.advanceTimersByTimeAsync(600_000);

    expect(sent.length).toBeLessThan(10);
  });

  it('sees that an agent types, at most every three seconds', async () => {
    const { announcements, sent } = start();
    for (let n = 0; n < 30; n += 1) {
      announcements.publish({ kind: 'typing', conversationId: 'msteams|a', who: 'agent' });
      await vi.advanceTimersByTimeAsync(100);
    }

    expect(sent).toHaveLength(1);
  });

  it.each(['slack|a', 'email|a', 'a-conversation-of-the-website'])('is not told on %s', async (conversationId) => {
    const { announcements, typing, sent } = start();
    typing.expect(conversationId);
    announcements.publish({ kind: 'typing', conversationId, who: 'agent' });

    await vi.advanceTimersByTimeAsync(10_000);

    expect(sent).toEqual([]);
  });
});
