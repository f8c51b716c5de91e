/** All held-out sets against the content and the encoder of this checkout: `npx tsx benchmarks/quality/run.ts`, a minute. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { evaluateFollowUps, type FollowUpRow } from '../../src/cli/evaluate-follow-ups.ts';
import { evaluateSeveral, type SeveralRow } from '../../src/cli/evaluate-several.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { openBrain } from '../../src/open-brain.ts';
import { evaluateFaq, evaluatePassages, type FaqRow, type PassageRow } from '../../src/retrieval/evaluate.ts';
import { evaluateIntents, type IntentRow } from '../../src/understanding/evaluate.ts';
import { normalise } from '../../src/understanding/normalise.ts';
import { describeEnvironment, writeResult } from '../support/environment.ts';

function rowsOf(name: string): readonly unknown[] {
  return readFileSync(resolve(import.meta.dirname, `heldout/${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

const environment = describeEnvironment();
const dataDir = mkdtempSync(join(tmpdir(), 'kefu-quality-'));
const config = loadConfig({ KEFU_DATA_DIR: dataDir });
const brain = await openBrain(config, { logger: pino({ level: 'silent' }), now: Date.now });
const { embedder } = brain;

async function intents(name: string) {
  const { all, languages, confusions } = await evaluateIntents(
    rowsOf(name) as readonly IntentRow[],
    brain.understander(),
    embedder,
  );
  return { all, languages, confusions };
}
async function faq() {
  const { all, languages } = await evaluateFaq(rowsOf('faq') as readonly FaqRow[], brain.retriever(), embedder, normalise);
  return { all, languages };
}
async function passages(name: string) {
  const rows = rowsOf(name) as readonly PassageRow[];
  const { all, languages } = await evaluatePassages(rows, brain.retriever(), embedder, normalise);
  return { all, languages };
}
const plain = rowsOf('plain') as readonly IntentRow[];
const evenPlain = await evaluateIntents(
  plain.filter((_, n) => n % 2 === 1),
  brain.understander(),
  embedder,
);

writeResult('quality', {
  benchmark: 'quality',
  environment,
  intents: await intents('intents'),
  strangers: await intents('strangers'),
  strangersChosenOn: await intents('strangers-chosen-on'),
  plain: { ...(await intents('plain')), evenRows: { all: evenPlain.all, languages: evenPlain.languages } },
  faq: await faq(),
});
writeResult('follow-ups', {
  benchmark: 'follow-ups',
  environment,
  en: await evaluateFollowUps(rowsOf('follow-ups-en') as readonly FollowUpRow[], brain, config),
  zh: await evaluateFollowUps(rowsOf('follow-ups-zh') as readonly FollowUpRow[], brain, config),
});
writeResult('passages', {
  benchmark: 'passages',
  environment,
  passages: await passages('passages'),
  'passages-details': await passages('passages-details'),
});
writeResult('several', {
  benchmark: 'several',
  environment,
  rows: 'the lines of the choice were drawn on the odd rows (heldout/README.md)',
  result: await evaluateSeveral(rowsOf('several') as readonly SeveralRow[], brain, config),
  evenRows: await evaluateSeveral(
    (rowsOf('several') as readonly SeveralRow[]).filter((_, n) => n % 2 === 1),
    brain,
    config,
  ),
});
await brain.dispose();
rmSync(dataDir, { recursive: true, force: true });
