// usage: node embed.mjs MODEL_FOLDER < texts - one text a line in, one JSON array a line out; one text at a time, as the product does.
import { basename, dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { env, pipeline } from '@xenova/transformers';

const folder = resolve(process.argv[2]);
env.localModelPath = dirname(folder);
env.allowRemoteModels = false;
const extract = await pipeline('feature-extraction', basename(folder), { quantized: true });

for await (const text of createInterface({ input: process.stdin })) {
  const { data } = await extract(text, { pooling: 'mean', normalize: true });
  process.stdout.write(`${JSON.stringify(Array.from(data, (value) => Number(value.toFixed(6))))}\n`);
}
