import type { Language } from '../contract/language.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Understander } from './understander.ts';

export interface LabelledMessage {
  readonly text: string;
  readonly lang: Language;
  /** Null is out of scope. */
  readonly intent: string | null;
}

/** A share with its 95 % interval (Wilson 1927). */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface IntentQuality {
  readonly rows: number;
  /** Of the messages in scope: the top intent is right, whether or not the message is turned away. */
  readonly accuracy: Share;
  readonly macroF1: number;
  /** Of the messages out of scope: recognised. */
  readonly outOfScopeRecall: Share;
  /** Of the messages in scope: turned away as out of scope. */
  readonly falseRejection: Share;
  /** Expected calibration error of the top intent's probability, ten bins of equal width. */
  readonly calibrationError: number;
}

interface Judged extends LabelledMessage {
  readonly top: string;
  readonly p: number;
  readonly isTurnedAway: boolean;
}

/** How well messages are understood: over all, and by language. */
export async function evaluateIntents(
  rows: readonly LabelledMessage[],
  understander: Understander,
  embedder: Embedder,
): Promise<Readonly<Record<'all' | Language, IntentQuality>>> {
  const judged: Judged[] = [];
  for (const row of rows) {
    const analysis = understander.analyse(row.text);
    const [vector] = await embedder.embed([analysis.normalised]);
    if (!vector) continue;
    const { intents, outOfScope } = understander.classify(vector, analysis);
    judged.push({ ...row, top: intents[0]?.id ?? '', p: intents[0]?.p ?? 0, isTurnedAway: outOfScope });
  }
  return {
    all: quality(judged),
    en: quality(judged.filter(({ lang }) => lang === 'en')),
    zh: quality(judged.filter(({ lang }) => lang === 'zh')),
  };
}

function quality(rows: readonly Judged[]): IntentQuality {
  const inScope = rows.filter(({ intent }) => intent !== null);
  const foreign = rows.filter(({ intent }) => intent === null);
  const count = <T>(list: readonly T[], test: (item: T) => boolean): number => list.filter(test).length;
  return {
    rows: rows.length,
    accuracy: share(
      count(inScope, ({ top, intent }) => top === intent),
      inScope.length,
    ),
    macroF1: macroF1(inScope),
    outOfScopeRecall: share(
      count(foreign, ({ isTurnedAway }) => isTurnedAway),
      foreign.length,
    ),
    falseRejection: share(
      count(inScope, ({ isTurnedAway }) => isTurnedAway),
      inScope.length,
    ),
    calibrationError: calibration(inScope),
  };
}

const Z = 1.959964;

function share(hits: number, of: number): Share {
  if (of === 0) return { value: 0, low: 0, high: 1 };
  const p = hits / of;
  const centre = (p + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of);
  const half = (Z / (1 + Z ** 2 / of)) * Math.sqrt((p * (1 - p)) / of + Z ** 2 / (4 * of ** 2));
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

function macroF1(rows: readonly Judged[]): number {
  const ids = [...new Set(rows.map(({ intent }) => intent))];
  const scores = ids.map((id) => {
    const hits = rows.filter(({ top, intent }) => top === id && intent === id).length;
    const said = rows.filter(({ top }) => top === id).length;
    const true_ = rows.filter(({ intent }) => intent === id).length;
    return said + true_ === 0 ? 0 : (2 * hits) / (said + true_);
  });
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
}

function calibration(rows: readonly Judged[]): number {
  const bins = Array.from({ length: 10 }, () => ({ p: 0, hits: 0 }));
  for (const { p, top, intent } of rows) {
    const bin = bins[Math.min(9, Math.floor(p * 10))];
    if (!bin) continue;
    bin.p += p;
    bin.hits += top === intent ? 1 : 0;
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.p - bin.hits), 0) / Math.max(1, rows.length);
}
