import { parentPort, workerData } from 'node:worker_threads';
import { env, pipeline } from '@xenova/transformers';

/*
 * The encoder in a thread of its own: onnxruntime computes on the calling thread. One text at a time, because dynamic int8 scales
 * its activations over the whole batch, so that a text's vector would depend on its neighbours and no decision could be replayed.
 *
 * JavaScript, not TypeScript: a worker is loaded without the loader that tests run TypeScript by.
 */

/** @typedef {import('./worker-messages.ts').WorkerStart} WorkerStart */
/** @typedef {import('./worker-messages.ts').EmbedRequest} EmbedRequest */
/** @typedef {import('./worker-messages.ts').WorkerMessage} WorkerMessage */

const start = /** @type {WorkerStart} */ (workerData);
env.localModelPath = start.root;
env.allowRemoteModels = start.allowDownloads;
env.allowLocalModels = true;

const extract = await pipeline('feature-extraction', start.name, { quantized: true });

/** @param {string} text */
async function embed(text) {
  const output = await extract(text, { pooling: 'mean', normalize: true });
  return Float32Array.from(/** @type {Float32Array} */ (output.data));
}

/**
 * @param {WorkerMessage} message
 * @param {ArrayBuffer[]} [transfer]
 */
function post(message, transfer = []) {
  parentPort?.postMessage(message, transfer);
}

// The first run allocates and compiles; customers should not wait for it.
const warm = await embed('hello 你好');

parentPort?.on('message', (/** @type {EmbedRequest} */ { id, text }) => {
  embed(text).then(
    (vector) => post({ kind: 'vector', id, vector }, [/** @type {ArrayBuffer} */ (vector.buffer)]),
    (/** @type {unknown} */ error) => post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) }),
  );
});

post({ kind: 'ready', dimensions: warm.length });
