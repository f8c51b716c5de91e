import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { churnScore } from '../conversation/facts.ts';
import { createStaticRoutes } from '../../src/http/static.ts';
import { PASSWORD, startConsole, type ConsoleServer } from '../http/console-server.ts';
import { NO_BROWSER, openBrowser } from './support/browser.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TEST_MS = 60_000;
const DAY_MS = 86_400_000;
/** What a turn has besides its score, where nothing else of it matters. */
const QUIET_TURN = {
  language: 'en',
  replyLanguage: 'en',
  classification: null,
  entityKinds: [],
  sentiment: 0,
  passages: [],
  decision: { kind: 'abstain' },
  degraded: [],
  tookMs: 1,
} as const;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe.skipIf(NO_BROWSER !== null)(`the console in a browser${NO_BROWSER === null ? '' : ` (skipped: ${NO_BROWSER})`}`, () => {
  const webDir = mkdtempSync(join(tmpdir(), 'kefu-web-'));
  let browser: Browser;
  let server: ConsoleServer;
  const problems: string[] = [];

  beforeAll(async () => {
    const built = spawnSync(process.execPath, [join(ROOT, 'scripts/build-web.js'), webDir], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`scripts/build-web.js failed: ${built.stderr}`);
    browser = await openBrowser();
  }, TEST_MS);
  afterAll(async () => {
    await browser?.close();
    rmSync(webDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    server = await startConsole({ more: [{ path: '/', router: createStaticRoutes({ webDir }) }] });
    await server.addAgent('An');
    await server.addAgent('Bo');
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await server.dispose();
    expect(problems.splice(0)).toEqual([]);
  });

  async function open(options: BrowserContextOptions = {}, who = 'an'): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(message.text());
    });
    await page.goto(`${server.url}/console/`);
    await page.fill('[name=email]', `${who}@shop.example`);
    await page.fill('[name=password]', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.queue');
    return page;
  }
  const written = async (id: string): Promise<readonly string[]> =>
    (await server.log.read(id, { after: 0, limit: 100, audience: 'agent' })).flatMap(({ author, body }) =>
      author.kind === 'agent' && (body.kind === 'message' || body.kind === 'note') ? [`${body.kind}: ${body.text}`] : [],
    );
  /** What reaches over the right edge of a part of the page. */
  const beyondTheScreen = (page: Page, part = 'body'): Promise<readonly string[]> =>
    page.evaluate((selector) => {
      const whole = document.querySelector(selector);
      const edge = whole?.getBoundingClientRect().right ?? 0;
      return [...(whole?.querySelectorAll('*') ?? [])]
        .filter((element) => element.getBoundingClientRect().right > edge + 0.5)
        .map((element) => `${selector}: ${element.tagName} ${element.className} reaches over the edge`);
    }, part);
  async function violations(page: Page): Promise<readonly string[]> {
    // As a developer tool would: our own pages allow no script from elsewhere.
    await page.evaluate(AXE);
    // What is still fading in has not its own colours yet.
    await page.evaluate(() => {
      const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      return Promise.allSettled(ending.map(({ finished }) => finished)).then(() => undefined);
    });
    return await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; help: string; nodes: { target: string[] }[] }[] }> };
      };
      return (await axe.run()).violations.map(
        ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
      );
    });
  }

  it(
    'serves a customer from the queue to the end by keyboard alone',
    async () => {
      const page = await open();
      await server.handOver('c1', { text: 'My parcel <b>is</b> late' });
      await page.waitForSelector('.ticket');

      await page.keyboard.press('j');
      await page.waitForSelector('.bubble.is-customer');
      await page.keyboard.press('c');
      await page.waitForSelector('.composer textarea');
      await page.keyboard.press('r');
      await page.keyboard.type('I will look into it');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('at once');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.bubble.is-me:not(.is-pending)');

      expect(await page.textContent('.bubble.is-customer .bubble-text')).toBe('My parcel <b>is</b> late');
      expect(await written('c1')).toEqual(['message: I will look into it\nat once']);
      await page.press('.ticket-actions .primary', 'Enter');
      await page.waitForSelector('dialog[open]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.composer-closed');
      expect(await server.queue.find('ticket-c1')).toMatchObject({ status: 'closed', outcome: 'resolved' });
    },
    TEST_MS,
  );

  it(
    'finds a chat that the bot had to itself, shows how it goes on, and takes it over',
    async () => {
      const author = { kind: 'customer', id: 'dl_c1' } as const;
      await server.log.open({ id: 'c1', channel: 'direct-line', customerId: 'dl_c1', shopCustomerId: null, language: 'en' });
      const say = (clientId: string, text: string) =>
        server.log.accept({ conversationId: 'c1', author, clientId, text, attachments: [], channelData: null });
      await say('m1', 'Do you rent <b>tents</b>?');
      await server.handOver('c2', { text: 'My kettle leaks' });
      const page = await open({ viewport: { width: 390, height: 780 } });

      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('searchbox').fill('rent TENTS');
      await page.waitForSelector('.ticket-summary mark');
      expect(await page.textContent('.ticket-summary')).toBe('Do you rent <b>tents</b>?');
      await page.locator('.find .ticket').click();
      await page.waitForSelector('.bubble.is-customer');
      await say('m2', 'and sleeping bags');
      await page.getByText('and sleeping bags').waitFor();

      expect(await page.locator('.composer').count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await page.getByRole('button', { name: 'Step in' }).click();
      await page.locator('.composer textarea').fill('This is An, what size?');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.bubble.is-me:not(.is-pending)');

      expect(await written('c1')).toEqual(['message: This is An, what size?']);
      // What is typed after F is meant for the field, each time: no letter of it is a shortcut.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.keyboard.press('f');
      await page.waitForSelector('.find input:focus');
      await page.keyboard.type(' now');
      expect(await page.locator('.find input').inputValue()).toBe('rent TENTS now');
    },
    TEST_MS,
  );

  it(
    'leaves the cursor where the agent writes while the claim is being confirmed',
    async () => {
      const page = await open();
      await page.route('**/entries?after=*', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        await route.continue();
      });
      await server.handOver('c1');
      await page.click('.ticket');
      await page.waitForSelector('.bubble.is-customer');
      await page.keyboard.press('c');
      await page.waitForSelector('.composer textarea');
      await page.keyboard.press('r');
      await page.keyboard.type('just a moment, kindly do check', { delay: 30 });

      expect(await page.inputValue('.composer textarea')).toBe('just a moment, kindly do check');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    },
    TEST_MS,
  );

  it(
    'loses nothing that is written without a network, even over a reload',
    async () => {
      const page = await open();
      await server.handOver('c1');
      await page.click('.ticket');
      await page.click('.composer-gate .primary');
      await page.waitForSelector('.composer textarea');

      await page.context().setOffline(true);
      await page.fill('.composer textarea', 'first');
      await page.keyboard.press('Enter');
      await page.fill('.composer textarea', 'second');
      await page.keyboard.press('Enter');
      await page.fill('.composer textarea', 'half a draft');
      await page.waitForSelector('.is-pending >> text=trying again');
      expect(await written('c1')).toEqual([]);
      await page.context().setOffline(false);
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll('.bubble.is-me:not(.is-pending)').length === 2);

      expect(await written('c1')).toEqual(['message: first', 'message: second']);
      expect(await page.inputValue('.composer textarea')).toBe('half a draft');
    },
    TEST_MS,
  );

  it(
    'sends files that were chosen, pasted and dropped, and loses none without a network or over a reload',
    async () => {
      const page = await open();
      await server.handOver('c1');
      await page.click('.ticket');
      await page.click('.composer-gate .primary');
      await page.waitForSelector('.composer textarea');

      await page.setInputFiles('.composer input[type=file]', [
        { name: 'label.png', mimeType: 'image/png', buffer: PNG },
        { name: 'run.exe', mimeType: 'application/octet-stream', buffer: PNG },
      ]);
      await page.waitForSelector('.composer .problem >> text=run.exe');
      await page.evaluate(
        (bytes) => {
          const transfer = (name: string): DataTransfer => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
            return data;
          };
          const area = document.querySelector('.composer textarea');
          area?.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: transfer('image.png'), bubbles: true, cancelable: true }),
          );
          document.dispatchEvent(
            new DragEvent('drop', { dataTransfer: transfer('dropped.png'), bubbles: true, cancelable: true }),
          );
        },
        [...PNG],
      );
      await page.waitForFunction(() => document.querySelectorAll('.held-files img').length === 3);
      expect(await violations(page)).toEqual([]);
      await page.click('[aria-label="Remove image.png"]');
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll('.held-files img').length === 2);
      await page.context().setOffline(true);
      await page.press('.composer textarea', 'Enter');
      await page.waitForSelector('.is-pending >> text=trying again');
      await page.context().setOffline(false);
      await page.reload();
      await page.waitForSelector('.bubble.is-me:not(.is-pending) img.thumbnail');

      const [last] = (await server.log.read('c1', { after: 0, limit: 100, audience: 'customer' })).slice(-1);
      expect(last?.body).toMatchObject({ text: '', attachments: [{ name: 'label.png' }, { name: 'dropped.png' }] });
      expect(await page.evaluate(() => document.querySelectorAll('.is-pending, .held-files').length)).toBe(0);
      await page.waitForFunction(
        () => document.querySelector<HTMLImageElement>('.bubble.is-me img.thumbnail')?.naturalWidth === 1,
      );
    },
    TEST_MS,
  );

  it(
    'says who was faster, and keeps words that came too late',
    async () => {
      const page = await open();
      const bo = { id: 'bo', email: '', name: 'Bo', role: 'agent', isDisabled: false, createdAt: 0 } as const;
      await server.handOver('c1');
      await page.click('.ticket');
      await page.waitForSelector('.composer-gate');

      await page.context().setOffline(true);
      await page.click('.composer-gate .primary');
      await page.fill('.composer textarea', 'Hello from the tunnel');
      await page.keyboard.press('Enter');
      await server.desk.claim('ticket-c1', bo);
      await page.context().setOffline(false);

      await page.waitForSelector('.toast >> text=Bo was faster');
      await page.waitForSelector('.is-failed >> text=no longer yours');
      await page.click('.is-failed >> text=Discard');
      await page.waitForFunction(() => document.querySelector('.is-pending') === null);
      expect(await written('c1')).toEqual([]);
    },
    TEST_MS,
  );

  it.each([
    ['in English on a desk', {}],
    ['in Chinese, dark, on a phone', { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
    ['in English on a small phone', { viewport: { width: 360, height: 740 } }],
  ] as const)(
    'is accessible and fits the screen, %s',
    async (_case, options) => {
      await server.handOver('c1', { text: `A word without end: ${'x'.repeat(300)}` });
      const page = await open(options);
      await page.waitForSelector('.ticket');
      const found = [...(await violations(page)), ...(await beyondTheScreen(page))];

      await page.click('.ticket');
      await page.waitForSelector('.bubble');
      found.push(...(await violations(page)));
      await page.click('.composer-gate .primary');
      await page.waitForSelector('.composer textarea');
      await page.setInputFiles('.composer input[type=file]', {
        name: `${'long '.repeat(40)}.png`,
        mimeType: 'image/png',
        buffer: PNG,
      });
      await page.waitForSelector('.held-files img');
      found.push(...(await beyondTheScreen(page, '.composer')));
      await page.press('.composer textarea', 'Enter');
      await page.waitForSelector('.bubble.is-me:not(.is-pending) .file');
      found.push(...(await violations(page)), ...(await beyondTheScreen(page, '.entries')));
      await page.click('.ticket-actions .button >> nth=0');
      await page.waitForSelector('dialog[open]');
      found.push(...(await violations(page)));

      expect(found).toEqual([]);
      expect(await beyondTheScreen(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('locale' in options ? 'zh-CN' : 'en');
    },
    TEST_MS,
  );

  /** A customer whom the built-in model gave a probability, `daysAgo` days ago. */
  async function scored(id: string, daysAgo: number, probability: number): Promise<void> {
    const at = Date.now() - daysAgo * DAY_MS;
    await server.log.open({ id, channel: 'direct-line', customerId: `dl_${id}`, shopCustomerId: id, language: 'en' });
    const churn = churnScore({ probability, modelVersion: 'demo-1' });
    const turn = { id: `turn-${id}`, conversationId: id, sequences: [], churn, mayEscalate: true, at, ...QUIET_TURN };
    await server.log.commit({ conversationId: id, expect: { version: 0 }, entries: [], turn });
  }

  it(
    'tells an administrator how often a line hands over where there is little history, and that the model no longer fits',
    async () => {
      await server.addAgent('Ada', 'admin');
      await scored('lone', 10, 0.3);
      const page = await open({}, 'ada');
      await page.goto(`${server.url}/console/#/manage`);
      const lines = page.locator('[aria-labelledby=churn-report-title] .lines');
      await lines.waitFor();

      expect(await lines.locator('tbody tr').first().locator('td').allTextContents()).toEqual([
        '25%',
        '1',
        'one in 10 days',
        '¥1',
      ]);
      expect(await page.textContent('[aria-labelledby=churn-report-title]')).toContain('1 scored conversations in 10 days');
      expect(await page.textContent('[aria-labelledby=churn-report-title]')).toContain('So few conversations tell little yet.');
      expect(await page.locator('.alarms').count()).toBe(0);

      // Of 120 customers at 20 %, 60 leave, in both of the last two spans.
      for (const daysAgo of [5, 35]) {
        const customers = Array.from({ length: 120 }, (_, n) => `d${daysAgo}-${n}`);
        for (const id of customers) await scored(id, daysAgo + 60, 0.2);
        const at = Date.now() - daysAgo * DAY_MS;
        await server.churnRecords.saveOutcomes(customers.map((id, n) => ({ shopCustomerId: id, at, hasLeft: n % 2 === 0 })));
      }
      for (const options of [{}, { locale: 'zh-CN', viewport: { width: 390, height: 844 } }]) {
        const later = await open(options, 'ada');
        await later.goto(`${server.url}/console/#/manage`);
        await later.waitForSelector('.alarms li');

        expect(await later.textContent('.alarms li')).toMatch(
          /^60 customers left where 24 were expected|预计流失 24 位客户，实际流失 60 位/,
        );
        expect(await beyondTheScreen(later, '.alarms')).toEqual([]);
        expect(await violations(later)).toEqual([]);
      }
    },
    TEST_MS,
  );
});
