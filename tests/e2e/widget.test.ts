import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NO_BROWSER, openBrowser } from './support/browser.ts';
import { startKefu, type RunningKefu } from './support/start-kefu.ts';

const START_MS = 180_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe.skipIf(NO_BROWSER !== null)(`the widget in a browser${NO_BROWSER === null ? '' : ` (skipped: ${NO_BROWSER})`}`, () => {
  let kefu: RunningKefu;
  let browser: Browser;
  let foreign: Server;
  let foreignUrl: string;
  const problems: string[] = [];

  beforeAll(async () => {
    foreign = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<!doctype html><html lang="en"><title>Another shop</title><h1>Another shop</h1>
          <script src="${kefu.url}/widget.js" data-shop="Another" async></script></html>`);
    });
    await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done));
    foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
    [kefu, browser] = await Promise.all([startKefu({ KEFU_ALLOWED_ORIGINS: foreignUrl }), openBrowser()]);
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await kefu?.stop();
    foreign?.close();
  });
  afterEach(() => {
    expect(problems.splice(0)).toEqual([]);
  });

  async function visit(options: BrowserContextOptions = {}, url = kefu.url): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/net::ERR_INTERNET_DISCONNECTED/.test(message.text())) problems.push(message.text());
    });
    await page.goto(url);
    await page.waitForFunction('window.kefu !== undefined');
    return page;
  }

  const write = async (page: Page, text: string): Promise<void> => {
    await page.getByLabel('Write a message').fill(text);
    await page.keyboard.press('Enter');
  };
  const theirs = (page: Page) => page.locator('.message.theirs .bubble:not(.typing)');

  it('answers a question from the shop’s articles, by keyboard alone', async () => {
    const page = await visit();

    await page.getByRole('button', { name: 'Open chat' }).focus();
    await page.keyboard.press('Enter');
    await theirs(page).first().waitFor();
    await page.keyboard.type('How much is shipping?');
    await page.keyboard.press('Enter');

    await theirs(page).nth(1).waitFor();
    expect(await page.getByText('Sent').count()).toBe(1);
    expect(await page.locator('.article a').first().getAttribute('href')).toMatch(/\/help\/en\//);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => page.evaluate('document.activeElement?.shadowRoot?.activeElement?.className')).toBe('launcher');
  });

  it('breaks no rule that axe knows, light and dark, in both languages, at phone width', async () => {
    for (const options of [
      { colorScheme: 'light' },
      { locale: 'zh-CN', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
      { colorScheme: 'dark', url: foreignUrl },
    ] as const) {
      const { url = kefu.url, ...rest } = { url: undefined, ...options };
      const page = await visit(rest, url);
      await page.locator('.launcher').click();
      await theirs(page).first().waitFor();

      await page.evaluate(AXE);
      const found = await page.evaluate<string[]>(
        `axe.run(${url === foreignUrl ? "{ include: ['kefu-chat'] }" : 'document'}).then(({ violations }) =>
          violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ target }) => JSON.stringify(target)).join(' ')))`,
      );

      expect(found).toEqual([]);
      await page.context().close();
    }
  });

  it('works on a page of another origin and sets no cookie', async () => {
    const page = await visit({}, foreignUrl);

    await page.getByRole('button', { name: 'Open chat' }).click();
    await theirs(page).first().waitFor();
    await write(page, 'What payment methods do you take?');

    await theirs(page).nth(1).waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  it('shows the conversation again after a reload, and the unread in another tab', async () => {
    const page = await visit();
    await page.evaluate(() => window.kefu?.ask('Can I pay with PayPal?'));
    await theirs(page).nth(1).waitFor();

    const other = await page.context().newPage();
    await other.goto(kefu.url);
    await other.getByRole('button', { name: 'Open chat' }).waitFor();
    // Read in one tab is read in all: the first must not see the answer.
    await page.evaluate(() => {
      window.kefu?.ask('And how do I return something?');
      window.kefu?.close();
    });
    await other.getByRole('button', { name: /^Open chat, \d unread$/ }).click();

    await other.getByText('Can I pay with PayPal?').waitFor();
    await other.getByText('New messages').waitFor();
  });

  it('keeps what is written while the network is away and sends it once when it is back', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await theirs(page).first().waitFor();

    await page.context().setOffline(true);
    await write(page, 'Is this still coming through?');
    await page.getByText('You are offline').waitFor();
    await page.context().setOffline(false);

    await theirs(page).nth(1).waitFor();
    expect(await page.locator('.message.ours').count()).toBe(1);
  });

  it('treats words as words: no HTML, no script address', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await theirs(page).first().waitFor();

    await write(page, '<img src=x onerror="document.title=1"> javascript:alert(1)');

    await page.locator('.message.ours .bubble').waitFor();
    expect(await page.locator('.message img, .message a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toContain('Lantern Lane');
  });

  it('does not send while an input method is composing', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await theirs(page).first().waitFor();
    const box = page.getByLabel('Write a message');
    await box.fill('ni hao');

    await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });

    expect(await box.inputValue()).toBe('ni hao');
  });

  it('sends a picture, refuses what is too large and counts characters', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await theirs(page).first().waitFor();
    const picker = page.locator('kefu-chat input[type=file]');

    await picker.setInputFiles({ name: 'big.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(6_000_000) });
    await page.getByText('big.pdf is too large').waitFor();
    await picker.setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: PNG });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('link', { name: 'photo.png' }).waitFor();
    await page.getByLabel('Write a message').fill('x'.repeat(10_003));
    await page.getByText('3 characters too many').waitFor();

    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
  });

  it('switches the language and brings in a person, whose queue the customer may leave', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await theirs(page).first().waitFor();

    await page.locator('kefu-chat').getByRole('button', { name: '切换到中文' }).click();
    await page.locator('.person', { hasText: '转人工' }).click();
    await page.getByRole('button', { name: '退出排队' }).click();

    await page.getByText('您已退出排队').waitFor();
  });

  it('fills a phone’s screen and closes again', async () => {
    const page = await visit({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

    await page.getByRole('button', { name: 'Open chat' }).tap();
    await theirs(page).first().waitFor();

    const box = await page.getByRole('dialog').boundingBox();
    expect(box).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.getByRole('button', { name: 'Close chat' }).tap();
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
  });

  it('knows who is signed in at the shop', async () => {
    const page = await visit();
    await page.evaluate(() => window.kefu?.open());
    await theirs(page).first().waitFor();

    // Before the identity has come, words would be a guest's, and are not sent in another person's name.
    await Promise.all([page.waitForResponse(/api\/chat\/token/), page.getByLabel('Shopping as').selectOption('CU1001')]);
    await page.evaluate(() => window.kefu?.ask('Where is my order?'));

    await theirs(page).nth(1).waitFor();
    expect(await theirs(page).nth(1).textContent()).toMatch(/LL\d{10}/);
  });
});
