import { z } from 'zod';
import { fitLogistic } from '../numerics/logistic-regression.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import type { Evidence } from './gather-evidence.ts';

const Trust = z.strictObject({ own: z.number(), lead: z.number(), intercept: z.number() });
type Trust = z.infer<typeof Trust>;

/** How a weight becomes a probability: once with the encoder's vectors, once by words alone. Kept with the index. */
export const FusionModel = z.strictObject({ vectors: Trust, words: Trust });
export type FusionModel = z.infer<typeof FusionModel>;

/** One question whose answer is known: the evidence for each candidate, and which topic is right (null: none, it is out of scope). */
export interface LabelledEvidence {
  readonly evidence: readonly Evidence[];
  readonly right: number | null;
}

export interface Weighed {
  readonly evidence: Evidence;
  /** Probability that this article answers the question. */
  readonly probability: number;
}

type Road = keyof FusionModel;

/**
 * Near-equal weights, set by hand, of evidence that is on one scale (sharpened cosines, shares). Weights learned from the articles' own
 * questions were tried and came out worse on customers' questions, in every form: operators list questions that differ from one another, so
 * that they teach to trust listed questions less than one should (Dawes, The robust beauty of improper linear models, 1979).
 */
const WEIGHTS: Readonly<Record<Road, (evidence: Evidence) => number>> = {
  vectors: ({ question, passage, words, coverage }) => question + passage + words + 0.4 * coverage,
  words: ({ words, coverage }) => words + 0.4 * coverage,
};
/** scikit-learn's C; the inputs are of the order of one. */
const C = 1;
/** Of a candidate without a rival. */
const LARGEST_LEAD = 1;

const NOTHING_KNOWN: Trust = { own: 0, lead: 0, intercept: 0 };

/** Best first. */
export function weigh(evidence: readonly Evidence[], road: Road, model: FusionModel): readonly Weighed[] {
  const weights = evidence.map(WEIGHTS[road]);
  const { own, lead, intercept } = model[road];
  return evidence
    .map((one, n) => {
      const weight = weights[n] ?? 0;
      return { evidence: one, weight, probability: sigmoid(own * weight + lead * leadOf(weights, n) + intercept) };
    })
    .sort((a, b) => b.weight - a.weight || a.evidence.topic - b.evidence.topic)
    .map(({ evidence: one, probability }) => ({ evidence: one, probability }));
}

/**
 * Learns what the best candidate's weight and its lead over the runner-up say about its being right. Questions that no article answers
 * must be among the rows, or else every question counts as one that some article answers.
 */
export function fitFusion(rows: readonly LabelledEvidence[]): FusionModel {
  return { vectors: fitTrust(rows, 'vectors'), words: fitTrust(rows, 'words') };
}

function fitTrust(rows: readonly LabelledEvidence[], road: Road): Trust {
  const best = rows.flatMap(({ evidence, right }) => {
    const weights = evidence.map(WEIGHTS[road]);
    const n = weights.indexOf(Math.max(...weights));
    const one = evidence[n];
    return one ? [{ own: weights[n] ?? 0, lead: leadOf(weights, n), isRight: one.topic === right }] : [];
  });
  if (best.length === 0) return NOTHING_KNOWN;
  const fitted = fitLogistic({
    x: Float64Array.from(best.flatMap(({ own, lead }) => [own, lead])),
    y: Uint8Array.from(best, ({ isRight }) => (isRight ? 1 : 0)),
    d: 2,
    c: C,
  });
  const [own = 0, lead = 0] = fitted.weights;
  return { own, lead, intercept: fitted.intercept };
}

/** Negative for all but the best. */
function leadOf(weights: readonly number[], n: number): number {
  const rival = weights.reduce((most, weight, other) => (other === n ? most : Math.max(most, weight)), Number.NEGATIVE_INFINITY);
  return Math.min(LARGEST_LEAD, (weights[n] ?? 0) - rival);
}
