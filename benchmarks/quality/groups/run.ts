/** How well messages of one meaning are put together, at several least likenesses: `npx tsx benchmarks/quality/groups/run.ts`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config/load-config.ts';
import { openBrain } from '../../../src/open-brain.ts';
import type { FaqRow } from '../../../src/retrieval/evaluate.ts';
import { groupByMeaning } from '../../../src/review/group-by-meaning.ts';
import type { IntentRow } from '../../../src/understanding/evaluate.ts';
import { describeEnvironment, writeResult } from '../../support/environment.ts';

interface Labelled {
  readonly text: string;
  readonly lang: string;
  readonly label: string;
}

const LEAST = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7];

const dataDir = mkdtempSync(join(tmpdir(), 'kefu-groups-'));
const brain = await openBrain(loadConfig({ KEFU_DATA_DIR: dataDir }), { logger: pino({ level: 'silent' }), now: Date.now });
const questions = (rowsOf('faq') as readonly FaqRow[]).map(({ question, lang, article }) => ({
  text: question,
  lang,
  label: article,
}));
const plain = (rowsOf('plain') as readonly IntentRow[]).flatMap(({ text, lang, intent }) =>
  intent === null ? [] : [{ text, lang, label: intent }],
);
const result = { questions: await measure(questions), plain: await measure(plain) };
await brain.dispose();
rmSync(dataDir, { recursive: true, force: true });
writeResult('groups', { benchmark: 'groups', environment: describeEnvironment(), result });
console.log(JSON.stringify(result, null, 2));

/** Over pairs of messages: of those in one group, how many have one label; of those with one label, how many are in one group. */
async function measure(rows: readonly Labelled[]) {
  const vectors: Float32Array[] = [];
  for (const { text } of rows) vectors.push(...(await brain.embedder.embed([brain.understander().analyse(text).normalised])));
  const alike = pairsOfOneLabel(rows);
  const measured = [];
  for (const least of LEAST) {
    const groups = (await groupByMeaning(vectors, least)).map((places) => places.map((place) => rows[place]!));
    const together = groups.reduce((sum, { length }) => sum + pairsOf(length), 0);
    const right = groups.reduce((sum, group) => sum + pairsOfOneLabel(group), 0);
    measured.push({
      least,
      groups: groups.length,
      labels: new Set(rows.map(({ label }) => label)).size,
      inBothLanguages: groups.filter((group) => new Set(group.map(({ lang }) => lang)).size > 1).length,
      precision: Number(((100 * right) / together).toFixed(1)),
      recall: Number(((100 * right) / alike).toFixed(1)),
    });
  }
  return measured;
}

function pairsOfOneLabel(rows: readonly Labelled[]): number {
  const counts = new Map<string, number>();
  for (const { label } of rows) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + pairsOf(count), 0);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

function rowsOf(name: string): readonly unknown[] {
  return readFileSync(resolve(import.meta.dirname, `../heldout/${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
