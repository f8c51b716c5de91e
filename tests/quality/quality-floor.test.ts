import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureSignals, type SignalRow } from '../../benchmarks/quality/signals/measure.ts';
import { measureSlips } from '../../benchmarks/quality/slips/measure.ts';
import { evaluateFollowUps, type FollowUpRow } from '../../src/cli/evaluate-follow-ups.ts';
import { evaluateSeveral, type SeveralRow } from '../../src/cli/evaluate-several.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { openBrain, type Brain } from '../../src/open-brain.ts';
import { evaluateFaq, evaluatePassages, type FaqRow, type PassageRow } from '../../src/retrieval/evaluate.ts';
import { evaluateIntents, type IntentRow } from '../../src/understanding/evaluate.ts';
import { normalise } from '../../src/understanding/normalise.ts';

const HELD_OUT = resolve(import.meta.dirname, '../../benchmarks/quality/heldout');
const rows = (file: string): readonly unknown[] =>
  readFileSync(join(HELD_OUT, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

/**
 * Floors over the held-out messages, with the encoder and the content as shipped. Measured values stand in benchmarks/results/quality.json;
 * the floors lie about two points below, so that a loss fails the build and noise of another processor does not.
 */
describe('quality on messages that nothing was trained on', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kefu-quality-'));
  let brain: Brain;

  beforeAll(async () => {
    brain = await openBrain(loadConfig({ KEFU_DATA_DIR: dataDir }), { logger: pino({ level: 'silent' }), now: Date.now });
  }, 600_000);
  afterAll(async () => {
    await brain.dispose();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each([
    ['of the examiner who also wrote the articles’ questions', 'intents.jsonl', { accuracy: 0.94, caught: 0.92 }],
    ['of one who knew nothing but the list of intents', 'strangers.jsonl', { accuracy: 0.9, caught: 0.85 }],
    ['as short and plain as most are', 'plain.jsonl', { accuracy: 0.94, caught: 0.92 }],
  ])('understands messages %s, and knows what it does not know', { timeout: 120_000 }, async (_whose, file, least) => {
    const { languages } = await evaluateIntents(rows(file) as readonly IntentRow[], brain.understander(), brain.embedder);

    for (const quality of [languages.en, languages.zh]) {
      expect(quality.accuracy.value).toBeGreaterThanOrEqual(least.accuracy);
      expect(quality.outOfScopeRecall.value).toBeGreaterThanOrEqual(least.caught);
      expect(quality.falseRejection.value).toBeLessThanOrEqual(0.05);
      expect(quality.calibrationError).toBeLessThanOrEqual(0.12);
    }
  });

  it('reads a slip as what was meant', { timeout: 120_000 }, async () => {
    const messages = ['plain.jsonl', 'strangers.jsonl'].flatMap((file) => rows(file) as readonly IntentRow[]);
    const { slipped, unmended } = await measureSlips(messages, brain.understander(), brain.embedder);

    for (const [language, least] of [
      ['en', 0.92],
      ['zh', 0.88],
    ] as const) {
      const [mended, not] = [slipped.languages[language].accuracy.value, unmended.languages[language].accuracy.value];
      expect(mended).toBeGreaterThanOrEqual(least);
      expect(mended).toBeGreaterThan(not);
    }
  });

  it('counts several loyalty signals of one message, and hardly any that nobody gave', { timeout: 120_000 }, async () => {
    const [understander, embedder] = [brain.understander(), brain.embedder];
    const compound = rows('../signals/compound.jsonl') as readonly SignalRow[];
    const heldOut = (rows('intents.jsonl') as readonly IntentRow[]).map(({ text, lang, intent }): SignalRow => {
      const signal = understander.catalogue.intents.get(intent ?? '')?.signal;
      return { text, lang, signals: signal === undefined ? [] : [signal] };
    });

    const [first] = compound;
    expect(await measureSignals([first as SignalRow], { understander, embedder })).toEqual({
      rows: 1,
      meant: 2,
      found: 2,
      made: 0,
    });
    const several = await measureSignals(compound, { understander, embedder });
    expect(several.found / several.meant).toBeGreaterThanOrEqual(0.7);
    expect(several.made).toBeLessThanOrEqual(1);
    const plain = await measureSignals(heldOut, { understander, embedder });
    expect(plain.made).toBeLessThanOrEqual(12);
  });

  it('finds the right article', { timeout: 120_000 }, async () => {
    const { languages } = await evaluateFaq(rows('faq.jsonl') as readonly FaqRow[], brain.retriever(), brain.embedder, normalise);

    for (const recall of [languages.en, languages.zh]) {
      expect(recall.at1 / recall.rows).toBeGreaterThanOrEqual(0.84);
      expect(recall.at5 / recall.rows).toBeGreaterThanOrEqual(0.94);
    }
  });

  it.each([
    ['passages.jsonl', 0.85],
    ['passages-details.jsonl', 0.78],
  ])('shows the passage of an article that answers (%s)', { timeout: 120_000 }, async (file, least) => {
    const { all } = await evaluatePassages(rows(file) as readonly PassageRow[], brain.retriever(), brain.embedder, normalise);

    expect(all.within / all.rows).toBeGreaterThanOrEqual(least);
  });

  it.each(['follow-ups-en.jsonl', 'follow-ups-zh.jsonl'])(
    'understands what leans on the question before (%s)',
    { timeout: 120_000 },
    async (file) => {
      const { all } = await evaluateFollowUps(
        rows(file) as readonly FollowUpRow[],
        brain,
        loadConfig({ KEFU_DATA_DIR: dataDir }),
      );

      expect(all?.article ?? 0).toBeGreaterThanOrEqual(99);
      expect(all?.passage ?? 0).toBeGreaterThanOrEqual(88);
    },
  );

  it('answers several questions of one turn, and no more than was asked', { timeout: 120_000 }, async () => {
    const { all } = await evaluateSeveral(
      rows('several.jsonl') as readonly SeveralRow[],
      brain,
      loadConfig({ KEFU_DATA_DIR: dataDir }),
    );

    expect(all?.exact ?? 0).toBeGreaterThanOrEqual(130);
    expect(all?.more ?? 240).toBeLessThanOrEqual(8);
  });
});
