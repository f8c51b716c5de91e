/**
 * What one message of 12 tokens costs: `npx tsx benchmarks/encoder-speed/run.ts --teacher <folder of all-MiniLM-L6-v2>`.
 * Ours and the teacher take turns, text by text, each text read by both within a few milliseconds, so that a busy machine is busy for both.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AutoTokenizer, env, pipeline } from '@xenova/transformers';
import { startEncoder } from '../../src/embedding/start-encoder.ts';
import { describeEnvironment, loadNow, PROJECT_DIR, round, writeResult } from '../support/environment.ts';
import { summarise } from '../support/statistics.ts';

const TOKENS = 12;
const MOST_MS = 1.3;
const OURS = join(PROJECT_DIR, 'models/encoder');
const WARM_ROUNDS = 3;

type Embed = (text: string) => Promise<unknown>;
/** Milliseconds of each round, by text. */
type Times = ReadonlyMap<string, number[]>;
interface Row {
  readonly text: string;
  readonly lang: string;
}

const { values } = parseArgs({ options: { teacher: { type: 'string' }, rounds: { type: 'string', default: '30' } } });
if (values.teacher === undefined) throw new Error('--teacher wants the folder of all-MiniLM-L6-v2');
const teacher = resolve(values.teacher);
const rounds = Number(values.rounds);
env.allowRemoteModels = false;

const environment = describeEnvironment();
const texts = await textsOf();
const throughPipeline = await measure(await inPipeline(OURS), await inPipeline(teacher));
const [ours, theirs] = [await inProcess(OURS), await inProcess(teacher)];
const throughProduct = await measure(
  (text) => ours.compute(text),
  (text) => theirs.compute(text),
);
await Promise.all([ours.dispose(), theirs.dispose()]);

const result = {
  benchmark: 'one message through the encoder',
  environment,
  loadAfter: loadNow(),
  tokens: TOKENS,
  texts: { en: texts.en.length, zh: texts.zh.length },
  rounds,
  throughPipeline,
  throughProduct,
  aim: { p50MsAtMost: MOST_MS, isMet: throughProduct.ours.p50 <= MOST_MS },
};
console.log(writeResult('encoder-speed', result));

/** Held-out messages of 12 tokens, the two signs around them counted: English ones for both tokenizers, Chinese ones for ours. */
async function textsOf(): Promise<{ readonly en: readonly string[]; readonly zh: readonly string[] }> {
  const [own, theirs] = [await tokenCounter(OURS), await tokenCounter(teacher)];
  const rows = readFileSync(join(PROJECT_DIR, 'benchmarks/quality/heldout/intents.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  const inOurs = rows.filter(({ text }) => own(text) === TOKENS);
  return {
    en: inOurs.filter(({ text, lang }) => lang === 'en' && theirs(text) === TOKENS).map(({ text }) => text),
    zh: inOurs.filter(({ lang }) => lang === 'zh').map(({ text }) => text),
  };
}

/** Milliseconds a text: English by both in turns, then Chinese by ours. The first rounds are not counted. */
async function measure(ours: Embed, theirs: Embed) {
  const spent = { ours: timesOf(texts.en), teacher: timesOf(texts.en), oursChinese: timesOf(texts.zh) };
  for (let n = -WARM_ROUNDS; n < rounds; n += 1) {
    const time = async (times: Times, embed: Embed, text: string) => {
      const ms = await timeOf(embed, text);
      if (n >= 0) times.get(text)?.push(ms);
    };
    for (const text of texts.en) {
      await time(spent.ours, ours, text);
      await time(spent.teacher, theirs, text);
    }
    for (const text of texts.zh) await time(spent.oursChinese, ours, text);
  }
  const [own, other, chinese] = [summaryOf(spent.ours), summaryOf(spent.teacher), summaryOf(spent.oursChinese)];
  return { ours: own, oursChinese: chinese, teacher: other, ratioOfMedians: round(own.p50 / other.p50, 2) };
}

function timesOf(of: readonly string[]): Times {
  return new Map(of.map((text) => [text, []]));
}

/** `bestP50`: each text's shortest time, the median of these, which the load moves less than the others. */
function summaryOf(times: Times) {
  const each = [...times.values()];
  return { ...summarise(each.flat()), bestP50: summarise(each.map((of) => Math.min(...of))).p50 };
}

async function timeOf(embed: Embed, text: string): Promise<number> {
  const begun = performance.now();
  await embed(text);
  return performance.now() - begun;
}

/** As transformers.js runs a model by itself, with every core. */
async function inPipeline(folder: string): Promise<Embed> {
  env.localModelPath = dirname(folder);
  const extract = await pipeline('feature-extraction', basename(folder), { quantized: true });
  return (text) => extract(text, { pooling: 'mean', normalize: true });
}

/** As the product runs it: a process of its own, one thread. */
function inProcess(folder: string) {
  const weights = join(folder, 'onnx/model_quantized.onnx');
  return startEncoder({ folder, weights, pooling: 'mean' }, (error) => {
    throw error;
  });
}

async function tokenCounter(folder: string): Promise<(text: string) => number> {
  env.localModelPath = dirname(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(basename(folder));
  return (text) => (tokenizer(text, { padding: false }) as { input_ids: { size: number } }).input_ids.size;
}
