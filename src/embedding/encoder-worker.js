import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { AutoConfig, AutoTokenizer, BertModel, env, FeatureExtractionPipeline } from '@xenova/transformers';

/*
 * The encoder in a thread of its own: onnxruntime computes on the calling thread. One text at a time, because dynamic int8 scales
 * its activations over the whole batch, so that a text's vector would depend on its neighbours and no decision could be replayed.
 *
 * The session is opened here, not by `pipeline()`: that reads the weights into memory a second time (50 MB at the peak), takes every
 * core, and when it fails falls back to WebAssembly, whose vectors differ.
 *
 * JavaScript, not TypeScript: a worker is loaded without the loader that tests run TypeScript by.
 */

/* eslint-disable @typescript-eslint/no-unsafe-assignment -- the rule does not see casts in JSDoc */

/** @typedef {import('./worker-messages.ts').WorkerStart} WorkerStart */
/** @typedef {import('./worker-messages.ts').WorkerRequest} WorkerRequest */
/** @typedef {import('./worker-messages.ts').WorkerMessage} WorkerMessage */
/** @typedef {{ readonly data: Float32Array, readonly dims: readonly number[] }} Output */
/** @typedef {{ hidden_size?: number, d_model?: number, dim?: number, max_position_embeddings?: number, model_type?: string }} ModelConfig */

/** Attention costs the square of it in time and memory; sentence encoders are trained on less. */
const MOST_TOKENS = 256;

const start = /** @type {WorkerStart} */ (workerData);
env.localModelPath = dirname(start.folder);
env.allowRemoteModels = false;
env.useFSCache = false;
const name = basename(start.folder);

// The copy that transformers.js itself uses.
const ort = /** @type {typeof import('onnxruntime-common')} */ (
  createRequire(import.meta.resolve('@xenova/transformers'))('onnxruntime-node')
);

/**
 * @template T
 * @param {string} file
 * @param {Promise<T>} loading
 */
async function load(file, loading) {
  try {
    return await loading;
  } catch (error) {
    throw new Error(`${file} cannot be used (${error instanceof Error ? error.message.slice(0, 200) : 'unknown reason'})`);
  }
}

const config = /** @type {ModelConfig} */ (await load(join(start.folder, 'config.json'), AutoConfig.from_pretrained(name)));
const tokenizer = await load(join(start.folder, 'tokenizer.json'), AutoTokenizer.from_pretrained(name));
const session = await load(
  start.weights,
  ort.InferenceSession.create(start.weights, { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 }),
);
// Position tables of the RoBERTa family begin at 2.
const positions = (config.max_position_embeddings ?? MOST_TOKENS) - (/roberta/.test(config.model_type ?? '') ? 2 : 0);
const limits = /** @type {{ model_max_length?: number }} */ (tokenizer);
limits.model_max_length = Math.min(limits.model_max_length ?? positions, positions, MOST_TOKENS);

// Every encoder runs alike; the class only says "an encoder".
const model = new BertModel(config, session);
const extract =
  /** @type {(text: string, options: { pooling: 'none' | 'mean' | 'cls', normalize?: boolean }) => Promise<Output>} */ (
    /** @type {unknown} */ (new FeatureExtractionPipeline({ task: 'feature-extraction', model, tokenizer }))
  );

const probe = await load(start.weights, extract('hello 你好', { pooling: 'none' }));
const hidden = config.hidden_size ?? config.d_model ?? config.dim;
const dimensions = probe.dims.at(-1) ?? 0;
if (probe.dims.length !== 3 || dimensions === 0 || (hidden !== undefined && hidden !== dimensions))
  throw new Error(
    `${start.weights} is no sentence encoder: it gives ${probe.dims.join('×')}, not a vector of ${hidden ?? 'some'} numbers a token`,
  );

/** @param {string} text */
async function embed(text) {
  const output = await extract(text, { pooling: start.pooling, normalize: true });
  const vector = Float32Array.from(output.data);
  if (isUnit(vector)) return vector;
  // A tokenizer without start and end signs makes nothing of an empty text: its vector is the first axis.
  return Float32Array.from({ length: dimensions }, (_, n) => (n === 0 ? 1 : 0));
}

/** @param {Float32Array} vector */
function isUnit(vector) {
  const square = vector.reduce((sum, value) => sum + value * value, 0);
  return vector.length === dimensions && Math.abs(square - 1) < 1e-3;
}

/**
 * @param {WorkerMessage} message
 * @param {ArrayBuffer[]} [transfer]
 */
function post(message, transfer = []) {
  parentPort?.postMessage(message, transfer);
}

// The first runs allocate; customers should not wait for that.
if (!isUnit(Float32Array.from((await extract('hello 你好', { pooling: start.pooling, normalize: true })).data)))
  throw new Error(`${start.weights} gives no finite vector: it is damaged`);

parentPort?.on('message', (/** @type {WorkerRequest} */ request) => {
  // The thread ends by itself when nothing listens: ending it from outside can take the process down with it.
  if (request.kind === 'stop') return parentPort?.close();
  const { id, text } = request;
  embed(text).then(
    (vector) => post({ kind: 'vector', id, vector }, [/** @type {ArrayBuffer} */ (vector.buffer)]),
    (/** @type {unknown} */ error) =>
      post({ kind: 'failed', id, message: error instanceof Error ? error.name : 'unknown reason' }),
  );
});

post({ kind: 'ready', dimensions });
