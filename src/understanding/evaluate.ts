import { calibrationError } from '../numerics/binary-metrics.ts';
import { macroF1, shareOf, type Share } from '../numerics/accuracy.ts';
import { bootstrapIntervals } from '../numerics/bootstrap.ts';
import type { Classification } from '../contract/understanding.ts';
import type { Language } from '../contract/language.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { examplesOf } from './load-intents.ts';
import { normalise } from './normalise.ts';
import type { Understander } from './understander.ts';

/** A labelled message: a line of `benchmarks/quality/heldout/intents.jsonl`. */
export interface IntentRow {
  readonly text: string;
  readonly lang: Language;
  /** Null: the bot must not try to answer. */
  readonly intent: string | null;
}

/** Shares carry their 95 % intervals. */
export interface IntentQuality {
  readonly rows: number;
  readonly outOfScopeRows: number;
  /** Rows in scope whose best intent is the right one. */
  readonly accuracy: Share;
  /** The same over rows that no example writes letter for letter but for case and punctuation. */
  readonly accuracyUnseen: Share;
  /** Rows in scope that are both not turned away and right. */
  readonly answeredRight: Share;
  readonly macroF1: Share;
  readonly outOfScopeRecall: Share;
  /** Rows in scope that are turned away. */
  readonly falseRejection: Share;
  /** Expected calibration error of the best intent's probability, rows in scope, ten bins. */
  readonly calibrationError: number;
}

export interface IntentEvaluation {
  readonly all: IntentQuality;
  readonly languages: Readonly<Record<Language, IntentQuality>>;
  /** Wrong pairs, most frequent first. */
  readonly confusions: readonly { readonly intent: string; readonly predicted: string; readonly count: number }[];
  /** One a row, in order. */
  readonly results: readonly JudgedRow[];
}

export interface JudgedRow {
  readonly row: IntentRow;
  readonly classification: Classification;
  /** An example has the same words. */
  readonly isSeen: boolean;
}

/** Reads labelled messages as if customers wrote them and compares. */
export async function evaluateIntents(
  rows: readonly IntentRow[],
  understander: Understander,
  embedder: Embedder,
): Promise<IntentEvaluation> {
  const analyses = rows.map(({ text }) => understander.analyse(text));
  const vectors = await embedder.embed(analyses.map(({ normalised }) => normalised));
  const seen = seenWords(understander);
  const results = rows.map((row, n): JudgedRow => {
    const analysis = analyses[n] ?? understander.analyse(row.text);
    const vector = vectors[n] ?? new Float32Array(embedder.dimensions);
    return { row, classification: understander.classify(vector, analysis), isSeen: seen.has(wordsOnly(row.text)) };
  });
  return {
    all: qualityOf(results),
    languages: {
      zh: qualityOf(results.filter(({ row }) => row.lang === 'zh')),
      en: qualityOf(results.filter(({ row }) => row.lang === 'en')),
    },
    confusions: confusionsOf(results),
    results,
  };
}

/** Of the bootstrap of macro-F1. */
const DRAWS = 1_000;

const bestOf = ({ classification }: JudgedRow): string => classification.intents[0]?.id ?? '';
const isRight = (judged: JudgedRow): boolean => bestOf(judged) === judged.row.intent;

function qualityOf(results: readonly JudgedRow[]): IntentQuality {
  const own = results.filter(({ row }) => row.intent !== null);
  const foreign = results.filter(({ row }) => row.intent === null);
  const unseen = own.filter(({ isSeen }) => !isSeen);
  const actual = own.map(({ row }) => row.intent ?? '');
  const predicted = own.map(bestOf);
  return {
    rows: own.length,
    outOfScopeRows: foreign.length,
    accuracy: shareOf(own.filter(isRight).length, own.length),
    accuracyUnseen: shareOf(unseen.filter(isRight).length, unseen.length),
    answeredRight: shareOf(own.filter((judged) => isRight(judged) && !judged.classification.outOfScope).length, own.length),
    macroF1: bootstrapIntervals(own.length, (times) => ({ f1: macroF1(actual, predicted, times) }), { draws: DRAWS }).f1,
    outOfScopeRecall: shareOf(foreign.filter(({ classification }) => classification.outOfScope).length, foreign.length),
    falseRejection: shareOf(own.filter(({ classification }) => classification.outOfScope).length, own.length),
    calibrationError: calibrationError(
      own.map(({ classification }) => classification.intents[0]?.p ?? 0),
      own.map((judged) => (isRight(judged) ? 1 : 0)),
    ),
  };
}

function confusionsOf(results: readonly JudgedRow[]): IntentEvaluation['confusions'] {
  const pairs = new Map<string, { readonly intent: string; readonly predicted: string; count: number }>();
  for (const judged of results) {
    const { intent } = judged.row;
    const predicted = bestOf(judged);
    if (intent === null || intent === predicted) continue;
    const pair = pairs.get(`${intent} ${predicted}`) ?? { intent, predicted, count: 0 };
    pair.count += 1;
    pairs.set(`${intent} ${predicted}`, pair);
  }
  return [...pairs.values()].sort((a, b) => b.count - a.count);
}

function seenWords({ catalogue }: Understander): ReadonlySet<string> {
  const texts = [...[...catalogue.intents.values()].flatMap(examplesOf), ...catalogue.outOfScope];
  return new Set(texts.map(({ text }) => wordsOnly(text)));
}

function wordsOnly(text: string): string {
  return normalise(text).replace(/[^\p{L}\p{N}]+/gu, '');
}
