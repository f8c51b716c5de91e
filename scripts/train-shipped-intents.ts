/** Trains the intent model of the shipped intents into models/intents/, so that a clone need not: `npm run train:intents`. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from '../src/config/load-config.ts';
import { createEmbedder } from '../src/embedding/create-embedder.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { createUnderstander } from '../src/understanding/create-understander.ts';

const config = loadConfig({});
const logger = createLogger('info');
const cacheDir = resolve(config.modelsDir, 'intents');
if (process.argv.includes('--anew')) rmSync(cacheDir, { recursive: true, force: true });
const embedder = await createEmbedder({ ...config.encoder, cacheSize: 1, logger });
await createUnderstander({
  embedder,
  intentsDir: config.intentsDir,
  cacheDir,
  falseRejectionRate: config.falseRejectionRate,
  now: Date.now,
  logger,
});
await embedder.dispose();
