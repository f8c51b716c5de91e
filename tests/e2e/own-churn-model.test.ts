import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChurnScore } from '../../src/contract/churn.ts';
import type { ChurnReport } from '../../src/contract/churn-report.ts';
import type { CustomerScore } from '../../src/contract/churn-scoring.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';
import { NO_BROWSER, openBrowser } from './support/browser.ts';
import { startKefu, type RunningKefu } from './support/start-kefu.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const START_MS = 240_000;
const DAY_MS = 86_400_000;
const API_KEY = 'api-key-of-a-test-that-is-long-enough';
const IDENTITY_SECRET = 'identity-secret-of-a-test-long-enough';
const PASSWORD = 'a long enough password';
const CUSTOMER = {
  id: 'C1001',
  name: 'Lin Yue',
  isMember: false,
  registeredAt: Date.now() - 25 * DAY_MS,
  lastOrderAt: Date.now() - 9 * DAY_MS,
  orders90Days: 1,
  spend90Days: 80,
  spendPrevious90Days: null,
  lateParcels90Days: 4,
  complaints30Days: 0,
  contacts30Days: 0,
  satisfaction: null,
  couponShare: null,
  yearlyValue: null,
  attributes: { plan: 'basic' },
};

interface WaitingTicket {
  readonly id: string;
  readonly conversationId: string;
  readonly reason: string;
  readonly churn: ChurnScore;
}

/** Customers of a made-up shop: late parcels drive them away, years and the gold plan keep them. */
function customersCsv(rows: number): string {
  const random = seededRandom(31);
  const lines = Array.from({ length: rows }, (_, n) => {
    const [late, days, plan] = [Math.floor(6 * random() ** 2), Math.floor(900 * random()), random() < 0.4 ? 'gold' : 'basic'];
    const logit = -1.4 + 0.8 * late - days / 500 - (plan === 'gold' ? 0.9 : 0);
    return `K${n},${days},${late},${plan},${random() < sigmoid(logit) ? '是' : '否'}`;
  });
  return ['customer_no,member_days,late_90d,plan,已流失', ...lines].join('\n');
}

describe('a shop’s own churn model, from its table to the agent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-own-model-'));
  const churnFolder = join(folder, 'models/churn');
  let kefu: RunningKefu;
  let shop: Server;
  let cookie = '';

  beforeAll(async () => {
    mkdirSync(churnFolder, { recursive: true });
    copyFileSync(join(ROOT, 'models/churn/demo.json'), join(churnFolder, 'demo.json'));
    symlinkSync(join(ROOT, 'models/intents'), join(folder, 'models/intents'));
    shop = createServer((request, response) => {
      const found = request.url === `/customers/${CUSTOMER.id}` ? CUSTOMER : request.url?.includes('/orders') ? [] : null;
      response.writeHead(found === null ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    });
    await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
    kefu = await startKefu({
      KEFU_MODELS_DIR: join(folder, 'models'),
      KEFU_SHOP_URL: `http://127.0.0.1:${(shop.address() as AddressInfo).port}`,
      KEFU_API_KEY: API_KEY,
      KEFU_IDENTITY_SECRET: IDENTITY_SECRET,
      KEFU_ADMIN_EMAIL: 'admin@shop.example',
      KEFU_ADMIN_PASSWORD: PASSWORD,
    });
    const signedIn = await consoleAsks('POST', '/session', { email: 'admin@shop.example', password: PASSWORD });
    cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }, START_MS);
  afterAll(async () => {
    await kefu?.stop();
    shop?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function command(...args: readonly string[]): string {
    const run = spawnSync(process.execPath, [join(ROOT, 'bin/kefu.js'), ...args], { encoding: 'utf8' });
    expect(run.status, run.stderr).toBe(0);
    return run.stdout;
  }

  function consoleAsks(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${kefu.url}/api/console${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-kefu': 'console', cookie },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async function scoreByApi(facts: object): Promise<{ readonly status: number; readonly score?: CustomerScore }> {
    const response = await fetch(`${kefu.url}/api/churn/score`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` },
      body: JSON.stringify({ customers: [{ customer: CUSTOMER.id, facts }] }),
    });
    const { scores } = (await response.json()) as { scores?: readonly CustomerScore[] };
    return { status: response.status, ...(scores?.[0] && { score: scores[0] }) };
  }

  /** Says something as the signed-in customer, and gives the ticket that it leads to. */
  async function chat(text: string): Promise<WaitingTicket> {
    const identity = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(CUSTOMER.id)
      .setExpirationTime('1h')
      .sign(Buffer.from(IDENTITY_SECRET));
    const { token, conversationId } = (await (
      await fetch(`${kefu.url}/api/chat/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ locale: 'en', identity }),
      })
    ).json()) as { readonly token: string; readonly conversationId: string };
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    await fetch(`${kefu.url}/v3/directline/conversations`, { method: 'POST', headers });
    await fetch(`${kefu.url}/v3/directline/conversations/${conversationId}/activities`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ type: 'message', from: { id: 'browser' }, text }),
    });
    return await vi.waitFor(
      async () => {
        const { tickets } = (await (await consoleAsks('GET', '/tickets')).json()) as {
          readonly tickets: readonly WaitingTicket[];
        };
        const ticket = tickets.find((one) => one.conversationId === conversationId);
        if (!ticket) throw new Error('no ticket yet');
        return ticket;
      },
      { timeout: 20_000, interval: 100 },
    );
  }

  it('is trained while the service runs, and scores, explains and hands over from then on', { timeout: 180_000 }, async () => {
    expect(await scoreByApi({})).toEqual({ status: 409 });
    const table = join(folder, 'customers.csv');
    const mapping = join(folder, 'mapping.yaml');
    writeFileSync(table, customersCsv(1_500));
    writeFileSync(mapping, 'columns: { member_days: tenureDays, late_90d: lateParcels90Days }\n');
    const options = ['--label', '已流失', '--customer', 'customer_no', '--mapping', mapping, '--out', churnFolder];
    expect(command('train', 'churn', table, ...options)).toContain('Published');
    await expect.poll(() => kefu.said(), { timeout: 20_000 }).toContain('content reloaded');

    const { id: ticketId, reason, churn } = await chat('My parcel is late again. I am done with you and will shop elsewhere.');

    expect(reason).toBe('churn-risk');
    expect(churn.modelVersion).toMatch(/^\d{4}-\d\d-\d\d-[0-9a-f]{8} prior-1$/);
    expect(churn.contributions.reduce((sum, { contribution }) => sum + contribution, churn.base)).toBe(churn.logit);
    expect(churn.probability).toBeGreaterThan(churn.threshold);
    if (churn.history.kind !== 'scored') throw new Error(`history is ${churn.history.kind}`);
    const valueOf = (name: string): unknown => churn.contributions.find(({ feature }) => feature === name)?.value;
    expect(valueOf('leaving')).toBeGreaterThan(0);

    const facts = { member_days: valueOf('tenureDays'), late_90d: valueOf('lateParcels90Days'), plan: valueOf('plan') };
    expect(facts).toMatchObject({ late_90d: 4, plan: 'basic' });
    const { score } = await scoreByApi(facts);
    if (!score || 'error' in score) throw new Error('not scored');
    expect(score.probability).toBeCloseTo(sigmoid(churn.history.logit), 12);
    const history = churn.contributions.filter(({ source }) => source === 'history');
    expect(score.reasons).toEqual(history.slice(0, 3).map(({ contribution, reason }) => ({ contribution, reason })));
    expect(score.reasons[0]?.reason).toEqual({ en: '4 late parcels in 90 days', zh: '90天内4个包裹迟到' });

    writeFileSync(table, `customer_no,member_days,late_90d,plan\nC1001,${String(facts.member_days)},4,basic\n`);
    const [, ranked = ''] = command('score', 'churn', table, '--model', join(churnFolder, 'live.json')).trim().split('\n');
    expect(ranked).toBe(`C1001,2,${score.probability.toFixed(6)}`);

    const report = (await (await consoleAsks('GET', '/churn/report')).json()) as ChurnReport;
    expect(report).toMatchObject({
      isOwnModel: true,
      modelVersion: churn.modelVersion,
      scoredConversations: 1,
      current: { escalations: 1 },
      drift: { customers: 1 },
      outcomes: null,
      alarms: [],
    });
    expect(await (await fetch(`${kefu.url}/metrics`)).text()).toContain('kefu_churn_alarm{kind="score"} 0');
    if (NO_BROWSER === null) await expectReasonsInConsole(ticketId, churn);
  });

  async function expectReasonsInConsole(ticketId: string, churn: ChurnScore): Promise<void> {
    const browser = await openBrowser();
    try {
      for (const [locale, language] of [
        ['en-GB', 'en'],
        ['zh-CN', 'zh'],
      ] as const) {
        const page = await (await browser.newContext({ locale, viewport: { width: 1280, height: 900 } })).newPage();
        await page.goto(`${kefu.url}/console/#/t/${ticketId}`);
        await page.fill('[name=email]', 'admin@shop.example');
        await page.fill('[name=password]', PASSWORD);
        await page.keyboard.press('Enter');
        await page.waitForSelector('.churn .reasons');
        const shown = await page
          .locator('.churn .reason-words')
          .evaluateAll((parts) => parts.map((part) => part.firstChild?.textContent));
        expect(shown).toEqual(churn.contributions.slice(0, shown.length).map(({ reason }) => reason[language]));
        expect(shown.length).toBeGreaterThanOrEqual(3);
        expect(await page.textContent('.churn-number strong')).toBe(`${Math.round(100 * churn.probability)}%`);
      }
    } finally {
      await browser.close();
    }
  }
});
