import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { cpSync, symlinkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/contract/errors.ts';
import { createEmbedder, type EmbedderOptions } from '../../src/embedding/create-embedder.ts';
import type { Embedder } from '../../src/embedding/embedder.ts';

const MODEL = resolve('models/encoder');
const OPTIONS: EmbedderOptions = { name: 'models/encoder', modelsDir: 'models', allowDownloads: false, cacheSize: 1_000 };

const children: ChildProcess[] = [];
const onChild = (message: unknown): void => void children.push((message as { process: ChildProcess }).process);
const alive = (): readonly ChildProcess[] =>
  children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);

const square = (vector: Float32Array): number => vector.reduce((sum, value) => sum + value * value, 0);
const failure = (code: ErrorCode, message?: RegExp): object =>
  message === undefined
    ? expect.objectContaining({ code })
    : expect.objectContaining({ code, message: expect.stringMatching(message) });

beforeAll(() => subscribe('child_process', onChild));
afterAll(() => unsubscribe('child_process', onChild));

describe('the encoder', () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await createEmbedder(OPTIONS);
  });
  afterAll(() => embedder.dispose());

  it('gives unit vectors of its dimensions, and says which model made them', async () => {
    const vectors = await embedder.embed(['Where is my order?', '我的快递到哪了']);

    expect(vectors.map(({ length }) => length)).toEqual([embedder.dimensions, embedder.dimensions]);
    for (const vector of vectors) expect(square(vector)).toBeCloseTo(1, 4);
    expect(embedder.id).toMatch(/^encoder@[0-9a-f]{12}$/);
  });

  it('gives nothing for nothing', async () => {
    expect(await embedder.embed([])).toEqual([]);
  });

  it('puts a question closer to its translation than to another question', async () => {
    const [english, chinese, other] = await embedder.embed(['how do I return an item', '怎么退货', '如何修改密码']);

    const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, n) => sum + value * b[n]!, 0);
    expect(cosine(english!, chinese!)).toBeGreaterThan(cosine(english!, other!) + 0.1);
  });

  it('gives bit for bit the same vector whatever shares the queue and whichever process computes it', async () => {
    const texts = Array.from({ length: 30 }, (_, n) => `order ${n} 还没有发货 ${'please '.repeat(n % 7)}`);
    const second = await createEmbedder({ ...OPTIONS, cacheSize: 1 });

    const together = await embedder.embed(texts);
    const apart = await Promise.all(texts.toReversed().map((text) => second.embed([text, 'something else'])));
    await second.dispose();

    expect(apart.toReversed().map(([vector]) => vector)).toEqual(together);
  });

  it.each([
    ['empty text', ''],
    ['zero-width text', '\u200b\u200d\ufeff'],
    ['spaces', '   \n\t '],
    ['emoji', '😀😀👨‍👩‍👧'],
    ['half a surrogate pair', 'hello \ud83d'],
    ['control characters', 'a\u0000b\u0007'],
    ['one endless word', 'a'.repeat(10_000)],
    ['10,000 Chinese characters', '退货怎么办'.repeat(2_000)],
    ['100,000 characters that end in the middle of an emoji', `${'x '.repeat(3_999)}x${'😀'.repeat(50_000)}`],
    ['HTML', '<script>alert(1)</script>'],
  ])('gives a unit vector for %s', async (_case, text) => {
    const [vector] = await embedder.embed([text]);

    expect(square(vector!)).toBeCloseTo(1, 4);
  });

  it('lets a customer pass a long list', async () => {
    const order: string[] = [];
    const list = Array.from({ length: 40 }, (_, n) => `a long list, item ${n}`);

    const bulk = embedder.embed(list).then(() => order.push('list'));
    const message = embedder.embed(['a short message in between']).then(() => order.push('message'));
    await Promise.all([bulk, message]);

    expect(order).toEqual(['message', 'list']);
  });

  it('ends a call at its deadline and goes on with the others', async () => {
    const abort = new AbortController();

    const late = embedder.embed(
      Array.from({ length: 2_000 }, (_, n) => `never wanted ${n}`),
      { signal: abort.signal },
    );
    const other = embedder.embed(['still wanted']);
    abort.abort();

    await expect(late).rejects.toEqual(failure('DEADLINE_EXCEEDED'));
    await expect(other).resolves.toHaveLength(1);
    await expect(embedder.embed(['too late'], { signal: AbortSignal.abort() })).rejects.toEqual(failure('DEADLINE_EXCEEDED'));
  });

  it('refuses more than it can hold', async () => {
    const aborts = Array.from({ length: 2_010 }, () => new AbortController());
    const settled = Promise.allSettled(aborts.map(({ signal }, n) => embedder.embed([`flood ${n}`], { signal })));

    for (const abort of aborts) abort.abort();

    const refused = (await settled).filter(
      (call) => call.status === 'rejected' && (call.reason as { code: string }).code === 'EMBEDDING_UNAVAILABLE',
    );
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(20);
  });

  it('fails the call that its process dies on, answers those that waited, and answers again', async () => {
    const before = await embedder.embed(['the same before and after']);
    const [child] = alive();
    const busy = embedder.embed(Array.from({ length: 500 }, (_, n) => `before the crash ${n}`));
    const waiting = embedder.embed(['asked before the crash', 'and one more']);

    child!.kill('SIGKILL');

    const results = await Promise.allSettled([busy, waiting]);
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([
      { status: 'rejected', reason: failure('EMBEDDING_UNAVAILABLE') },
    ]);
    const fresh = await createEmbedder({ ...OPTIONS, cacheSize: 1 });
    expect(await fresh.embed(['the same before and after'])).toEqual(before);
    expect(await embedder.embed(['a new text after the crash'])).toEqual(await fresh.embed(['a new text after the crash']));
    await fresh.dispose();
  });
});

describe('stopping the encoder', () => {
  it('fails what waits, may be done twice, and leaves no process', async () => {
    const embedder = await createEmbedder(OPTIONS);
    const running = embedder.embed(Array.from({ length: 200 }, (_, n) => `unfinished ${n}`));
    const refused = expect(running).rejects.toEqual(failure('EMBEDDING_UNAVAILABLE', /stopped/));

    await embedder.dispose();
    await embedder.dispose();

    await refused;
    await expect(embedder.embed(['after the end'])).rejects.toEqual(failure('EMBEDDING_UNAVAILABLE'));
    expect(alive()).toEqual([]);
  });
});

describe('a model folder', () => {
  let dir: string;
  /** The small files are copies, the weights a link that is replaced before it is damaged. */
  function copyOfModel(place: string): string {
    const folder = join(dir, place);
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) cpSync(join(MODEL, file), join(folder, file));
    symlinkSync(join(MODEL, 'onnx/model_quantized.onnx'), join(folder, 'onnx/model_quantized.onnx'));
    return folder;
  }
  function sumsOf(folder: string, files: readonly string[]): string {
    const sum = (file: string): string =>
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex');
    return files.map((file) => `${sum(file)}  ${file}\n`).join('');
  }

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'kefu-model-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir);
    expect(alive()).toEqual([]);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each([
    ['absolute', (folder: string) => folder],
    ['relative', (folder: string) => relative(process.cwd(), folder)],
  ])('is found by its %s path', async (_case, path) => {
    const folder = copyOfModel('mine');
    writeFileSync(join(folder, 'SHA256SUMS'), sumsOf(folder, ['config.json', 'onnx/model_quantized.onnx']));

    const embedder = await createEmbedder({ ...OPTIONS, name: path(folder) });

    expect(embedder.id).toMatch(/^mine@/);
    await embedder.dispose();
  });

  it('is found by a hub name below the folder of models', async () => {
    copyOfModel('someone/some-model');

    const embedder = await createEmbedder({ ...OPTIONS, name: 'someone/some-model', modelsDir: dir });

    expect(embedder.id).toMatch(/^someone\/some-model@/);
    await embedder.dispose();
  });

  it('has another id when only its tokenizer differs', async () => {
    const folder = copyOfModel('changed');
    const file = join(folder, 'tokenizer_config.json');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);

    const [one, other] = await Promise.all([createEmbedder(OPTIONS), createEmbedder({ ...OPTIONS, name: folder })]);

    expect(one.id.split('@')[1]).not.toBe(other.id.split('@')[1]);
    await Promise.all([one.dispose(), other.dispose()]);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    ['does not exist', (folder) => rmSync(folder, { recursive: true }), /does not exist.*mend it, or name another/],
    ['is a file', (folder) => (rmSync(folder, { recursive: true }), writeFileSync(folder, 'x')), /is a file/],
    ['lacks its tokenizer', (folder) => rmSync(join(folder, 'tokenizer.json')), /lacks tokenizer\.json: restore it/],
    [
      'lacks its weights',
      (folder) => rmSync(join(folder, 'onnx'), { recursive: true }),
      /lacks onnx\/model_quantized\.onnx: restore it/,
    ],
    [
      'is of something else',
      (folder) => (rmSync(folder, { recursive: true }), mkdirSync(folder)),
      /lacks config\.json, .*folder of something else/,
    ],
    [
      'has a config that is not JSON',
      (folder) => writeFileSync(join(folder, 'config.json'), '{"model_type": '),
      /config\.json is not JSON: restore it/,
    ],
    [
      'has a tokenizer that is none',
      (folder) => writeFileSync(join(folder, 'tokenizer.json'), '{}'),
      /tokenizer\.json is not the file of a sentence encoder \(model/,
    ],
    [
      'has a tokenizer without a known kind',
      (folder) => writeFileSync(join(folder, 'tokenizer.json'), '{"model":{"type":"Nothing"}}'),
      /tokenizer\.json cannot be used/,
    ],
    [
      'has a pointer in place of its weights',
      (folder) => replace(join(folder, 'onnx/model_quantized.onnx'), 'version https://git-lfs'),
      /model_quantized\.onnx is too small.*restore it/,
    ],
    [
      'has damaged weights',
      (folder) => replace(join(folder, 'onnx/model_quantized.onnx'), 'no protobuf '.repeat(10_000)),
      /model_quantized\.onnx cannot be used .*restore the model folder/,
    ],
    [
      'has a folder in place of a file',
      (folder) => (rmSync(join(folder, 'config.json')), mkdirSync(join(folder, 'config.json'))),
      /config\.json cannot be read \(it is a folder\)/,
    ],
    [
      'has another width than its config says',
      (folder) => editJson(join(folder, 'config.json'), { hidden_size: 7 }),
      /is no sentence encoder: it gives 1×\d+×\d+, not a vector of 7 numbers/,
    ],
    [
      'differs from its checksums',
      (folder) => writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  tokenizer.json\n`),
      /tokenizer\.json is not the file that SHA256SUMS names/,
    ],
    [
      'lacks what its checksums name',
      (folder) => writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  vocab.txt\n`),
      /vocab\.txt is missing/,
    ],
    [
      'has checksums that lead outside',
      (folder) => writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../package.json\n`),
      /SHA256SUMS:1: is not a line/,
    ],
  ])('that %s is refused by name', async (_case, damage, message) => {
    const folder = copyOfModel('mine');
    damage(folder);

    await expect(createEmbedder({ ...OPTIONS, name: folder })).rejects.toEqual(failure('MODEL_INVALID', message));
  });

  it('is not looked for on the hub unless downloads are allowed', async () => {
    await expect(createEmbedder({ ...OPTIONS, name: 'nobody/no-model', modelsDir: tmpdir() })).rejects.toEqual(
      failure('MODEL_INVALID', /put the files of nobody\/no-model under .*KEFU_ALLOW_DOWNLOADS=true/),
    );
  });
});

function replace(file: string, text: string): void {
  rmSync(file);
  writeFileSync(file, text);
}

function editJson(file: string, change: object): void {
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
}
