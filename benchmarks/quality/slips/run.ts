/** What one slip in a message costs, mended and not: `npx tsx benchmarks/quality/slips/run.ts`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config/load-config.ts';
import { openBrain } from '../../../src/open-brain.ts';
import type { IntentEvaluation, IntentQuality, IntentRow } from '../../../src/understanding/evaluate.ts';
import { describeEnvironment, writeResult } from '../../support/environment.ts';
import { measureSlips } from './measure.ts';

const HELD_OUT = resolve(import.meta.dirname, '../heldout');
const rows = ['plain.jsonl', 'strangers.jsonl', 'intents.jsonl'].flatMap((file) =>
  readFileSync(join(HELD_OUT, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as IntentRow),
);
const percent = (share: number): number => Number((100 * share).toFixed(1));
const shares = ({ rows: count, accuracy, falseRejection, outOfScopeRows, outOfScopeRecall }: IntentQuality) => ({
  inScope: count,
  understood: percent(accuracy.value),
  turnedAway: percent(falseRejection.value),
  outOfScope: outOfScopeRows,
  caught: percent(outOfScopeRecall.value),
});
const byLanguage = ({ languages }: IntentEvaluation) => ({ en: shares(languages.en), zh: shares(languages.zh) });

const dataDir = mkdtempSync(join(tmpdir(), 'kefu-slips-'));
const brain = await openBrain(loadConfig({ KEFU_DATA_DIR: dataDir }), { logger: pino({ level: 'silent' }), now: Date.now });
const { clean, slipped, unmended } = await measureSlips(rows, brain.understander(), brain.embedder);
const result = { clean: byLanguage(clean), oneSlip: byLanguage(slipped), oneSlipUnmended: byLanguage(unmended) };
await brain.dispose();
rmSync(dataDir, { recursive: true, force: true });
writeResult('slips', { benchmark: 'slips', environment: describeEnvironment(), result });
console.log(JSON.stringify(result, null, 2));
