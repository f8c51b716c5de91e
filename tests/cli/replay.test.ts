import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openSqlite } from '../../src/storage/sqlite/open-database.ts';
import { startReplica } from '../replicas/support/start-replica.ts';
import { visit } from '../replicas/support/visitor.ts';
import { articleText, write } from '../retrieval/articles.ts';
import { runCommand, type Finished } from './support/run-command.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** In the last one the bot answers what it is sure of while the customer waits, and leaves the rest to the person. */
const CHATS = [
  ['do you have a shop in hangzhou'],
  ['do you have a shop in hangzhou', 'how long is delivery'],
  ['你们北京有没有门店'],
  ['return policy'],
  ['how do I write a review? my mail is mei@example.com'],
  ['how much is delivery', 'I want a person', 'do you have a shop in chengdu', 'my phone is 13800138000'],
];
const TURNS = CHATS.flat().length;

let folder: string;
let env: Readonly<Record<string, string>>;

/** Chats with a real server, by the content in `knowledge`; and `changed`, a copy in which three articles were touched. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-replay-'));
  env = { KEFU_DATA_DIR: join(folder, 'data'), KEFU_KNOWLEDGE_DIR: join(folder, 'knowledge') };
  cpSync(join(ROOT, 'knowledge'), join(folder, 'knowledge'), { recursive: true });
  cpSync(join(ROOT, 'knowledge'), join(folder, 'changed'), { recursive: true });
  for (const locale of ['en', 'zh']) rmSync(join(folder, 'changed', locale, 'stores.md'));
  const returns = join(folder, 'changed/en/return-policy.md');
  writeFileSync(returns, readFileSync(returns, 'utf8').replace('within 15 days', 'within 40 days'));
  const reviews = { id: 'reviews', questions: ['how do I write a review'], body: 'Open the order and press "review".' };
  write(join(folder, 'changed'), 'en/reviews.md', articleText(reviews));

  const server = await startReplica(env);
  try {
    for (const texts of CHATS) {
      const visitor = await visit(server.url);
      for (const text of texts) {
        const before = await turnsKept();
        await visitor.say(server.url, text, text);
        await vi.waitFor(async () => expect(await turnsKept()).toBe(before + 1), { timeout: 20_000, interval: 50 });
      }
    }
  } finally {
    await server.dispose();
  }
}, 180_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('lists the messages that a changed copy of the articles would answer otherwise', { timeout: 120_000 }, async () => {
  const caches = readdirSync(join(folder, 'data/cache'));

  const { status, stdout, stderr } = await replay('--knowledge', join(folder, 'changed'));

  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')).toEqual([
    `The last 30 days: ${TURNS - 1} turns of 6 chats replayed; 6 would be answered otherwise: 1 gained, 4 lost, 0 other, 1 reworded, 0 handover`,
    '',
    'Lost: an answer now, none with the change',
    '  article en/stores → no answer',
    '    “do you have a shop in hangzhou” 2 times',
    '    “do you have a shop in chengdu”',
    '  article zh/stores → no answer',
    '    “你们北京有没有门店”',
    '',
    'Gained: no answer now, one with the change',
    '  no answer → article en/reviews',
    '    “how do I write a review? my mail is [e-mail]”',
    '',
    'Reworded: the same article or intent, in other words or another part of it',
    '  article en/return-policy: “You can return goods within 15 days of delivery without giving a…”',
    '  → “You can return goods within 40 days of delivery without giving a…”',
    '    “return policy”',
    '',
  ]);
  // The service starts as before.
  expect(readdirSync(join(folder, 'data/cache'))).toEqual(caches);
});

it(
  'compares this machine with what is published, and ends with an error where too many answers are lost',
  { timeout: 180_000 },
  async () => {
    const nothing = await replay();
    expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringMatching(/nothing to compare.*--knowledge/)]);
    await runCommand(env, 'publish', 'knowledge');
    const other = { ...env, KEFU_KNOWLEDGE_DIR: join(folder, 'changed') };

    const [unchanged, changed] = [
      await replay('--most-lost', '0'),
      await runCommand(other, 'replay', '--most-lost', '3', '--json'),
    ];

    expect([unchanged.status, unchanged.stdout]).toEqual([0, expect.stringContaining('the same as those in force')]);
    expect([changed.status, changed.stderr]).toEqual([1, 'kefu: 4 turns would lose their answer, 3 may (--most-lost)\n']);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      days: 30,
      turns: TURNS - 1,
      chats: 6,
      notCompared: 0,
      counts: { gained: 1, lost: 4, other: 0, reworded: 1, handover: 0 },
      changes: expect.arrayContaining([
        expect.objectContaining({ message: 'how do I write a review? my mail is [e-mail]', kind: 'gained' }),
      ]),
    });
  },
);

it.each([
  [['--knowledge', '/nowhere'], '--knowledge names /nowhere, which is no folder'],
  [['--days', '0'], '--days is a whole number from 1 to 3650'],
  [['--most-lost', 'few'], '--most-lost is a whole number from 0'],
])('refuses %j', async (args, problem) => {
  const { status, stderr } = await replay(...args);

  expect([status, stderr]).toEqual([1, expect.stringContaining(problem)]);
});

async function turnsKept(): Promise<number> {
  const db = openSqlite(join(folder, 'data/kefu.sqlite'));
  try {
    return (await db.selectFrom('turns').select('id').execute()).length;
  } finally {
    await db.destroy();
  }
}

function replay(...args: readonly string[]): Promise<Finished> {
  return runCommand(env, 'replay', ...args);
}
