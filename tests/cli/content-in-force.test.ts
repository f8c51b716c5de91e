import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeContent } from '../replicas/support/start-replica.ts';
import { runCommand } from './support/run-command.ts';

let folders: readonly string[];
let env: Readonly<Record<string, string>>;

beforeEach(() => {
  const data = mkdtempSync(join(tmpdir(), 'kefu-in-force-'));
  folders = [data];
  env = { KEFU_DATA_DIR: data, ...contentSaying('Published words.') };
});
afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

it('answers and checks by what is published, as the service does, and locally when told so', { timeout: 180_000 }, async () => {
  expect(await answer('--json')).toContain('Published words.');
  expect((await runCommand(env, 'publish', 'intents', 'knowledge')).status).toBe(0);
  env = { ...env, ...contentSaying('Words of this machine.') };

  expect(await answer('--json')).toContain('Published words.');
  expect(await answer('--json', '--local')).toContain('Words of this machine.');
  const { stdout } = await runCommand(env, 'doctor');
  expect(stdout).toContain('intents: 2 intents, as published');
  expect(stdout).toContain('articles: 2 files, 1 articles, as published');
});

it('does not answer by other content than the service when the database cannot be asked', { timeout: 60_000 }, async () => {
  const away = { ...env, KEFU_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' };

  const { status, stderr } = await runCommand(away, 'ask', 'when will you ship');

  expect([status, stderr.includes('nothing answers there')]).toEqual([1, true]);
});

function contentSaying(shipping: string): Readonly<Record<string, string>> {
  const { intents, knowledge } = writeContent(shipping);
  folders = [...folders, intents, knowledge];
  return { KEFU_INTENTS_DIR: intents, KEFU_KNOWLEDGE_DIR: knowledge };
}

async function answer(...flags: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runCommand(env, 'ask', ...flags, 'when will you ship');
  expect([status, stderr]).toEqual([0, '']);
  return (JSON.parse(stdout) as { answer: string }).answer;
}
