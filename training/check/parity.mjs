// usage: node parity.mjs MODEL_FOLDER EXPECTED.jsonl - compares @xenova/transformers with what Python wrote, text by text.
import { createReadStream } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { env, pipeline } from '@xenova/transformers';

const MAX_DIFFERENCE = 1e-3;
const [folder, expected] = process.argv.slice(2).map((path) => resolve(path));
env.localModelPath = dirname(folder);
env.allowRemoteModels = false;
const extract = await pipeline('feature-extraction', basename(folder), { quantized: true });

let texts = 0;
let wrongIds = 0;
let worst = 0;
for await (const line of createInterface({ input: createReadStream(expected) })) {
  const { text, ids, vector } = JSON.parse(line);
  const read = Array.from(extract.tokenizer(text, { truncation: false }).input_ids.data, Number);
  texts += 1;
  if (read.length !== ids.length || read.some((id, n) => id !== ids[n])) {
    wrongIds += 1;
    if (wrongIds <= 10) console.error('ids differ:', JSON.stringify(text.slice(0, 80)), String(ids.slice(-9)), String(read.slice(-9)));
    continue;
  }
  if (!vector) continue;
  const { data } = await extract(text, { pooling: 'mean', normalize: true });
  const difference = Math.max(...vector.map((value, n) => Math.abs(data[n] - value)));
  worst = Math.max(worst, difference);
}
console.log(JSON.stringify({ texts, wrongIds, worstDifference: Number(worst.toExponential(2)) }));
process.exitCode = wrongIds === 0 && worst <= MAX_DIFFERENCE ? 0 : 1;
