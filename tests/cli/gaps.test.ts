import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ContentReport } from '../../src/contract/content-report.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';
import { articleText, write } from '../retrieval/articles.ts';
import { turnRecord } from '../storage/support/turn-record.ts';
import { runCommand } from './support/run-command.ts';

const SHIPPED = resolve(import.meta.dirname, '../../knowledge');
let folder: string;
let env: Readonly<Record<'KEFU_DATA_DIR' | 'KEFU_KNOWLEDGE_DIR', string>>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-gaps-'));
  env = { KEFU_DATA_DIR: join(folder, 'data'), KEFU_KNOWLEDGE_DIR: join(folder, 'knowledge') };
  cpSync(SHIPPED, env.KEFU_KNOWLEDGE_DIR, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('shows what nothing answered, grouped by meaning in both languages, until an article does', { timeout: 180_000 }, async () => {
  await leaveUnanswered('能租帐篷吗', 'can I rent a tent from you', 'do you sell bicycles');

  const before = await report();
  const questions = ['can I rent a tent', 'do you rent out tents'];
  const body = '# Renting a tent\n\n30 a day.';
  write(env.KEFU_KNOWLEDGE_DIR, 'en/tent-rental.md', articleText({ id: 'tent-rental', locale: 'en', questions, body }));
  const halfway = await report();
  write(
    env.KEFU_KNOWLEDGE_DIR,
    'zh/tent-rental.md',
    articleText({ id: 'tent-rental', locale: 'zh', questions: ['能租帐篷吗', '帐篷出租吗'], body: '# 租帐篷\n\n每天 30 元。' }),
  );
  const after = await report();

  expect([before.turns, before.unanswered]).toEqual([3, 3]);
  expect(before.groups.map(({ messages, isAnsweredNow }) => [messages, isAnsweredNow])).toEqual([
    [2, false],
    [1, false],
  ]);
  expect(before.groups[0]?.wordings).toEqual(expect.arrayContaining(['能租帐篷吗', 'can I rent a tent from you']));
  expect(tentsIn(halfway)).toEqual(['tent-rental', false]);
  expect(tentsIn(after)).toEqual(['tent-rental', true]);
  const { stdout } = await runCommand(env, 'gaps');
  expect(stdout).toMatch(
    /3 turns, 3 without an answer[^]*Not answered, most frequent first:[^]*bicycles[^]*answered now:[^]*rent a tent/,
  );
});

it('says what --days may be', async () => {
  const { status, stderr } = await runCommand(env, 'gaps', '--days', 'many');

  expect([status, stderr]).toEqual([1, expect.stringContaining('--days is a whole number from 1 to 3650')]);
});

function tentsIn({ groups }: ContentReport) {
  const tents = groups.find(({ wordings }) => wordings.includes('能租帐篷吗'));
  return [tents?.nearest?.articleId, tents?.isAnsweredNow];
}

/** Chats as the service writes them, in each of which one message had no answer. */
async function leaveUnanswered(...texts: readonly string[]): Promise<void> {
  const db = openSqlite(join(env.KEFU_DATA_DIR, 'kefu.sqlite'));
  await migrate(db);
  let ids = 0;
  const log = createSqlConversationLog({ db, now: Date.now, newId: () => `id${(ids += 1)}` });
  for (const [n, text] of texts.entries()) {
    const [id, author] = [`c${n}`, { kind: 'customer', id: `dl_${n}` }] as const;
    const { version } = await log.open({
      id,
      channel: 'direct-line',
      customerId: author.id,
      shopCustomerId: null,
      language: 'en',
    });
    await log.accept({ conversationId: id, clientId: 'm', text, author, attachments: [], channelData: null });
    await log.commit({
      conversationId: id,
      expect: { version },
      entries: [],
      handledSequence: 1,
      turn: turnRecord({ id: `turn${n}`, conversationId: id, decision: { kind: 'abstain' }, at: Date.now() }),
    });
  }
  await db.destroy();
}

async function report(): Promise<ContentReport> {
  const { status, stdout, stderr } = await runCommand(env, 'gaps', '--json');
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as ContentReport;
}
