import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDataFolder, say, wordsIn, type DataFolder } from '../storage/support/data-folder.ts';
import { runCommand } from './support/run-command.ts';

let data: DataFolder;
beforeEach(() => {
  data = createDataFolder();
});
afterEach(() => data.drop());

it('erases a customer from the file of a serving Kefu, after a dry run that changes nothing', { timeout: 120_000 }, async () => {
  const db = await data.serve();
  await say(db, 'a word that nobody else says');
  const erase = (...more: readonly string[]) =>
    runCommand({ KEFU_DATA_DIR: data.dataDir }, 'erase', '--customer', 'dl_mei', ...more);

  const counted = await erase('--dry-run', '--json');
  expect(JSON.parse(counted.stdout)).toEqual({ isDryRun: true, rows: { conversations: 1, entries: 1 }, otherIds: [] });
  expect(await wordsIn(db)).toEqual(['a word that nobody else says']);

  const { status, stdout } = await erase();

  expect([status, stdout]).toEqual([0, expect.stringMatching(/conversations +1\nentries +1\nErased\./)]);
  expect(await wordsIn(db)).toEqual([]);
  await data.stop();
  expect(readFileSync(data.file).includes('nobody else says')).toBe(false);
  expect((await erase()).stdout).toBe('Nothing is kept of this customer.\n');
});
