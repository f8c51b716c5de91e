import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../src/contract/language.ts';
import { createEmbedder } from '../../src/embedding/create-embedder.ts';
import type { Embedder } from '../../src/embedding/embedder.ts';
import { createRetriever, type RetrieverOptions } from '../../src/retrieval/create-retriever.ts';
import type { Question, Retriever } from '../../src/retrieval/retriever.ts';
import { articleText, temporaryFolder, write } from './articles.ts';

const NOON = Date.parse('2026-11-27T12:00:00Z');
const normalise = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
const OUT_OF_SCOPE = [
  'what is the weather tomorrow',
  'write me a poem',
  '今天天气怎么样',
  '给我讲个笑话',
  'who won the football match',
];

const ARTICLES: Readonly<Record<string, string>> = {
  'en/returns.md': articleText({
    id: 'returns',
    title: 'Returning an item',
    questions: ['how do I return something', 'can I send it back', 'how long do I have to return it'],
    body: 'You can return unused items within 15 days.\n\n## Who pays for the way back\nReturn shipping costs 10 yuan. It is free when the fault is ours.\n\n## What cannot be returned\nUnderwear and opened skin care cannot be returned.',
  }),
  'zh/returns.md': articleText({
    id: 'returns',
    locale: 'zh',
    title: '退货',
    questions: ['怎么退货', '可以退吗', '几天内能退'],
    body: '未使用的商品 15 天内可以退货。\n\n## 退货运费谁出\n退货运费 10 元；是我们的问题则免费。\n\n## 不能退的商品\n内衣和已拆封的护肤品不能退。',
  }),
  'en/invoices.md': articleText({
    id: 'invoices',
    title: 'Invoices',
    questions: ['I need an invoice', 'can I get a receipt for my company', 'where is my bill'],
    body: 'Invoices are sent by e-mail within 24 hours of your request.',
  }),
  'zh/shipping.md': articleText({
    id: 'shipping',
    locale: 'zh',
    title: '运费和时效',
    questions: ['多久能到', '运费多少', '什么时候发货'],
    body: '大陆标准快递 2-4 天送到。满 99 元包邮。',
  }),
  'en/sale.md': articleText({
    id: 'sale',
    title: 'Autumn sale',
    questions: ['what is on sale', 'how big is the discount this week'],
    body: 'Everything for the kitchen is 20 % off.',
    validUntil: '2026-11-27',
  }),
};

describe('the retriever', () => {
  let embedder: Embedder;
  let embedded: number;
  let counting: Embedder;
  let knowledgeDir: string;
  let scratch: string;
  let cacheDir: string;
  let clock: number;
  let retriever: Retriever;

  beforeAll(async () => {
    embedder = await createEmbedder({ name: 'models/encoder', modelsDir: 'models', allowDownloads: false, cacheSize: 5_000 });
    counting = {
      ...embedder,
      embed: (texts, options) => {
        embedded += texts.length;
        return embedder.embed(texts, options);
      },
    };
  });
  afterAll(() => embedder.dispose());
  beforeEach(async () => {
    knowledgeDir = temporaryFolder();
    scratch = temporaryFolder();
    cacheDir = join(scratch, 'cache');
    for (const [file, text] of Object.entries(ARTICLES)) write(knowledgeDir, file, text);
    clock = NOON;
    embedded = 0;
    retriever = await open();
  });
  afterEach(() => {
    rmSync(knowledgeDir, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  });

  function open(more: Partial<RetrieverOptions> = {}): Promise<Retriever> {
    return createRetriever({
      embedder: counting,
      knowledgeDir,
      cacheDir,
      normalise,
      now: () => clock,
      outOfScope: OUT_OF_SCOPE,
      ...more,
    });
  }
  async function ask(text: string, language: Language): Promise<Question> {
    const [vector] = await embedder.embed([normalise(text)]);
    return { text: normalise(text), vector: vector ?? null, language };
  }
  const found = async (text: string, language: Language): Promise<string | undefined> =>
    retriever.search(await ask(text, language), 1)[0]?.passage.id;

  it.each<[string, Language, RegExp]>([
    ['i want to give this back, how?', 'en', /^returns\/en#/],
    ['这个能退么', 'zh', /^returns\/zh#/],
    ['please send me an invoice for accounting', 'en', /^invoices\/en#/],
    ['几天能收到货', 'zh', /^shipping\/zh#/],
  ])('answers "%s"', async (text, language, passage) => expect(await found(text, language)).toMatch(passage));

  it('shows the passage that answers, not only the article', async () => {
    expect(await found('who pays the shipping when I return it', 'en')).toBe('returns/en#1');
    expect(await found('开封的护肤品可以退吗', 'zh')).toBe('returns/zh#2');
  });

  it('takes a word that one passage alone has for what was meant, not those that all of them have', async () => {
    write(
      knowledgeDir,
      'zh/postage.md',
      articleText({
        id: 'postage',
        locale: 'zh',
        title: '运费多少',
        questions: ['运费多少钱'],
        body: '运费一单 8 元，用普通快递，满 99 元包邮。\n\n## 海外运费\n寄美国、英国、日本、韩国等国家，首重 1 公斤运费 88 元，关税由收件人承担，每续重 0.5 公斤 35 元。',
      }),
    );
    retriever = await open();

    expect(await found('寄到日本运费多少', 'zh')).toBe('postage/zh#1');
    expect(await found('运费多少', 'zh')).toBe('postage/zh#0');
  });

  it('falls back to the other language where the own one has no such article', async () => {
    expect(await found('可以开发票吗', 'zh')).toBe('invoices/en#0');
    expect(await found('how many days until it is delivered', 'en')).toBe('shipping/zh#0');
  });

  it('gives each article once, best first, at most as many as asked', async () => {
    const results = retriever.search(await ask('return', 'en'), 10);

    expect(new Set(results.map(({ passage }) => passage.articleId)).size).toBe(results.length);
    expect(results[0]!.score).toBe(Math.max(...results.map(({ score }) => score)));
    expect(results.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
    expect(retriever.search(await ask('return', 'en'), 2)).toEqual(results.slice(0, 2));
    expect(retriever.search(await ask('return', 'en'), 0)).toEqual([]);
  });

  it('is surer of what an article answers than of what none does', async () => {
    const sure = retriever.search(await ask('how can I return an item', 'en'), 1)[0]!.score;
    const unsure = retriever.search(await ask('how old is the universe', 'en'), 1)[0]?.score ?? 0;

    expect(sure).toBeGreaterThan(unsure + 0.2);
  });

  it('searches by words alone without a vector', () => {
    const results = retriever.search({ text: 'invoice for my company', vector: null, language: 'en' }, 3);

    expect(results[0]).toEqual(
      expect.objectContaining({ passage: expect.objectContaining({ articleId: 'invoices' }), via: 'words' }),
    );
  });

  it.each([
    '',
    '???',
    '\u200b',
    '"; drop table articles; --',
    '<img src=x onerror=alert(1)>',
    '../../etc/passwd',
    'x'.repeat(10_000),
  ])('takes %j as nothing but text', async (text) => {
    for (const question of [await ask(text, 'en'), { text, vector: null, language: 'zh' as const }])
      for (const { score } of retriever.search(question, 5)) expect(score >= 0 && score <= 1).toBe(true);
  });

  it('gives the best passage of a named article, in the language of the customer', async () => {
    expect(retriever.bestOf('returns', await ask('运费谁出', 'zh'))?.passage.id).toBe('returns/zh#1');
    expect(retriever.bestOf('invoices', await ask('how old is the universe', 'en'))?.passage.id).toBe('invoices/en#0');
    expect(retriever.bestOf('nothing', await ask('return', 'en'))).toBeNull();
  });

  it('gives whole articles, in the other language when need be', () => {
    expect(retriever.article('returns', 'zh')?.title).toBe('退货');
    expect(retriever.article('invoices', 'zh')?.locale).toBe('en');
    expect(retriever.article('../invoices', 'en')).toBeNull();
    expect(retriever.articles()).toHaveLength(5);
  });

  it('serves an article until its last day is over, and never afterwards', async () => {
    const question = await ask('what is on sale this week', 'en');
    expect(retriever.search(question, 1)[0]?.passage.articleId).toBe('sale');

    clock = Date.parse('2026-11-27T23:59:59.999Z');
    expect(retriever.bestOf('sale', question)).not.toBeNull();

    clock = Date.parse('2026-11-28T00:00:00Z');
    expect(retriever.search(question, 10).map(({ passage }) => passage.articleId)).not.toContain('sale');
    expect(retriever.search({ ...question, vector: null }, 10).map(({ passage }) => passage.articleId)).not.toContain('sale');
    expect(retriever.bestOf('sale', question)).toBeNull();
    expect(retriever.article('sale', 'en')).toBeNull();
    expect(retriever.articles().map(({ id }) => id)).not.toContain('sale');
  });

  it('ends the day where the shop is', async () => {
    clock = Date.parse('2026-11-27T16:00:00Z');

    expect(retriever.article('sale', 'en')).not.toBeNull();
    expect((await open({ timeZone: 'Asia/Shanghai' })).article('sale', 'en')).toBeNull();
  });

  it('serves the other language when only one version has expired', async () => {
    write(knowledgeDir, 'zh/returns.md', ARTICLES['zh/returns.md']!.replace('questions:', 'validUntil: 2026-01-01\nquestions:'));
    retriever = await open();

    expect(await found('怎么退货', 'zh')).toMatch(/^returns\/en#/);
  });

  it('embeds only what changed after an edit, and nothing after a restart', async () => {
    embedded = 0;
    await open();
    expect(embedded).toBe(0);

    write(knowledgeDir, 'en/invoices.md', ARTICLES['en/invoices.md']!.replace('24 hours', 'two days'));
    const edited = await open();
    expect(embedded).toBe(1);
    expect(edited.hash).not.toBe(retriever.hash);
  });

  it('answers the same from the disk as freshly built, bit for bit', async () => {
    const questions = await Promise.all(['return', 'invoice please', '多久到'].map((text) => ask(text, 'en')));
    const results = (one: Retriever): unknown => questions.map((question) => one.search(question, 5));

    const fromDisk = await open();
    const elsewhere = await open({ cacheDir: join(cacheDir, 'other') });

    expect(results(fromDisk)).toEqual(results(retriever));
    expect(results(elsewhere)).toEqual(results(retriever));
  });

  it('is rebuilt when what is on disk is damaged', async () => {
    const before = retriever.search(await ask('return', 'en'), 5);
    for (const file of readdirSync(cacheDir)) {
      const bytes = readFileSync(join(cacheDir, file));
      writeFileSync(join(cacheDir, file), bytes.subarray(0, Math.floor(bytes.length / 2)));
    }

    expect((await open()).search(await ask('return', 'en'), 5)).toEqual(before);
  });

  it('works when nothing can be kept', async () => {
    writeFileSync(join(scratch, 'a-file'), '');

    const kept = await open({ cacheDir: join(scratch, 'a-file', 'cache') });

    expect(kept.search(await ask('how do I return it', 'en'), 1)[0]?.passage.articleId).toBe('returns');
  });

  it('forgets the indexes of earlier content', async () => {
    write(knowledgeDir, 'en/invoices.md', ARTICLES['en/invoices.md']!.replace('24', '48'));
    await open();

    expect(readdirSync(cacheDir).filter((file) => file.endsWith('.hnsw'))).toHaveLength(1);
  });

  it('works with a single article and without out-of-scope examples', async () => {
    const folder = temporaryFolder();
    write(folder, 'en/only.md', articleText({ id: 'only', questions: ['is there only one'], body: 'Yes.' }));

    const single = await open({ knowledgeDir: folder, outOfScope: [] });

    expect(single.search(await ask('only one?', 'en'), 5).map(({ passage }) => passage.id)).toEqual(['only/en#0']);
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses a folder with a mistake', async () => {
    write(knowledgeDir, 'en/invoices.md', 'no front matter');

    await expect(open()).rejects.toEqual(expect.objectContaining({ code: 'CONTENT_INVALID' }));
  });
});
