import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BotError } from '../../src/contract/errors.ts';
import { followPublished, type Follower } from '../../src/publishing/follow-published.ts';
import { packContent } from '../../src/publishing/pack-content.ts';
import type { ContentKind, PublishedContent } from '../../src/publishing/published-content.ts';
import { openSqlite, migrate } from '../../src/storage/sqlite/open-database.ts';
import { createSqlPublishedContent } from '../../src/storage/sql/published-content.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

const BAD = 'bad';
let folder: string;
let root: string;
let store: PublishedContent;
let follower: Follower;
let now: number;
let isAway: boolean;
/** What was loaded, in order: the text of the one file, or `own`. */
let loaded: string[];
let switched: ContentKind[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-follow-'));
  root = mkdtempSync(join(tmpdir(), 'kefu-followed-'));
  const db = openSqlite(':memory:');
  await migrate(db);
  [now, isAway, loaded, switched] = [1_000_000, false, [], []];
  store = createSqlPublishedContent({ db, now: () => now });
  follower = followPublished({
    store: {
      ...store,
      current: () => (isAway ? Promise.reject(new BotError('STORE_UNAVAILABLE', 'away')) : store.current()),
    },
    root,
    reload: (kind, from) => {
      const text = from === null ? 'own' : readFileSync(join(from, 'a.yaml'), 'utf8');
      if (text === BAD) return Promise.reject(new BotError('CONTENT_INVALID', 'a.yaml:1: is bad'));
      loaded.push(`${kind} ${text}`);
      return Promise.resolve();
    },
    onSwitched: (kind) => void switched.push(kind),
    logger: createLogger('silent'),
    now: () => now,
  });
  return () => db.destroy();
});
afterEach(async () => {
  await follower.dispose();
  for (const made of [folder, root]) rmSync(made, { recursive: true, force: true });
});

async function publish(text: string): Promise<void> {
  writeFileSync(join(folder, 'a.yaml'), text);
  await store.publish({ kind: 'intents', ...packContent('intents', folder) });
}

it('loads each version once, and the own files again when all is withdrawn', async () => {
  await follower.look();
  await publish('one');
  await follower.look();
  await follower.look();
  await publish('two');
  await follower.look();
  expect(follower.inForce('intents')?.version).toBe(2);
  await store.withdraw('intents');
  await follower.look();

  expect(loaded).toEqual(['intents one', 'intents two', 'intents own']);
  expect(switched).toEqual(['intents', 'intents', 'intents']);
  expect([follower.inForce('intents'), follower.stale()]).toEqual([null, []]);
});

it('takes what is published anew after a withdrawal, though it has the same number', async () => {
  await publish('one');
  await follower.look();
  await store.withdraw('intents');
  await publish('two');

  await follower.look();

  expect(loaded).toEqual(['intents one', 'intents two']);
});

it('keeps what it has when a version does not load, says so, and tries again after a while', async () => {
  await publish('one');
  await follower.look();
  await publish(BAD);

  await follower.look();
  await follower.look();

  expect([loaded, follower.stale(), follower.inForce('intents')?.version]).toEqual([['intents one'], ['intents'], 1]);
  now += 60_000;
  await follower.look();
  expect(follower.stale()).toEqual(['intents']);
  await publish('three');
  await follower.look();
  expect([loaded, follower.stale()]).toEqual([['intents one', 'intents three'], []]);
});

it('is no longer behind when the bad version was taken back', async () => {
  await publish('one');
  await follower.look();
  await publish(BAD);
  await follower.look();

  await publish('one');
  await follower.look();

  expect([loaded, follower.stale()]).toEqual([['intents one'], []]);
});

describe('a start', () => {
  const own = 'own.yaml';
  const read = (file: string): Promise<string> => {
    const text = readFileSync(file, 'utf8');
    return text === BAD ? Promise.reject(new BotError('CONTENT_INVALID', `${file}:1: is bad`)) : Promise.resolve(text);
  };
  const begin = (): Promise<string> =>
    follower.begin('intents', (from) => read(join(from ?? root, from === null ? own : 'a.yaml')));

  it('loads what is published, and needs no files of its own', async () => {
    await publish('one');

    expect(await begin()).toBe('one');

    await follower.look();
    expect([loaded, switched, follower.inForce('intents')?.version, follower.stale()]).toEqual([[], ['intents'], 1, []]);
  });

  it('loads the own files when nothing is published', async () => {
    writeFileSync(join(root, own), 'own');

    expect(await begin()).toBe('own');

    await follower.look();
    expect([loaded, switched, follower.inForce('intents')]).toEqual([[], [], null]);
  });

  it('falls back to the own files when what is published does not load, says so, and tries again', async () => {
    writeFileSync(join(root, own), 'own');
    await publish(BAD);

    expect(await begin()).toBe('own');

    await follower.look();
    expect([loaded, switched, follower.inForce('intents'), follower.stale()]).toEqual([[], [], null, ['intents']]);
    await publish('two');
    await follower.look();
    expect([loaded, follower.inForce('intents')?.version, follower.stale()]).toEqual([['intents two'], 2, []]);
  });

  it('falls back, too, when what is published is damaged', async () => {
    writeFileSync(join(root, own), 'own');
    await store.publish({ kind: 'intents', hash: 'f'.repeat(64), bytes: packContent('intents', folder).bytes });

    expect([await begin(), follower.stale()]).toEqual(['own', ['intents']]);
  });

  it('fails with the mistake in the own files when neither loads', async () => {
    writeFileSync(join(root, own), BAD);
    await publish(BAD);

    await expect(begin()).rejects.toThrow(`${own}:1: is bad`);
  });

  it('fails when the database cannot say what is published', async () => {
    isAway = true;

    await expect(begin()).rejects.toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
  });
});

it('keeps what it has while the database is away', async () => {
  await publish('one');
  await follower.look();

  isAway = true;
  await follower.look();

  expect([follower.inForce('intents')?.version, follower.stale()]).toEqual([1, []]);
});
