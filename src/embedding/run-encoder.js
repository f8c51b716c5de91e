import { createRequire, Module } from 'node:module';
import { basename, dirname, join } from 'node:path';

/*
 * The encoder, a process of its own that Kefu starts and that ends with it (docs/decisions/0006-encoder-process.md says why not a thread).
 * One text at a time, because dynamic int8 scales its activations over the whole batch, so that a text's vector would depend on its
 * neighbours and no decision could be replayed.
 *
 * The session is opened here, not by `pipeline()`: that reads the weights into memory a second time (50 MB at the peak), takes every
 * core, and when it fails falls back to WebAssembly, whose vectors differ.
 *
 * JavaScript, not TypeScript: it runs without the loader that tests run TypeScript by.
 */

/* eslint-disable @typescript-eslint/no-unsafe-assignment -- the rule does not see casts in JSDoc */

/** @typedef {import('./encoder-messages.ts').EncoderRequest} EncoderRequest */
/** @typedef {import('./encoder-messages.ts').EncoderAnswer} EncoderAnswer */
/** @typedef {{ readonly data: Float32Array, readonly dims: readonly number[] }} Output */
/** @typedef {(text: string, options: { pooling: 'none' }) => Promise<Output>} Extract */
/** @typedef {{ hidden_size?: number, d_model?: number, dim?: number, max_position_embeddings?: number, model_type?: string }} ModelConfig */
/** @typedef {{ readonly dimensions: number, embed(text: string): Promise<Float32Array> }} Encoder */

const require = createRequire(import.meta.url);
const transformersRequire = createRequire(import.meta.resolve('@xenova/transformers'));
// transformers.js loads both with itself and here needs neither: a library for pictures and the runtime of browsers, 20 MB together.
for (const name of ['sharp', 'onnxruntime-web']) standInFor(transformersRequire.resolve(name));
const { AutoConfig, AutoTokenizer, BertModel, env, FeatureExtractionPipeline } = await import('@xenova/transformers');

/** Attention costs the square of it in time and memory; sentence encoders are trained on less. */
const MOST_TOKENS = 256;

/**
 * @param {EncoderRequest & { kind: 'load' }} request
 * @returns {Promise<Encoder>}
 */
async function loadEncoder({ folder, weights, pooling }) {
  env.localModelPath = dirname(folder);
  env.allowRemoteModels = false;
  env.useFSCache = false;
  const name = basename(folder);
  const config = /** @type {ModelConfig} */ (await using(join(folder, 'config.json'), AutoConfig.from_pretrained(name)));
  const tokenizer = await using(join(folder, 'tokenizer.json'), AutoTokenizer.from_pretrained(name));
  // The copy that transformers.js itself uses.
  const ort = /** @type {typeof import('onnxruntime-common')} */ (transformersRequire('onnxruntime-node'));
  const session = await using(
    weights,
    ort.InferenceSession.create(weights, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      // One text at a time needs no arena, which would keep the memory of the longest text ever seen.
      enableCpuMemArena: false,
      enableMemPattern: false,
    }),
  );
  // Position tables of the RoBERTa family begin at 2.
  const positions = (config.max_position_embeddings ?? MOST_TOKENS) - (/roberta/.test(config.model_type ?? '') ? 2 : 0);
  const limits = /** @type {{ model_max_length?: number }} */ (tokenizer);
  limits.model_max_length = Math.min(limits.model_max_length ?? positions, positions, MOST_TOKENS);

  // Every encoder runs alike; the class only says "an encoder".
  const model = new BertModel(config, session);
  const extract = /** @type {Extract} */ (
    /** @type {unknown} */ (new FeatureExtractionPipeline({ task: 'feature-extraction', model, tokenizer }))
  );
  const probe = await using(weights, extract('hello 你好', { pooling: 'none' }));
  const hidden = config.hidden_size ?? config.d_model ?? config.dim;
  const dimensions = probe.dims.at(-1) ?? 0;
  if (probe.dims.length !== 3 || dimensions === 0 || (hidden !== undefined && hidden !== dimensions))
    throw new Error(
      `${weights} is no sentence encoder: it gives ${probe.dims.join('×')}, not a vector of ${hidden ?? 'some'} numbers a token`,
    );

  /** @param {string} text */
  async function pooled(text) {
    const states = await extract(text, { pooling: 'none' });
    return unit(pooling === 'cls' ? states.data.slice(0, dimensions) : meanOf(states, dimensions));
  }
  // The first runs allocate; customers should not wait for that.
  if (!isUnit(await pooled('hello 你好'), dimensions)) throw new Error(`${weights} gives no finite vector: it is damaged`);

  return {
    dimensions,
    async embed(text) {
      const vector = await pooled(text);
      if (isUnit(vector, dimensions)) return vector;
      // A tokenizer without start and end signs makes nothing of an empty text: its vector is the first axis.
      return Float32Array.from({ length: dimensions }, (_, n) => (n === 0 ? 1 : 0));
    },
  };
}

/*
 * Pooling and length as transformers.js computes them, to the last bit, rounded to single precision where it rounds: its own asks a proxy
 * for each number, which takes a tenth of a message's time. One text has no padding, so that each token counts.
 */

/**
 * @param {Output} states
 * @param {number} dimensions
 */
function meanOf({ data }, dimensions) {
  const sums = new Float64Array(dimensions);
  for (let token = 0; token < data.length; token += dimensions)
    for (let k = 0; k < dimensions; k += 1) sums[k] = (sums[k] ?? 0) + (data[token + k] ?? 0);
  const tokens = data.length / dimensions;
  return Float32Array.from(sums, (sum) => sum / tokens);
}

/** @param {Float32Array} vector */
function unit(vector) {
  const length = Math.fround(vector.reduce((square, value) => Math.fround(square + value ** 2), 0) ** 0.5);
  return vector.map((value) => value / length);
}

/**
 * Node takes a module that is loaded already from here, also when it is asked for by `import`.
 *
 * @param {string} filename
 */
function standInFor(filename) {
  const module = new Module(filename);
  module.filename = filename;
  module.loaded = true;
  module.exports = () => {
    throw new Error(`${filename} is not part of the encoder`);
  };
  require.cache[filename] = module;
}

/**
 * @param {Float32Array} vector
 * @param {number} dimensions
 */
function isUnit(vector, dimensions) {
  const square = vector.reduce((sum, value) => sum + value * value, 0);
  return vector.length === dimensions && Math.abs(square - 1) < 1e-3;
}

/**
 * @template T
 * @param {string} file
 * @param {Promise<T>} loading
 */
async function using(file, loading) {
  try {
    return await loading;
  } catch (error) {
    throw new Error(`${file} cannot be used (${messageOf(error)})`, { cause: error });
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown reason';
}

/** @param {EncoderAnswer} answer */
function post(answer) {
  if (process.connected) process.send?.(answer);
}

/** @type {Encoder | null} */
let encoder = null;

/** @param {EncoderRequest} request */
async function answer(request) {
  switch (request.kind) {
    case 'load':
      try {
        encoder = await loadEncoder(request);
        post({ kind: 'ready', dimensions: encoder.dimensions });
      } catch (error) {
        post({ kind: 'unusable', message: messageOf(error) });
      }
      break;
    case 'embed':
      try {
        if (encoder) post({ kind: 'vector', vector: await encoder.embed(request.text) });
      } catch (error) {
        // Only the kind: a message of the runtime may hold what a customer wrote.
        post({ kind: 'failed', message: error instanceof Error ? error.name : 'unknown reason' });
      }
      break;
    case 'stop':
      process.disconnect();
      break;
  }
}

// Ctrl-C and service managers signal the whole group: the parent still answers customers while it stops, and ends this process itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
// The parent is gone, or wants no more.
process.on('disconnect', () => process.exit(0));
process.on('message', (/** @type {EncoderRequest} */ request) => {
  answer(request).catch(() => process.exit(1));
});
