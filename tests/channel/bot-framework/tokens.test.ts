import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { teamsMessage } from './activities.ts';
import { APP_ID } from './authentication-for.ts';
import { startFakeConnector, type FakeConnector } from './fake-connector.ts';
import { startKit, type Kit } from './kit.ts';

let connector: FakeConnector;
let kit: Kit;
beforeEach(async () => {
  connector = await startFakeConnector();
  kit = await startKit(connector);
});
afterEach(async () => {
  vi.useRealTimers();
  await kit.dispose();
  await connector.dispose();
});

const now = (): number => Math.floor(Date.now() / 1_000);
const good = () => ({ aud: APP_ID, serviceurl: connector.url });
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('POST /api/messages', () => {
  it('takes a message whose token is good', async () => {
    const { status } = await kit.postAs(`Bearer ${await connector.sign(good())}`, teamsMessage(connector.url));

    expect(status).toBe(200);
    expect(await kit.spoken('msteams|a:1personal-mei')).toContain('customer: 运费多少？');
  });

  it.each<[string, () => Promise<string | null>]>([
    ['has no token', async () => null],
    ['has an empty token', async () => 'Bearer '],
    ['has something else for a token', async () => 'Bearer nonsense'],
    ['has another scheme', async () => `Basic ${await connector.sign(good())}`],
    ['is meant for another bot', async () => `Bearer ${await connector.sign({ ...good(), aud: 'another-bot' })}`],
    ['is meant for nobody', async () => `Bearer ${await connector.sign({ serviceurl: connector.url })}`],
    ['comes from another issuer', async () => `Bearer ${await connector.sign({ ...good(), iss: 'https://evil.example' })}`],
    ['has expired', async () => `Bearer ${await connector.sign({ ...good(), exp: now() - 600 })}`],
    ['is not valid yet', async () => `Bearer ${await connector.sign({ ...good(), nbf: now() + 3_000 })}`],
    [
      'was given for another connector',
      async () => `Bearer ${await connector.sign({ ...good(), serviceurl: 'https://evil.example' })}`,
    ],
    ['was given for no connector', async () => `Bearer ${await connector.sign({ aud: APP_ID })}`],
    [
      'is not signed',
      async () =>
        `Bearer ${encode({ alg: 'none', kid: connector.keyId() })}.${encode({ ...good(), iss: 'https://issuer.connector.example', exp: now() + 600 })}.`,
    ],
    [
      'is signed with the public key as a secret',
      async () => {
        const unsigned = `${encode({ alg: 'HS256', typ: 'JWT', kid: connector.keyId() })}.${encode({ ...good(), iss: 'https://issuer.connector.example', exp: now() + 600 })}`;
        return `Bearer ${unsigned}.${createHmac('sha256', connector.publicPem()).update(unsigned).digest('base64url')}`;
      },
    ],
    [
      'was given to the bot itself, as the emulator’s are',
      async () =>
        `Bearer ${await connector.sign({
          iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
          aud: 'https://api.botframework.com',
          appid: APP_ID,
          ver: '1.0',
        })}`,
    ],
    [
      'is signed by a stranger under the name of the right key',
      async () => {
        const key = await connector.strangerKey(connector.keyId());
        return `Bearer ${await connector.sign(good(), { key })}`;
      },
    ],
    [
      'is signed with a key that nobody published',
      async () => `Bearer ${await connector.sign(good(), { key: await connector.strangerKey() })}`,
    ],
    [
      'was changed after it was signed',
      async () => {
        const [header, , signature] = (await connector.sign({ ...good(), aud: 'another-bot' })).split('.');
        return `Bearer ${header}.${encode({ ...good(), iss: 'https://issuer.connector.example', exp: now() + 600 })}.${signature}`;
      },
    ],
  ])('refuses a call that %s', async (_case, authorization) => {
    const { status, body } = await kit.postAs(await authorization(), teamsMessage(connector.url));

    expect([401, 403]).toContain(status);
    expect(body.error.code).toBe('UNAUTHENTICATED');
    expect(await kit.log.find('msteams|a:1personal-mei')).toBeNull();
  });

  it('asks who calls before it says what a body must be', async () => {
    expect((await kit.postAs(null, { nonsense: true })).status).toBe(401);
    expect((await kit.postAs('Bearer x', [])).status).toBe(401);
    const signed = `Bearer ${await connector.sign(good())}`;
    expect((await kit.postAs(signed, { serviceUrl: connector.url })).status).toBe(400);
  });

  it('refuses a good token whose channel the key is not endorsed for', async () => {
    const { status } = await kit.postAs(
      `Bearer ${await connector.sign(good())}`,
      teamsMessage(connector.url, { channelId: 'skype' }),
    );

    expect(status).toBe(401);
  });

  it('takes the tokens of a new key once the old keys are an hour old, and no longer those of the old key', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const before = await kit.postAs(`Bearer ${await connector.sign(good())}`, teamsMessage(connector.url));
    const oldKey = { aud: APP_ID, serviceurl: connector.url, exp: now() + 100_000 };
    const old = await connector.sign(oldKey);
    await connector.rotate();

    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    const renewed = await kit.postAs(`Bearer ${await connector.sign(good())}`, teamsMessage(connector.url, { id: '2' }));
    const withOld = await kit.postAs(`Bearer ${old}`, teamsMessage(connector.url, { id: '3' }));

    expect([before.status, renewed.status, withOld.status]).toEqual([200, 200, 401]);
  });

  it('asks for the message again while the keys cannot be had', async () => {
    const token = await connector.sign(good());
    await connector.dispose();

    const { status, body } = await kit.postAs(`Bearer ${token}`, teamsMessage(connector.url));

    expect(status).toBe(503);
    expect(body.error.code).toBe('CHANNEL_UNAVAILABLE');
  });
});
