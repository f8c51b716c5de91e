import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChurnReport } from '../../src/contract/churn-report.ts';
import { runCommand } from './support/run-command.ts';

const ROOT = resolve(import.meta.dirname, '../..');
let folder: string;
let env: Readonly<Record<string, string>>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-churn-report-'));
  env = {
    KEFU_DATA_DIR: join(folder, 'data'),
    KEFU_MODELS_DIR: join(folder, 'models'),
    KEFU_INTENTS_DIR: join(folder, 'intents'),
  };
  mkdirSync(join(folder, 'models/churn'), { recursive: true });
  cpSync(join(ROOT, 'intents'), join(folder, 'intents'), { recursive: true });
  hold('published', 0.3);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('reports by the models and the policy that were published, as the service scores by them', { timeout: 120_000 }, async () => {
  expect((await runCommand(env, 'publish', 'churn', 'intents')).status).toBe(0);
  hold('own', 0.1);

  expect(await report()).toMatchObject({ modelVersion: 'published', holdOut: 0.3 });
  await runCommand(env, 'publish', 'churn', 'intents', '--withdraw');
  expect(await report()).toMatchObject({ modelVersion: 'own', holdOut: 0.1 });
});

/** Puts a model of this version and a policy with this hold-out into the own folders. */
function hold(version: string, holdOut: number): void {
  const model = JSON.parse(readFileSync(join(ROOT, 'models/churn/demo.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'models/churn/demo.json'), JSON.stringify({ ...model, version }));
  const shop = readFileSync(join(ROOT, 'intents/shop.yaml'), 'utf8');
  writeFileSync(join(folder, 'intents/shop.yaml'), `${shop}\nchurn:\n  holdOut: ${holdOut}\n`);
}

async function report(): Promise<ChurnReport> {
  const { status, stdout, stderr } = await runCommand(env, 'churn', 'report', '--json');
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as ChurnReport;
}
