import { loadConfig } from '../config/load-config.ts';
import { createEmbedder } from '../embedding/create-embedder.ts';
import { createLogger } from '../telemetry/logger.ts';
import { stdinLines, writeLine } from './lines.ts';

/** `kefu embed`: the served encoder with its pooling and normalisation, one JSON array of numbers a line. */
export async function embed(): Promise<number> {
  const config = loadConfig(process.env);
  const embedder = await createEmbedder({ ...config.encoder, cacheSize: 1, logger: createLogger('silent') });
  try {
    for await (const line of stdinLines()) {
      const [vector] = await embedder.embed([line]);
      await writeLine(JSON.stringify([...(vector ?? [])].map((value) => Number(value.toFixed(7)))));
    }
  } finally {
    await embedder.dispose();
  }
  return 0;
}
