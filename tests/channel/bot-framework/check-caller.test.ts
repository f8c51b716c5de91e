import type { Activity } from 'botbuilder';
import type { Request } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCheckCaller } from '../../../src/channel/bot-framework/check-caller.ts';
import type { Authentication } from '../../../src/channel/bot-framework/create-authentication.ts';
import { APP } from './authentication-for.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const SERVICE = 'https://connector.example/';

/** The SDK's part, counted: a token is as long as it names seconds, `bad` is refused. */
function start() {
  const asked: string[] = [];
  const checkCaller = createCheckCaller({
    identity: APP,
    now: Date.now,
    authentication: {
      authenticateRequest({ channelId, serviceUrl }: Activity, token: string) {
        asked.push(`${token} ${channelId}`);
        if (token === 'bad') return Promise.reject(new Error('bad'));
        const claims: Record<string, unknown> = { serviceurl: serviceUrl, exp: Date.now() / 1_000 + Number(token) };
        return Promise.resolve({ claimsIdentity: { getClaimValue: (name: string) => claims[name] ?? null } });
      },
    } as unknown as Authentication,
  });
  const check = (token: string, channelId = 'msteams', serviceUrl = SERVICE) =>
    checkCaller({ get: () => token } as unknown as Request, { channelId, serviceUrl } as Activity);
  return { asked, check };
}

describe('a token', () => {
  it('is checked once, and again for another channel or another address', async () => {
    const { asked, check } = start();

    for (let n = 0; n < 3; n += 1) await check('3600');
    await check('3600', 'slack');
    await check('3600', 'msteams', 'https://another.example/');

    expect(asked).toEqual(['3600 msteams', '3600 slack', '3600 msteams']);
  });

  it('is checked again after five minutes, so that a key that was taken back is not trusted for long', async () => {
    const { asked, check } = start();
    await check('3600');
    await vi.advanceTimersByTimeAsync(300_001);

    await check('3600');

    expect(asked).toHaveLength(2);
  });

  it('is not trusted longer than it lasts', async () => {
    const { asked, check } = start();
    await check('10');
    await vi.advanceTimersByTimeAsync(10_001);

    await check('10');

    expect(asked).toHaveLength(2);
  });

  it('that was refused is refused each time', async () => {
    const { asked, check } = start();

    await expect(check('bad')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(check('bad')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    expect(asked).toHaveLength(2);
  });
});
