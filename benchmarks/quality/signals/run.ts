/** Loyalty signals found in messages, with and without clauses: `npx tsx benchmarks/quality/signals/run.ts`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config/load-config.ts';
import { openBrain } from '../../../src/open-brain.ts';
import type { IntentRow } from '../../../src/understanding/evaluate.ts';
import { measureSignals, type SignalRow } from './measure.ts';

const here = import.meta.dirname;
const linesOf = (file: string): readonly unknown[] =>
  readFileSync(resolve(here, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const dataDir = mkdtempSync(join(tmpdir(), 'kefu-signals-'));
const brain = await openBrain(loadConfig({ KEFU_DATA_DIR: dataDir }), { logger: pino({ level: 'silent' }), now: Date.now });
const { embedder } = brain;
const understander = brain.understander();
const signalOf = (id: string | null) => understander.catalogue.intents.get(id ?? '')?.signal;
const heldOut = (linesOf('../heldout/intents.jsonl') as readonly IntentRow[]).map(({ text, lang, intent }): SignalRow => {
  const signal = signalOf(intent);
  return { text, lang, signals: signal === undefined ? [] : [signal] };
});
const sets: Readonly<Record<string, readonly SignalRow[]>> = {
  'several signals': linesOf('compound.jsonl') as readonly SignalRow[],
  'held-out, odd lines': heldOut.filter((_, n) => n % 2 === 0),
  'held-out, even lines': heldOut.filter((_, n) => n % 2 === 1),
};
for (const [name, rows] of Object.entries(sets)) {
  for (const onlyWhole of [true, false]) {
    const { meant, found, made } = await measureSignals(rows, { understander, embedder, onlyWhole });
    console.log(`${name}, ${onlyWhole ? 'whole messages' : 'with clauses'}: ${found} of ${meant} found, ${made} made`);
  }
}
await brain.dispose();
rmSync(dataDir, { recursive: true, force: true });
