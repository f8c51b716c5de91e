import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { createEmbedder } from '../embedding/create-embedder.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createUnderstander } from '../understanding/create-understander.ts';
import { writeLine } from './lines.ts';

/** `kefu train intents`: what a start does by itself, beforehand. */
export async function train(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  if (positionals[0] !== 'intents')
    throw new BotError('BAD_REQUEST', 'What can be trained: kefu train intents, kefu train churn TABLE.csv --label COLUMN');
  const config = loadConfig(process.env);
  const logger = createLogger(config.logLevel);
  const embedder = await createEmbedder({ ...config.encoder, cacheSize: 1, logger });
  try {
    const { version } = await createUnderstander({
      embedder,
      intentsDir: config.intentsDir,
      cacheDir: join(config.dataDir, 'cache'),
      falseRejectionRate: config.falseRejectionRate,
      now: Date.now,
      logger,
    });
    await writeLine(`The intent model ${version} is in the cache.`);
  } finally {
    await embedder.dispose();
  }
  return 0;
}
