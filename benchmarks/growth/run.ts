import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wordOf } from '../support/arguments.ts';
import { warmCaches } from '../support/data-dirs.ts';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { makeArticles, makeIntents } from './make-content.ts';
import { measure, type Grown } from './measure.ts';

/*
 * What do a long history, many articles and many intents cost? One of the three grows, the others stay as they are.
 */
const MESSAGES = sizesOf('--messages', [1_000, 100_000, 5_000_000]);
const ARTICLES = sizesOf('--articles', [50, 1_000, 20_000]);
const INTENTS = sizesOf('--intents', [68, 1_000]);
const FEW_MESSAGES = 1_000;

const environment = describeEnvironment();
await warmCaches();
const messages = await grow('storedMessages', MESSAGES, (storedMessages) => measure({ storedMessages }));
const articles = await grow('articles', ARTICLES, (count) => withContent('KEFU_KNOWLEDGE_DIR', makeArticles, count));
const intents = await grow('intents', INTENTS, (count) => withContent('KEFU_INTENTS_DIR', makeIntents, count));
console.log(
  writeResult('growth', {
    benchmark: 'growth',
    environment: { ...environment, loadAfter: loadNow() },
    messages,
    articles,
    intents,
  }),
);

/** Content of so many files, in a folder that is made for it. */
async function withContent(setting: string, make: (folder: string, count: number) => void, count: number): Promise<Grown> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-content-'));
  try {
    make(folder, count);
    return await measure({ storedMessages: FEW_MESSAGES, env: { [setting]: folder } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A row a size, each with how it compares with the first. */
async function grow(what: string, sizes: readonly number[], measureAt: (size: number) => Promise<Grown>) {
  const rows: (Grown & { readonly toFirst: object })[] = [];
  for (const size of sizes) {
    const load = loadNow();
    const grown = await measureAt(size);
    const first = rows[0] ?? grown;
    const toFirst = {
      turnP50: round(grown.turnMs.p50 / first.turnMs.p50, 2),
      ready: round(grown.readySeconds / first.readySeconds, 2),
    };
    const row = { [what]: size, load, ...grown, toFirst };
    console.log(JSON.stringify(row));
    rows.push(row);
  }
  return rows;
}

/** Numbers behind a flag, with commas between; `none` for no such rows. */
function sizesOf(flag: string, usual: readonly number[]): readonly number[] {
  const word = wordOf(flag);
  return word === null ? usual : word === 'none' ? [] : word.split(',').map(Number);
}
