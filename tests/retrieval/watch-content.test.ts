import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BotError } from '../../src/contract/errors.ts';
import { loadArticles, type LoadedArticles } from '../../src/retrieval/load-articles.ts';
import { watchFolders, type ContentWatcher } from '../../src/retrieval/watch-content.ts';
import { articleText, temporaryFolder, write } from './articles.ts';

const text = (body: string): string => articleText({ id: 'returns', questions: ['how'], body });

describe('watching content', () => {
  let folder: string;
  let watcher: ContentWatcher;
  let serving: LoadedArticles;
  let next: (outcome: 'rebuilt' | BotError) => void;
  /** Call it before the change whose outcome is awaited. */
  const outcome = (): Promise<'rebuilt' | BotError> => new Promise((resolve) => (next = resolve));
  const body = (): string | undefined => serving.articles[0]?.body;

  beforeEach(async () => {
    folder = temporaryFolder();
    write(folder, 'en/returns.md', text('Within 15 days.'));
    serving = loadArticles(folder);
    watcher = await watchFolders(
      [folder],
      async () => {
        serving = loadArticles(folder);
        next('rebuilt');
        await Promise.resolve();
      },
      { onError: (error) => next(error), debounceMs: 20, recheckMs: 50 },
    );
  });
  afterEach(async () => {
    await watcher.dispose();
    await watcher.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('rebuilds after an edit', async () => {
    const edited = outcome();
    write(folder, 'en/returns.md', text('Within 30 days.'));

    expect(await edited).toBe('rebuilt');
    expect(body()).toBe('Within 30 days.');
  });

  it('keeps the last good version at a mistake, names its place, and recovers', async () => {
    const broken = outcome();
    write(folder, 'en/returns.md', 'the front matter is gone');

    expect(await broken).toEqual(
      expect.objectContaining({
        code: 'CONTENT_INVALID',
        message: expect.stringContaining('en/returns.md:1: has no front matter'),
      }),
    );
    expect(body()).toBe('Within 15 days.');

    const mended = outcome();
    write(folder, 'en/returns.md', text('Within 45 days.'));
    expect(await mended).toBe('rebuilt');
    expect(body()).toBe('Within 45 days.');
  });

  it('notices new files and removed ones', async () => {
    const added = outcome();
    write(folder, 'zh/refunds.md', articleText({ id: 'refunds', locale: 'zh', questions: ['退款'], body: '三天。' }));
    expect(await added).toBe('rebuilt');
    expect(serving.articles).toHaveLength(2);

    const removed = outcome();
    rmSync(`${folder}/zh/refunds.md`);
    expect(await removed).toBe('rebuilt');
    expect(serving.articles).toHaveLength(1);
  });
});

it('rebuilds again after a change during a rebuild, never two at a time', async () => {
  const folder = temporaryFolder();
  let running = 0;
  let most = 0;
  let builds = 0;
  let finish = (): void => undefined;
  let begun = (): void => undefined;
  const begin = (): Promise<void> => new Promise((resolve) => (begun = resolve));
  const first = begin();
  const watcher = await watchFolders(
    [folder],
    async () => {
      builds += 1;
      running += 1;
      most = Math.max(most, running);
      begun();
      await new Promise<void>((resolve) => (finish = resolve));
      running -= 1;
    },
    { onError: () => undefined, debounceMs: 5 },
  );

  write(folder, 'a.md', 'one');
  await first;
  const second = begin();
  write(folder, 'b.md', 'two');
  finish();
  await second;
  finish();
  await watcher.dispose();

  expect(most).toBe(1);
  expect(builds).toBe(2);
  rmSync(folder, { recursive: true, force: true });
});
