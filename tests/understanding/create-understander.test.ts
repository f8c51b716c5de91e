import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createUnderstander, type UnderstanderOptions } from '../../src/understanding/create-understander.ts';
import { evaluateIntents } from '../../src/understanding/evaluate.ts';
import { createFakeEmbedder, vectorOf } from './fake-embedder.ts';
import { intent, smallShop } from './small-shop.ts';

let cacheDir: string;
const options = (more: Partial<UnderstanderOptions> = {}): UnderstanderOptions => ({
  embedder: createFakeEmbedder(),
  intentsDir: smallShop(),
  cacheDir,
  falseRejectionRate: 0.1,
  now: () => 0,
  ...more,
});
const classifyText = async (text: string, more: Partial<UnderstanderOptions> = {}) => {
  const understander = await createUnderstander(options(more));
  const analysis = understander.analyse(text);
  return understander.classify(vectorOf(analysis.normalised), analysis);
};

beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'kefu-cache-'));
});

describe('understanding', () => {
  it.each([
    ['where is the refund for my order', 'refund'],
    ['退款怎么一直没到', 'refund'],
    ['how long does shipping take', 'shipping'],
    ['优惠券怎么用不了', 'coupon'],
  ])('reads "%s" as %s', async (text, expected) => {
    const { intents, nearest } = await classifyText(text);

    expect(intents[0]?.id).toBe(expected);
    expect(nearest?.intent).toBe(expected);
    expect(intents.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 6);
  });

  it('is sure of what stands letter for letter in the examples', async () => {
    const own = await classifyText('Where is my refund');
    const foreign = await classifyText('tell me a joke');

    expect(own.intents[0]).toMatchObject({ id: 'refund' });
    expect(own.intents[0]?.p).toBeGreaterThan(0.97);
    expect(own.outOfScope).toBe(false);
    expect(own.nearest).toMatchObject({ text: 'where is my refund' });
    expect(own.nearest?.similarity).toBeCloseTo(1, 2);
    expect(foreign.outOfScope).toBe(true);
    expect(foreign.outOfScopeProbability).toBeGreaterThan(0.9);
  });

  it('turns nothing away when no example says what is out of scope', async () => {
    const { outOfScope } = await classifyText('how tall is everest', { intentsDir: smallShop({ 'out_of_scope.yaml': null }) });

    expect(outOfScope).toBe(false);
  });

  it('gives the same result from the cache, and embeds nothing again', async () => {
    const intentsDir = smallShop();
    const first = await createUnderstander(options({ intentsDir }));
    const embedder = createFakeEmbedder();

    const second = await createUnderstander(options({ intentsDir, embedder }));

    const analysis = second.analyse('refund please');
    const vector = vectorOf(analysis.normalised);
    expect(embedder.asked).toEqual([]);
    expect(second.version).toBe(first.version);
    expect(second.report).toEqual(first.report);
    expect(second.classify(vector, analysis)).toEqual(first.classify(vector, analysis));
  });

  it('takes what was shipped, and writes nothing then', async () => {
    const intentsDir = smallShop();
    await createUnderstander(options({ intentsDir }));
    const empty = mkdtempSync(join(tmpdir(), 'kefu-cache-'));
    const embedder = createFakeEmbedder();

    await createUnderstander(options({ intentsDir, embedder, cacheDir: empty, shippedDir: cacheDir }));

    expect(embedder.asked).toEqual([]);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('embeds only new examples, and trains again', async () => {
    await createUnderstander(options());
    const embedder = createFakeEmbedder();
    const stages: string[] = [];

    const understander = await createUnderstander(
      options({
        embedder,
        intentsDir: smallShop({ 'extra.yaml': intent('extra', { en: ['do you sell hats'], zh: ['有帽子吗'] }) }),
        onProgress: ({ stage, done, of }) => stages.push(`${stage} ${done}/${of}`),
      }),
    );

    expect(embedder.asked).toEqual(['do you sell hats', '有帽子吗']);
    expect(stages).toContain('embedding 2/2');
    expect(stages.at(-1)).toBe('training 5/5');
    expect(understander.catalogue.intents.size).toBe(4);
  });

  it('does not train again for an edited answer', async () => {
    const stages: string[] = [];
    const texts = { en: ['do you sell hats'], zh: ['有帽子吗'] };
    const withAnswer = (answer: string): string =>
      smallShop({ 'extra.yaml': intent('extra', texts, `answer: { en: ${answer}, zh: 有 }\n`) });
    await createUnderstander(options({ intentsDir: withAnswer('Yes.') }));

    const { catalogue } = await createUnderstander(
      options({ intentsDir: withAnswer('No.'), onProgress: ({ stage }) => stages.push(stage) }),
    );

    expect(stages).toEqual([]);
    expect(catalogue.intents.get('extra')?.answer?.en).toBe('No.');
  });

  it('trains again when the cache is damaged, cut off, of another encoder or not writable', async () => {
    const intentsDir = smallShop();
    const { version } = await createUnderstander(options({ intentsDir }));
    for (const name of readdirSync(cacheDir)) {
      const bytes = readFileSync(join(cacheDir, name));
      for (const damaged of [bytes.subarray(0, bytes.length - 40), bytes.fill(7, 100, 104), Buffer.alloc(0)]) {
        writeFileSync(join(cacheDir, name), damaged);
        expect((await createUnderstander(options({ intentsDir }))).version).toBe(version);
      }
    }

    const other = createFakeEmbedder('fake@2');
    await createUnderstander(options({ intentsDir, embedder: other }));
    expect(other.asked.length).toBeGreaterThan(30);
    writeFileSync(join(cacheDir, 'file'), '');
    await createUnderstander(options({ intentsDir, cacheDir: join(cacheDir, 'file') }));
  });

  it('classifies any text and any vector', async () => {
    const understander = await createUnderstander(options());

    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.float(), { maxLength: 40 }), (text, numbers) => {
        const result = understander.classify(Float32Array.from(numbers), understander.analyse(text));

        expect(result.intents.length).toBeGreaterThan(0);
        expect(result.intents.every(({ p }) => p >= 0 && p <= 1)).toBe(true);
        expect(result.outOfScopeProbability >= 0 && result.outOfScopeProbability <= 1).toBe(true);
      }),
    );
  });

  it('gives the event loop its turns while it trains', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);

    await createUnderstander(options());

    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('the evaluation of intents', () => {
  it('counts what is right, turned away and caught, per language', async () => {
    const embedder = createFakeEmbedder();
    const understander = await createUnderstander(options({ embedder }));

    const { all, languages, confusions, results } = await evaluateIntents(
      [
        { text: 'Where is my refund?', lang: 'en', intent: 'refund' },
        { text: 'coupon code invalid', lang: 'en', intent: 'refund' },
        { text: '什么时候发货', lang: 'zh', intent: 'shipping' },
        { text: '讲个笑话', lang: 'zh', intent: null },
      ],
      understander,
      embedder,
    );

    expect(all).toMatchObject({ rows: 3, outOfScopeRows: 1, accuracy: { value: 2 / 3 }, outOfScopeRecall: { value: 1 } });
    expect(languages.en.accuracy.value).toBe(0.5);
    expect(languages.zh.accuracy.value).toBe(1);
    expect(confusions).toEqual([{ intent: 'refund', predicted: 'coupon', count: 1 }]);
    expect(results.map(({ isSeen }) => isSeen)).toEqual([true, true, true, true]);
  });
});
