import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createIdentities } from '../../src/channel/identity.ts';
import { createExampleShop, TOKEN } from '../customers/example-shop-server.ts';
import { startKefu, type RunningKefu } from '../e2e/support/start-kefu.ts';
import { callsIn, recorderOf, type Call } from './support/calls.ts';

const TEST_MS = 200_000;
const SOON = { timeout: 20_000 };
const EMAIL = 'admin@shop.example';
const PASSWORD = 'a long enough password';
const IDENTITY_SECRET = 'an identity secret that is long enough';
const folder = mkdtempSync(join(tmpdir(), 'kefu-egress-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('hosts that Kefu calls', () => {
  it(
    'are none, when no setting names one: asked in two languages, handed over and answered by an agent',
    async () => {
      const calls = await callsOfChat('none', {}, null);

      expect(watched(calls)).toEqual(['main.js', 'run-encoder.js']);
      expect(outward(calls)).toEqual([]);
      expect(calls.filter(({ kind }) => kind === 'process').map(({ to }) => to)).toEqual([process.execPath]);
    },
    TEST_MS,
  );

  it(
    'are the shop alone, when a setting names that',
    async () => {
      const shop = createExampleShop();
      shop.server.listen(0, '127.0.0.1');
      await once(shop.server, 'listening');
      const host = `127.0.0.1:${(shop.server.address() as AddressInfo).port}`;
      const identity = await createIdentities({ secret: IDENTITY_SECRET, now: Date.now }).sign('C1001', 600);
      const env = { KEFU_SHOP_URL: `http://${host}`, KEFU_SHOP_TOKEN: TOKEN, KEFU_IDENTITY_SECRET: IDENTITY_SECRET };
      const calls = await callsOfChat('shop', env, identity).finally(() => shop.server.close());

      expect(watched(calls)).toEqual(['main.js', 'run-encoder.js']);
      expect(outward(calls)).toEqual([`main.js connect ${host}`]);
      expect(shop.seen.map(({ path }) => path)).toContain('/customers/C1001');
    },
    TEST_MS,
  );

  it('would be found, whichever way they are called', () => {
    const file = join(folder, 'stray.calls');
    const program = join(folder, 'stray.mjs');
    const inner = join(folder, 'inner.mjs');
    // Ports of loopback on which nobody listens (`fetch` refuses some, as browsers do); names that nobody has (RFC 6761). Nothing leaves the machine.
    writeFileSync(inner, `fetch('http://127.0.0.1:4').catch(() => 0);`);
    writeFileSync(
      program,
      `import { fork } from 'node:child_process';
       import { createSocket } from 'node:dgram';
       import { lookup, promises } from 'node:dns';
       import { get } from 'node:https';
       import { createConnection } from 'node:net';
       import { connect } from 'node:tls';
       import { connect as connectHttp2 } from 'node:http2';
       const quiet = () => undefined;
       fetch('http://127.0.0.1:6').catch(quiet);
       get('https://127.0.0.1:2').on('error', quiet);
       connect(3, '127.0.0.1').on('error', quiet);
       connectHttp2('https://127.0.0.1:5').on('error', quiet);
       createConnection('/nowhere.sock').on('error', quiet);
       lookup('callback.localhost', quiet);
       promises.lookup('promise.localhost').catch(quiet);
       const udp = createSocket('udp4');
       udp.send('x', 9, '127.0.0.1', () => udp.close());
       fork(${JSON.stringify(inner)}, [], { env: {}, execArgv: [] });`,
    );
    const ran = spawnSync(process.execPath, ['--import', recorderOf(file), program], {
      encoding: 'utf8',
    });

    expect(ran.status, ran.stderr).toBe(0);
    expect(outward(callsIn(file))).toEqual([
      'inner.mjs connect 127.0.0.1:4',
      'stray.mjs connect /nowhere.sock',
      'stray.mjs connect 127.0.0.1:2',
      'stray.mjs connect 127.0.0.1:3',
      'stray.mjs connect 127.0.0.1:5',
      'stray.mjs connect 127.0.0.1:6',
      'stray.mjs datagram 9 127.0.0.1',
      'stray.mjs lookup callback.localhost',
      'stray.mjs lookup promise.localhost',
    ]);
  });
});

/** All that the built program did, from its start to its end, around a chat with its customer. */
async function callsOfChat(
  name: string,
  env: Readonly<Record<string, string>>,
  identity: string | null,
): Promise<readonly Call[]> {
  const file = join(folder, `${name}.calls`);
  const kefu = await startKefu({
    KEFU_ADMIN_EMAIL: EMAIL,
    KEFU_ADMIN_PASSWORD: PASSWORD,
    NODE_OPTIONS: `--import=${recorderOf(file)}`,
    ...env,
  });
  try {
    await chat(kefu, identity);
  } finally {
    await kefu.stop();
  }
  return callsIn(file);
}

async function chat(kefu: RunningKefu, identity: string | null): Promise<void> {
  const { token } = await post<{ readonly token: string }>(kefu, '/api/chat/token', { identity });
  const authorization = { authorization: `Bearer ${token}` };
  const { conversationId } = await post<{ readonly conversationId: string }>(
    kefu,
    '/v3/directline/conversations',
    {},
    authorization,
  );
  const path = `/v3/directline/conversations/${conversationId}/activities`;
  const heard = async (): Promise<readonly string[]> => {
    const answer = await fetch(kefu.url + path, { headers: authorization });
    const { activities } = (await answer.json()) as { readonly activities: readonly Activity[] };
    return activities.filter(({ type, from }) => type === 'message' && from.role !== 'user').map(({ text }) => text ?? '');
  };
  /** Waits for the bot's answer, which is its own. */
  const ask = async (text: string): Promise<void> => {
    const before = (await heard()).length;
    await post(kefu, path, { type: 'message', text, from: { id: 'u' } }, authorization);
    await expect.poll(async () => (await heard()).length, SOON).toBeGreaterThan(before);
  };

  await ask('How long do I have to return something?');
  await ask('订单 LL2611200042 到哪里了？');
  const signedIn = await fetch(`${kefu.url}/api/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  const agent = { cookie: signedIn.headers.getSetCookie()[0]!.split(';')[0]!, 'x-kefu': 'console' };
  await ask('I want to talk to a human agent');
  const { ticket } = await post<{ readonly ticket: { readonly id: string } }>(kefu, '/api/console/tickets/claim-next', {}, agent);
  await post(kefu, `/api/console/tickets/${ticket.id}/reply`, { clientId: 'reply-of-the-test', text: 'Here I am.' }, agent);
  await expect.poll(heard, SOON).toContain('Here I am.');
}

interface Activity {
  readonly type: string;
  readonly text?: string;
  readonly from: { readonly role?: string };
}

async function post<T>(
  kefu: RunningKefu,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const answer = await fetch(kefu.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${path} answered ${answer.status}`).toBe(true);
  return (await answer.json()) as T;
}

/** The programs that were watched, once each: without them, an empty record would mean nothing. */
function watched(calls: readonly Call[]): readonly string[] {
  return [...new Set(calls.filter(({ kind }) => kind === 'program').map(({ program }) => program))].sort();
}

/** Who asked whom, each once. */
function outward(calls: readonly Call[]): readonly string[] {
  const asked = calls.filter(({ kind }) => kind === 'connect' || kind === 'datagram' || kind === 'lookup');
  return [...new Set(asked.map(({ program, kind, to }) => `${program} ${kind} ${to}`))].sort();
}
