import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKefu, type RunningKefu } from '../e2e/support/start-kefu.ts';

const START_MS = 180_000;
const PASSWORD = 'a long enough password';
const EMAIL = 'admin@shop.example';

interface Chat {
  readonly conversationId: string;
  readonly token: string;
  readonly streamUrl: string;
}

describe('attacks on a running Kefu', () => {
  let kefu: RunningKefu;
  beforeAll(async () => {
    kefu = await startKefu({ KEFU_ADMIN_EMAIL: EMAIL, KEFU_ADMIN_PASSWORD: PASSWORD });
  }, START_MS);
  afterAll(() => kefu?.stop());

  async function openChat(): Promise<Chat> {
    const given = await post('/api/chat/token', {});
    const { token } = (await given.json()) as Chat;
    const started = await post('/v3/directline/conversations', {}, { authorization: `Bearer ${token}` });
    return (await started.json()) as Chat;
  }
  function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(kefu.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
    });
  }
  const say = (conversationId: string, token: string, text: string): Promise<Response> =>
    post(
      `/v3/directline/conversations/${conversationId}/activities`,
      { type: 'message', text, from: { id: 'u' } },
      { authorization: `Bearer ${token}` },
    );
  /** The answer's status line to bytes that no HTTP client would send. */
  function raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(kefu.url);
      let heard = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (chunk) => {
        heard += chunk.toString();
        if (heard.includes('\r\n')) socket.destroy();
      });
      socket.on('close', () => resolve(heard.split('\r\n')[0] ?? ''));
      socket.on('error', reject);
    });
  }
  async function cookieOfAdmin(): Promise<string> {
    const answer = await post('/api/console/session', { email: EMAIL, password: PASSWORD });
    return answer.headers.getSetCookie()[0]!.split(';')[0]!;
  }

  it('takes no token that was changed, made for something else, or signed by nobody', async () => {
    const chat = await openChat();
    const victim = await openChat();
    const [header = '', payload = '', signature = ''] = chat.token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const moved = encode({ ...claims, conv: victim.conversationId });
    const tokens = {
      moved: `${header}.${moved}.${signature}`,
      unsigned: `${encode({ alg: 'none', typ: 'JWT' })}.${moved}.`,
      stream: new URL(chat.streamUrl).searchParams.get('t')!,
      none: '',
    };

    const statuses = await Promise.all(
      Object.entries(tokens).map(async ([name, token]) => [name, (await say(victim.conversationId, token, 'hi')).status]),
    );
    expect(Object.fromEntries(statuses)).toEqual({ moved: 403, unsigned: 403, stream: 403, none: 401 });
    expect((await say(victim.conversationId, chat.token, 'hi')).status).toBe(403);
  });

  it('changes nothing for a page of another site that rides on a session', async () => {
    const cookie = await cookieOfAdmin();
    const form = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      post('/api/console/canned-replies/x', { shortcut: 'x', zh: 'x', en: 'x' }, { cookie, ...headers });

    expect((await form({ 'content-type': 'text/plain' })).status).toBe(403);
    expect((await form({ 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' })).status).toBe(
      403,
    );
    const stated = await post('/api/console/session', { email: EMAIL, password: PASSWORD });
    expect(stated.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict/);
  });

  it('lets nobody guess a password for long', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 15; n += 1)
      statuses.push((await post('/api/console/session', { email: 'victim@shop.example', password: `guess number ${n}` })).status);

    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });

  it('refuses what is too large, also when it is packed small or nested deep', async () => {
    const chat = await openChat();
    const authorization = `Bearer ${chat.token}`;
    const path = `/v3/directline/conversations/${chat.conversationId}/activities`;
    const bomb = gzipSync(JSON.stringify({ type: 'message', text: 'a'.repeat(20_000_000) }));
    const deep = `${'[{"a":'.repeat(20_000)}1${'}]'.repeat(20_000)}`;

    expect((await post(path, { type: 'message', text: 'a'.repeat(400_000) }, { authorization })).status).toBe(413);
    expect((await post(path, bomb, { authorization, 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await post(path, deep, { authorization })).status).toBe(400);
    expect((await say(chat.conversationId, chat.token, 'still here?')).status).toBe(200);
  });

  it('gives no file for a path that leaves its folder', async () => {
    const paths = [
      '/../../package.json',
      '/..%2f..%2fpackage.json',
      '/help/en/..%2f..%2f..%2fpackage.json',
      '/help/..%2f..%2fpackage.json/x',
      '/console/..%5c..%5cpackage.json',
      '/v3/directline/attachments/..%2f../..%2f/package.json?e=9999999999&s=x',
      '/.env',
      '/%00',
      '/help/en/%00',
      '/%E0%A4%A',
      '/console/%c0%ae%c0%ae/',
    ];

    const lines = await Promise.all(paths.map((path) => raw(`GET ${path} HTTP/1.1\r\nHost: kefu\r\nConnection: close\r\n\r\n`)));
    expect(lines.filter((line) => !/^HTTP\/1\.1 (400|403|404) /.test(line))).toEqual([]);
  });

  it('answers a broken cookie and a broken request as what they are', async () => {
    const broken = await fetch(`${kefu.url}/api/console/session`, { headers: { cookie: 'kefu_console=%E0%A4%A' } });

    expect(broken.status).toBe(401);
    expect(await raw('GET / HTTP/1.1\r\nHost: kefu\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n')).toContain('400');
    expect(await raw('NONSENSE\r\n\r\n')).toContain('400');
  });

  it('does not give tokens to pages of sites that the shop did not name', async () => {
    const answer = await post('/api/chat/token', {}, { origin: 'https://evil.example' });

    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('writes log lines that no customer can forge or fill', async () => {
    const chat = await openChat();
    const forged = 'hello\n{"level":30,"msg":"forged-line"}\r\n\u001b[31mred';
    await say(chat.conversationId, chat.token, forged);
    await fetch(`${kefu.url}/nothing%0a%7b%22msg%22:%22forged-line%22%7d`, {
      headers: { 'user-agent': '{"msg":"forged-line"}' },
    });
    await expect.poll(() => kefu.said()).toContain(chat.conversationId);

    const lines = kefu
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).not.toContain('forged-line');
    expect(kefu.said()).not.toContain('\u001b[31m');
    expect(kefu.said()).not.toContain('hello');
  });
});
