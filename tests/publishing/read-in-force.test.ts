import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { packContent } from '../../src/publishing/pack-content.ts';
import type { PublishedContent } from '../../src/publishing/published-content.ts';
import { readInForce } from '../../src/publishing/read-in-force.ts';
import { createSqlPublishedContent } from '../../src/storage/sql/published-content.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';

let store: PublishedContent;
let own: string;

beforeEach(async () => {
  const db = openSqlite(':memory:');
  await migrate(db);
  store = createSqlPublishedContent({ db, now: () => 1_000 });
  own = folderWith('own');
  return () => db.destroy();
});

describe('content that a command reads', () => {
  it('is that of the own folder until the kind is published, and again once it is withdrawn', async () => {
    const read = () => readInForce(store, 'churn', own, textIn);
    expect(await read()).toBe('own');
    await store.publish({ kind: 'intents', ...packContent('intents', folderWith('other kind')) });
    expect(await read()).toBe('own');

    await store.publish({ kind: 'churn', ...packContent('churn', folderWith('published')) });

    expect(await read()).toBe('published');
    await store.withdraw('churn');
    expect(await read()).toBe('own');
  });

  it('leaves nothing of what is published on the disk, whether it can be read or not', async () => {
    await store.publish({ kind: 'churn', ...packContent('churn', folderWith('published')) });
    const folders: string[] = [];
    const fail = (folder: string): never => {
      folders.push(folder);
      throw new Error(textIn(folder));
    };

    await readInForce(store, 'churn', own, (folder) => folders.push(folder));
    await expect(readInForce(store, 'churn', own, fail)).rejects.toThrow('published');

    expect(folders).toHaveLength(2);
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });
});

function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-own-'));
  for (const name of ['live.json', 'a.yaml']) writeFileSync(join(folder, name), text);
  return folder;
}

function textIn(folder: string): string {
  return readFileSync(join(folder, 'live.json'), 'utf8');
}
