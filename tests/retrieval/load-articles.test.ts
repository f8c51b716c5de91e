import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BotError } from '../../src/contract/errors.ts';
import { loadArticles } from '../../src/retrieval/load-articles.ts';
import { articleText, temporaryFolder, write } from './articles.ts';

const GOOD = articleText({ id: 'returns', questions: ['how do I return it'], body: 'Within 15 days.' });

describe('loading articles', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function problems(): readonly string[] {
    try {
      loadArticles(folder);
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(BotError);
      expect((error as BotError).code).toBe('CONTENT_INVALID');
      return (error as BotError).message.split('\n- ').slice(1);
    }
  }

  it('reads front matter and body', () => {
    write(folder, 'en/returns.md', GOOD);
    write(
      folder,
      'zh/returns.md',
      articleText({ id: 'returns', locale: 'zh', questions: ['怎么退货'], body: '15 天内。', validUntil: '2027-01-31' }),
    );

    const { articles } = loadArticles(folder);

    expect(articles).toEqual([
      expect.objectContaining({ id: 'returns', locale: 'en', body: 'Within 15 days.', questions: ['how do I return it'] }),
      expect.objectContaining({
        id: 'returns',
        locale: 'zh',
        validUntil: '2027-01-31',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
  });

  it('reads files written on Windows', () => {
    write(folder, 'en/returns.md', `\uFEFF${GOOD.replaceAll('\n', '\r\n')}`);

    expect(loadArticles(folder).articles[0]?.body).toBe('Within 15 days.');
  });

  it('has another hash when a letter changes, and the same when nothing does', () => {
    write(folder, 'en/returns.md', GOOD);
    const before = loadArticles(folder).hash;

    expect(loadArticles(folder).hash).toBe(before);
    write(folder, 'en/returns.md', GOOD.replace('15', '16'));
    expect(loadArticles(folder).hash).not.toBe(before);
  });

  it.each<[string, string, RegExp]>([
    ['no front matter', 'Just text.', /^en\/returns\.md:1: has no front matter: begin with/],
    ['front matter that does not end', '---\nid: returns\n', /^en\/returns\.md:1: the front matter has no closing/],
    [
      'front matter that is not YAML',
      '---\nid: returns\ntitle: "open\n---\nText.',
      /^en\/returns\.md:[34]: front matter is not YAML/,
    ],
    ['front matter that is a list', '---\n- id\n---\nText.', /^en\/returns\.md:1: front matter/],
    ['an unknown field', GOOD.replace('owner:', 'ownr: x\nowner:'), /^en\/returns\.md:1: front matter: .*ownr/],
    ['no questions', GOOD.replace(/questions:\n.*\n/, 'questions: []\n'), /^en\/returns\.md:6: questions: /],
    ['a date that is none', GOOD.replace('owner:', 'validUntil: 2026-02-30\nowner:'), /^en\/returns\.md:5: validUntil: /],
    [
      'another id than its name',
      GOOD.replace('id: returns', 'id: refunds'),
      /^en\/returns\.md:2: id is "refunds": name the file refunds\.md/,
    ],
    [
      'another locale than its folder',
      GOOD.replace('locale: en', 'locale: zh'),
      /^en\/returns\.md:3: locale is "zh": move the file to zh\//,
    ],
    [
      'an id that leads elsewhere',
      GOOD.replace('id: returns', 'id: ../../etc/passwd'),
      /^en\/returns\.md:2: id: must be lower case/,
    ],
    ['no body', GOOD.replace('Within 15 days.', ' '), /^en\/returns\.md:\d+: has no text below the front matter/],
    ['nothing at all', '', /^en\/returns\.md:1: has no front matter/],
  ])('names file and line for %s', (_case, text, problem) => {
    write(folder, 'en/returns.md', text);

    expect(problems()).toEqual([expect.stringMatching(problem)]);
  });

  it('names the line of bytes that are not UTF-8', () => {
    mkdirSync(join(folder, 'en'));
    writeFileSync(join(folder, 'en/returns.md'), Buffer.concat([Buffer.from(GOOD), Buffer.from([0xff, 0xfe])]));

    expect(problems()).toEqual([expect.stringMatching(/^en\/returns\.md:10: is not UTF-8/)]);
  });

  it('names all problems of all files at once', () => {
    write(folder, 'en/one.md', 'Just text.');
    write(folder, 'en/returns.md', GOOD);
    write(folder, 'zh/two.md', GOOD);

    expect(problems()).toHaveLength(3);
  });

  it('says what to do when there is nothing', () => {
    expect(problems()).toEqual([expect.stringMatching(/no article was found: put articles into en\/ and zh\//)]);
  });

  it('passes over links, deeper folders and other files', () => {
    write(folder, 'en/returns.md', GOOD);
    write(folder, 'en/deeper/other.md', 'no front matter');
    write(folder, 'en/notes.txt', 'no front matter');
    write(folder, 'en/.draft.md', 'no front matter');
    write(folder, 'secret.md', 'no front matter');
    symlinkSync('../secret.md', join(folder, 'en/secret.md'));

    expect(loadArticles(folder).articles.map(({ id }) => id)).toEqual(['returns']);
  });

  it('reads the articles of the demo shop', () => {
    const { articles } = loadArticles('knowledge');

    expect(articles).toHaveLength(readdirSync('knowledge/en').length + readdirSync('knowledge/zh').length);
    expect(readFileSync(`knowledge/en/${articles[0]!.id}.md`, 'utf8')).toContain(articles[0]!.body);
  });
});
