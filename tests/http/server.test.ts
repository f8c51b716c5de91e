import { randomUUID } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import express from 'express';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createIdentities } from '../../src/channel/identity.ts';
import type { Article } from '../../src/contract/content.ts';
import { BotError } from '../../src/contract/errors.ts';
import { readDemoSeed } from '../../src/customers/read-demo-seed.ts';
import { createHelpRoutes } from '../../src/http/articles.ts';
import { createHttpServer, type HttpServer, type HttpServerDeps } from '../../src/http/create-server.ts';
import { createDemoIdentityRoutes } from '../../src/http/demo-identity.ts';
import { createHealthRoutes } from '../../src/http/health.ts';
import { createOpenapiRoutes } from '../../src/http/openapi.ts';
import { createStaticRoutes } from '../../src/http/static.ts';
import { createDemoShop } from '../../src/storage/sql/demo-shop.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

let http: HttpServer | null = null;
const folders: string[] = [];
afterEach(async () => {
  http?.server.closeAllConnections();
  await http?.close();
  http = null;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function start(routes: HttpServerDeps['routes'], more: Partial<HttpServerDeps> = {}): Promise<string> {
  http = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    trustProxy: 0,
    isHttps: false,
    routes,
    upgrades: [],
    metrics: createMetrics(),
    logger: pino({ level: 'silent' }),
    now: Date.now,
    newId: () => randomUUID(),
    ...more,
  });
  return `http://127.0.0.1:${await http.listen()}`;
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-web-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('the server', () => {
  it('says nothing of its insides when something breaks', async () => {
    const router = express.Router();
    router.get('/breaks', () => {
      throw new Error('password=hunter2 at /home/kefu/secret.ts');
    });
    router.get('/store', () => {
      throw new BotError('STORE_UNAVAILABLE', 'The store does not answer', { cause: new Error('inner') });
    });
    const url = await start([{ path: '/', router }]);

    const broken = await fetch(`${url}/breaks`);
    const away = await fetch(`${url}/store`);

    expect([broken.status, await broken.json()]).toEqual([
      500,
      { error: { code: 'INTERNAL', message: 'Something went wrong here; try again' } },
    ]);
    expect([away.status, await away.json()]).toEqual([
      503,
      { error: { code: 'STORE_UNAVAILABLE', message: 'The store does not answer' } },
    ]);
  });

  it.each([
    ['GET', '/nowhere', 404, 'NOT_FOUND'],
    ['POST', '/../../etc/passwd', 404, 'NOT_FOUND'],
    ['GET', '/api/%ff', 404, 'NOT_FOUND'],
    ['DELETE', '/', 404, 'NOT_FOUND'],
  ])('answers %s %s in JSON', async (method, path, status, code) => {
    const url = await start([]);

    const response = await fetch(url + path, { method });

    expect([response.status, (await response.json()).error.code]).toEqual([status, code]);
  });

  it('sends headers that keep its pages to themselves', async () => {
    const url = await start([]);

    const headers = (await fetch(url)).headers;

    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('insists on https only where there is https', async () => {
    const url = await start([], { isHttps: true });

    expect((await fetch(url)).headers.get('strict-transport-security')).toContain('max-age');
  });

  it('measures routes by their pattern, never by what was asked', async () => {
    const metrics = createMetrics();
    const router = express.Router();
    router.get('/thing/:id', (_request, response) => {
      response.json({});
    });
    const url = await start([{ path: '/api', router }], { metrics });

    await fetch(`${url}/api/thing/customer-4711`);
    await fetch(`${url}/secret-path-4711`);

    await expect.poll(async () => (await metrics.read()).text).toContain('route="unknown",status="4xx"');
    const { text } = await metrics.read();
    expect(text).toContain('kefu_http_request_duration_seconds_count{method="GET",route="/api/thing/:id",status="2xx"} 1');
    expect(text).not.toContain('4711');
  });

  it('survives what is no HTTP', async () => {
    const url = await start([]);
    const { port } = new URL(url);

    const answers = await Promise.all(
      [
        '\u0000\u0001\u0002\r\n\r\n',
        'GET / HTTP/9.9\r\n\r\n',
        'GET /x HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      ].map(
        (bytes) =>
          new Promise<string>((resolve) => {
            const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
            let answer = '';
            socket.on('data', (data) => (answer += data.toString())).on('close', () => resolve(answer));
          }),
      ),
    );

    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['400', '400', expect.stringMatching(/400|404/)]);
    expect((await fetch(url)).status).toBe(404);
  });

  it('says what to do when its port is taken', async () => {
    const url = await start([]);
    const { port } = new URL(url);
    const second = createHttpServer({ ...httpDeps(), port: Number(port) });

    await expect(second.listen()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/taken by another program.*KEFU_PORT/),
    });
  });

  it('answers what it has begun before it closes, and can be closed twice', async () => {
    const router = express.Router();
    const begun = new Promise<() => void>((resolve) => {
      router.get('/slow', (_request, response) => {
        resolve(() => response.json({ done: true }));
      });
    });
    const url = await start([{ path: '/', router }]);

    const answer = fetch(`${url}/slow`);
    const finish = await begun;
    const closed = Promise.all([http!.close(), http!.close()]);
    finish();

    expect(await (await answer).json()).toEqual({ done: true });
    await closed;
    await expect(fetch(url)).rejects.toThrow();
  });
});

function httpDeps(): HttpServerDeps {
  return {
    host: '127.0.0.1',
    port: 0,
    trustProxy: 0,
    isHttps: false,
    routes: [],
    upgrades: [],
    metrics: createMetrics(),
    logger: pino({ level: 'silent' }),
    now: Date.now,
    newId: () => randomUUID(),
  };
}

describe('health', () => {
  it('is alive even when it is not ready, and says why it is not', async () => {
    const metrics = createMetrics();
    let away: readonly string[] = [];
    let reasons: () => Promise<readonly string[]> = () => Promise.resolve([]);
    const url = await start([
      { path: '/', router: createHealthRoutes({ reasons: () => reasons(), degraded: () => away, metrics }) },
    ]);

    const ready = await fetch(`${url}/readyz`);
    away = ['redis'];
    const degraded = await fetch(`${url}/readyz`);
    reasons = () => Promise.resolve(['the store does not answer']);
    const notReady = await fetch(`${url}/readyz`);
    reasons = () => Promise.reject(new Error('secret'));
    const failed = await fetch(`${url}/readyz`);
    const alive = await fetch(`${url}/healthz`);

    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', reasons: [], degraded: [] }]);
    expect([degraded.status, await degraded.json()]).toEqual([200, { status: 'degraded', reasons: [], degraded: ['redis'] }]);
    expect([notReady.status, await notReady.json()]).toEqual([
      503,
      { status: 'not-ready', reasons: ['the store does not answer'], degraded: ['redis'] },
    ]);
    expect([failed.status, JSON.stringify(await failed.json())]).toEqual([503, expect.not.stringContaining('secret')]);
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('tells Prometheus what happens', async () => {
    const metrics = createMetrics();
    metrics.watch({ socketsOpen: () => 3, ticketsOpen: () => Promise.resolve(2) });
    metrics.turnAnswered('answer-intent', 5, 20);
    metrics.turnFailed();
    const url = await start([
      { path: '/', router: createHealthRoutes({ reasons: () => Promise.resolve([]), degraded: () => [], metrics }) },
    ]);

    const response = await fetch(`${url}/metrics`);
    const text = await response.text();

    expect(response.headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'kefu_sockets_open 3',
      'kefu_tickets_open 2',
      'kefu_turns_failed_total 1',
      'kefu_turn_duration_seconds_count{decision="answer-intent"} 1',
    ])
      expect(text).toContain(line);
  });
});

describe('help pages', () => {
  const article = (id: string, locale: 'zh' | 'en', title: string, body: string): Article => ({
    id,
    locale,
    title,
    body,
    owner: 'x',
    questions: ['q'],
    hash: 'h',
  });
  const ARTICLES = [
    article('shipping', 'en', 'What delivery costs', '# What delivery costs\n\n## Mainland\n\n- **free** from ¥99\n'),
    article('shipping', 'zh', '运费说明', '满 ¥99 包邮'),
    article(
      'evil',
      'en',
      '<b>Evil</b> & "co"',
      '<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>',
    ),
  ];
  const help = createHelpRoutes({
    articles: () => ARTICLES,
    article: (id, language) =>
      ARTICLES.find((one) => one.id === id && one.locale === language) ?? ARTICLES.find((one) => one.id === id) ?? null,
    shopName: () => ({ en: 'Lantern Lane', zh: '灯笼巷' }),
  });
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const url = await start([{ path: '/help', router: help }]);
    const response = await fetch(url + path, { headers });
    return { response, text: await response.text(), url };
  };

  it('show an article in its language, with its title once', async () => {
    const { response, text } = await get('/help/en/shipping');

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('<title>What delivery costs · Lantern Lane</title>');
    expect(text.match(/<h1/g)).toHaveLength(1);
    expect(text).toContain('<li><strong>free</strong> from ¥99</li>');
    expect(text).toContain('href="/help/zh/shipping"');
  });

  it('fall back to the other language, and say which it is', async () => {
    const { text } = await get('/help/zh/evil');

    expect(text).toContain('<html lang="en">');
  });

  it('hold no script and no style of an article', async () => {
    const { text } = await get('/help/en/evil');

    expect(text).not.toMatch(/<script>|<img|href="javascript|<b>Evil/);
    expect(text).toContain('&lt;b&gt;Evil&lt;/b&gt; &amp; &quot;co&quot;');
    expect(text).not.toMatch(/style=|<style/);
  });

  it('list the articles of a language', async () => {
    const { text } = await get('/help/zh');

    expect(text).toContain('<a href="/help/zh/shipping">运费说明</a>');
    expect(text).not.toContain('What delivery costs');
  });

  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.5', '/help/zh'],
    ['en-US', '/help/en'],
    ['fr', '/help/en'],
  ])('begin in the language of a browser that says %s', async (accepted, expected) => {
    const { response, url } = await get('/help', { 'accept-language': accepted });

    expect(response.url).toBe(url + expected);
  });

  it.each(['/help/en/none', '/help/fr/shipping', '/help/fr', '/help/en/..%2f..%2fetc'])(
    'say kindly that %s is not there',
    async (path) => {
      const { response, text } = await get(path);

      expect(response.status).toBe(404);
      expect(text).toContain('This page is not here');
    },
  );
});

describe('static files', () => {
  it('are the demo page, the console, and a script that every site may load', async () => {
    const webDir = folderWith({
      'index.html': '<p>demo',
      'widget.js': 'x',
      'console/index.html': '<p>console',
      '.env': 'SECRET',
      'other.js': 'y',
    });
    const url = await start([{ path: '/', router: createStaticRoutes({ webDir }) }]);

    const [demo, agents, widget, other, hidden, outside] = await Promise.all(
      ['/', '/console', '/widget.js', '/other.js', '/.env', '/..%2f..%2fetc/passwd'].map((path) => fetch(url + path)),
    );

    expect([await demo!.text(), await agents!.text()]).toEqual(['<p>demo', '<p>console']);
    expect(widget!.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(other!.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect([hidden!.status, outside!.status]).toEqual([404, expect.any(Number)]);
    expect(outside!.status).toBeGreaterThanOrEqual(400);
  });

  it('hold the description of the interfaces', async () => {
    const folder = folderWith({ 'openapi.json': '{"openapi":"3.1.0"}' });
    const url = await start([{ path: '/api/openapi.json', router: createOpenapiRoutes({ file: join(folder, 'openapi.json') }) }]);

    expect(await (await fetch(`${url}/api/openapi.json`)).json()).toEqual({ openapi: '3.1.0' });
  });
});

describe('the demo shop', () => {
  it('signs in as its seeded customers, and as nobody else', async () => {
    const db = openSqlite(':memory:');
    await migrate(db);
    const shop = createDemoShop({ db, now: Date.now, newId: () => randomUUID() });
    await shop.seed(readDemoSeed(join(import.meta.dirname, '../../demo/shop.json'), Date.now()));
    const identities = createIdentities({ secret: 's'.repeat(32), now: Date.now });
    const url = await start([{ path: '/demo/identity', router: createDemoIdentityRoutes({ shop, identities }) }]);

    const known = (await (await fetch(`${url}/demo/identity/CU1001`)).json()) as { identity: string; name: string };
    const stranger = await fetch(`${url}/demo/identity/CU9`);

    expect(known.name).toBe('Lin Mei 林梅');
    expect(await identities.verify(known.identity)).toBe('CU1001');
    expect(stranger.status).toBe(404);
    await db.destroy();
  });
});

describe('compression', () => {
  const script = '/* a script */ '.repeat(500);
  const raw = async (url: string, headers: Record<string, string>) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => get(url, { headers }, resolve).on('error', reject));
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
  };
  const serve = () => start([{ path: '/', router: createStaticRoutes({ webDir: folderWith({ 'widget.js': script }) }) }]);

  it('sends what the client understands, smaller, and says on what it depends', async () => {
    const url = await serve();

    const [brotli, gzip, plain] = [
      await raw(`${url}/widget.js`, { 'accept-encoding': 'gzip, deflate, br' }),
      await raw(`${url}/widget.js`, { 'accept-encoding': 'gzip' }),
      await raw(`${url}/widget.js`, {}),
    ];

    expect(brotliDecompressSync(brotli.body).toString()).toBe(script);
    expect(gunzipSync(gzip.body).toString()).toBe(script);
    expect(plain.body.toString()).toBe(script);
    expect([brotli, gzip, plain].map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'gzip', undefined]);
    for (const { headers } of [brotli, gzip, plain]) expect(headers.vary).toContain('Accept-Encoding');
  });

  it('keeps browsers’ copies valid', async () => {
    const url = await serve();
    const first = await raw(`${url}/widget.js`, { 'accept-encoding': 'br' });

    const again = await raw(`${url}/widget.js`, { 'accept-encoding': 'br', 'if-none-match': first.headers.etag ?? '' });

    // Weak: the same script in other bytes.
    expect(first.headers.etag).toMatch(/^W\//);
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('leaves parts of files, short answers and streams of events as they are', async () => {
    const router = express.Router();
    router.get('/short', (_request, response) => void response.json({ a: 1 }));
    router.get('/events', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
    });
    const url = await start([
      { path: '/', router },
      { path: '/', router: createStaticRoutes({ webDir: folderWith({ 'widget.js': script }) }) },
    ]);
    const headers = { 'accept-encoding': 'gzip, br' };

    const [part, short] = [
      await raw(`${url}/widget.js`, { ...headers, range: 'bytes=0-1999' }),
      await raw(`${url}/short`, headers),
    ];
    const events = await fetch(`${url}/events`, { headers });
    // Without an end to the stream: what was written has come all the same.
    const first = await events.body?.getReader().read();

    expect([part.status, part.headers['content-encoding'], part.body.toString()]).toEqual([
      206,
      undefined,
      script.slice(0, 2_000),
    ]);
    expect(short.headers['content-encoding']).toBeUndefined();
    expect(events.headers.get('content-encoding')).toBeNull();
    expect(new TextDecoder().decode(first?.value)).toBe('data: first\n\n');
  });
});
