import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replayChats, type Replayed } from '../../src/cli/replay-chats.ts';
import { loadConfig, type Config } from '../../src/config/load-config.ts';
import { openBrain, type Brain } from '../../src/open-brain.ts';
import { writeContent } from '../replicas/support/start-replica.ts';

const OPTIONS = { logger: pino({ level: 'silent' }), now: Date.now };

let folders: readonly string[] = [];
let config: Config;
let inForce: Brain;
let candidate: Brain;

/** A bot, and one that says other words on shipping and calls nobody. */
beforeAll(async () => {
  config = configOf(writeContent());
  const changed = writeContent('Shipping costs 5.');
  const human = join(changed.intents, 'human.yaml');
  writeFileSync(human, readFileSync(human, 'utf8').replace(/^handoff:.*\n/m, ''));
  inForce = await openBrain(config, OPTIONS);
  candidate = await openBrain(configOf(changed), { ...OPTIONS, sharedEmbedder: inForce.embedder });
}, 120_000);
afterAll(async () => {
  await inForce.dispose();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

it('counts what is said alike once, without what leads to one customer, and when it was said last', async () => {
  const chats = [['when will you ship'], ['When will you ship', 'tell me a joke'], ['human title']];

  const { turns, chats: count, counts, changes } = await replay(chats);

  expect([turns, count]).toEqual([4, 3]);
  expect(counts).toEqual({ gained: 0, lost: 0, other: 0, reworded: 2, handover: 1 });
  expect(changes.map(({ kind, message, times, lastAt }) => [kind, message, times, lastAt])).toEqual([
    ['reworded', 'when will you ship', 2, 1_000],
    ['handover', 'human title', 1, 2_000],
  ]);
});

it('lets both begin anew where one of them calls a person, so that none answers out of the queue', async () => {
  const { changes } = await replay([['human title', 'tell me a joke', 'when will you ship']]);

  expect(changes.map(({ kind, message }) => [kind, message])).toEqual([
    ['reworded', 'when will you ship'],
    ['handover', 'human title'],
  ]);
});

it('compares nothing where a part of a bot fails', async () => {
  const embedder = { ...candidate.embedder, embed: () => Promise.reject(new Error('gone')) };

  const { turns, notCompared, changes } = await replay([['when will you ship']], { ...candidate, embedder });

  expect([turns, notCompared, changes]).toEqual([1, 1, []]);
});

it('changes nothing by itself', async () => {
  expect((await replay([['human title', 'when will you ship'], ['shipping title']], inForce)).changes).toEqual([]);
});

it('leaves an encoder that is shared to the bot it belongs to', async () => {
  await candidate.dispose();

  expect((await replay([['is shipping fast']], inForce)).notCompared).toBe(0);
});

/** A second between one chat and the next, and one message and the next. */
function replay(chats: readonly (readonly string[])[], changed: Brain = candidate): Promise<Replayed> {
  const parts = chats.map((texts, chat) => ({
    conversationId: String(chat),
    asked: texts.map((text, n) => ({ text, at: 1_000 * (chat + n) })),
  }));
  return replayChats(parts, { inForce, candidate: changed }, config, () => undefined);
}

function configOf({ intents, knowledge }: ReturnType<typeof writeContent>): Config {
  const data = mkdtempSync(join(tmpdir(), 'kefu-replay-chats-'));
  folders = [...folders, data, intents, knowledge];
  return loadConfig({ KEFU_DATA_DIR: data, KEFU_INTENTS_DIR: intents, KEFU_KNOWLEDGE_DIR: knowledge });
}
