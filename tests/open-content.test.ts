import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../src/config/load-config.ts';
import { openContent, type Content } from '../src/open-content.ts';
import { packContent } from '../src/publishing/pack-content.ts';
import type { Schema } from '../src/storage/schema.ts';
import { createSqlPublishedContent } from '../src/storage/sql/published-content.ts';
import { migrate, openSqlite } from '../src/storage/sqlite/open-database.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { createMetrics } from '../src/telemetry/metrics.ts';
import { writeContent } from './replicas/support/start-replica.ts';

type Folders = ReturnType<typeof writeContent>;

const START_MS = 120_000;
let dataDir: string;
let db: Kysely<Schema>;
let content: Content | null = null;
let own: Folders;
let folders: readonly string[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'kefu-content-'));
  db = openSqlite(':memory:');
  await migrate(db);
  folders = [dataDir];
  own = write('From the files here.');
});
afterEach(async () => {
  await content?.dispose();
  await content?.brain.dispose();
  content = null;
  await db.destroy();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function write(shipping: string): Folders {
  const made = writeContent(shipping);
  folders = [...folders, made.intents, made.knowledge];
  return made;
}

async function start(): Promise<Content> {
  const config = loadConfig({ KEFU_DATA_DIR: dataDir, KEFU_INTENTS_DIR: own.intents, KEFU_KNOWLEDGE_DIR: own.knowledge });
  return (content = await openContent(config, {
    db,
    metrics: createMetrics(),
    logger: createLogger('silent'),
    now: Date.now,
  }));
}

async function publish(intents: string): Promise<void> {
  const store = createSqlPublishedContent({ db, now: Date.now });
  await store.publish({ kind: 'intents', ...packContent('intents', intents) });
}

const answer = ({ brain }: Content): string | undefined => brain.understander().catalogue.intents.get('shipping')?.answer?.en;

it('starts with what is published when the own files are broken', { timeout: START_MS }, async () => {
  const published = write('From the database.');
  await publish(published.intents);
  writeFileSync(join(own.intents, 'shipping.yaml'), 'no intent');

  const opened = await start();

  expect([answer(opened), opened.degraded()]).toEqual(['From the database.', []]);
});

it('starts with what is published when the own folder is missing', { timeout: START_MS }, async () => {
  await publish(own.intents);
  rmSync(own.intents, { recursive: true });

  const opened = await start();

  expect([answer(opened), opened.degraded()]).toEqual(['From the files here.', []]);
});

it(
  'starts with the own files when what is published does not load, and says that it is behind',
  { timeout: START_MS },
  async () => {
    const published = write('From the database.');
    writeFileSync(join(published.intents, 'shipping.yaml'), 'no intent');
    await publish(published.intents);

    const opened = await start();

    expect([answer(opened), opened.degraded()]).toEqual(['From the files here.', ['content: intents']]);
  },
);

it(
  'indexes the articles again when the intents call other messages out of scope, and only then',
  { timeout: START_MS },
  async () => {
    const { brain } = await start();
    const first = brain.retriever();
    const sameScope = write('Other words.');
    const otherScope = write('Other words.');
    writeFileSync(
      join(otherScope.intents, 'out_of_scope.yaml'),
      'id: out_of_scope\nexamples:\n  en: [sing a song]\n  zh: [唱首歌]\n',
    );

    await brain.reload.intents(sameScope.intents);
    expect(brain.retriever()).toBe(first);
    await brain.reload.intents(otherScope.intents);
    expect(brain.retriever()).not.toBe(first);
  },
);
