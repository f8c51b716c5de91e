import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [process.env['KEFU_TEST_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const BROWSER_PATH = PLACES.find((place) => place !== undefined && place !== '' && existsSync(place)) ?? null;

/** Why tests in a browser cannot run here; null when they can. With CI set, a missing browser is a failure instead. */
export const NO_BROWSER =
  BROWSER_PATH === null && !process.env['CI'] ? 'no Chromium found: install it or set KEFU_TEST_CHROMIUM to its path' : null;

export async function openBrowser(): Promise<Browser> {
  if (BROWSER_PATH === null)
    throw new Error('no Chromium found: `apt-get install chromium`, or set KEFU_TEST_CHROMIUM to its path');
  return await chromium.launch({ executablePath: BROWSER_PATH, args: FLAGS });
}
