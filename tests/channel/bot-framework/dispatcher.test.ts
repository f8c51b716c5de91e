import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDispatcher } from '../../../src/channel/bot-framework/dispatcher.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  let looks = 0;
  const dispatcher = createDispatcher({
    outbox: {
      lanes() {
        looks += 1;
        return Promise.resolve([]);
      },
      claimDue: () => Promise.resolve([]),
    },
    deliver: () => Promise.resolve({ isAlive: true, againInMs: null }),
    pace: () => Promise.resolve(),
    logger: pino({ level: 'silent' }),
    now: Date.now,
    leaseMs: 20_000,
    pollMs: 60_000,
  });
  return { dispatcher, looks: () => looks };
}

describe('the outbox', () => {
  it('is looked at once for all that becomes due in one moment, and soon', async () => {
    const { dispatcher, looks } = start();
    for (let n = 0; n < 100; n += 1) dispatcher.poke();

    await vi.advanceTimersByTimeAsync(50);
    expect(looks()).toBe(1);

    dispatcher.poke();
    await vi.advanceTimersByTimeAsync(50);
    expect(looks()).toBe(2);
  });

  it('is looked at no more once the dispatcher is disposed of', async () => {
    const { dispatcher, looks } = start();
    dispatcher.poke();

    await Promise.all([dispatcher.dispose(), vi.advanceTimersByTimeAsync(5_000)]);

    expect(looks()).toBe(0);
  });
});
