import { z } from 'zod';
import { fitLogistic } from '../numerics/logistic-regression.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import type { Evidence } from './gather-evidence.ts';

const weights = z.strictObject({ weights: z.array(z.number()), intercept: z.number() });
const roads = z.strictObject({ order: weights, trust: weights });

/** How evidence becomes a probability: once with the encoder's vectors, once by words alone. Plain numbers, kept with the index. */
export const FusionModel = z.strictObject({ vectors: roads, words: roads });
export type FusionModel = z.infer<typeof FusionModel>;
type Weights = z.infer<typeof weights>;

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

const INPUTS: Readonly<Record<Road, (evidence: Evidence) => readonly number[]>> = {
  vectors: ({ question, questions, passage, words, coverage }) => [question, questions, passage, words, coverage],
  words: ({ words, coverage }) => [words, coverage],
};
/** scikit-learn's C; inputs are cosines and shares, so one strength fits all. */
const C = 1;

/** Best first. */
export function weigh(evidence: readonly Evidence[], road: Road, model: FusionModel): readonly Weighed[] {
  const { order, trust } = model[road];
  const logits = evidence.map((one) => linear(order, INPUTS[road](one)));
  const ranked = evidence
    .map((one, n) => ({ evidence: one, probability: sigmoid(linear(trust, trustInputs(logits, n))), logit: logits[n] ?? 0 }))
    .sort((a, b) => b.logit - a.logit || a.evidence.topic - b.evidence.topic);
  return ranked.map(({ evidence: one, probability }) => ({ evidence: one, probability }));
}

/**
 * Learned from the articles themselves: each of their questions is asked of an index without it. Two logistic regressions one after the other:
 * the first weighs the kinds of evidence and gives the order; the second turns the best candidate's weight and its lead over the
 * runner-up into the probability that it is right, which needs questions that no article answers too.
 */
export function fitFusion(rows: readonly LabelledEvidence[]): FusionModel {
  return { vectors: fitRoad(rows, 'vectors'), words: fitRoad(rows, 'words') };
}

function fitRoad(rows: readonly LabelledEvidence[], road: Road): FusionModel[Road] {
  const order = fit(
    rows.flatMap(({ evidence, right }) => evidence.map((one) => ({ inputs: INPUTS[road](one), isRight: one.topic === right }))),
  );
  const trust = fit(
    rows.flatMap(({ evidence, right }) => {
      const logits = evidence.map((one) => linear(order, INPUTS[road](one)));
      const best = logits.indexOf(Math.max(...logits));
      const one = evidence[best];
      return one ? [{ inputs: trustInputs(logits, best), isRight: one.topic === right }] : [];
    }),
  );
  return { order, trust };
}

/** The candidate's own weight, and its lead over the best of the others. */
function trustInputs(logits: readonly number[], n: number): readonly number[] {
  const own = logits[n] ?? 0;
  const rival = logits.reduce((most, logit, other) => (other === n ? most : Math.max(most, logit)), Number.NEGATIVE_INFINITY);
  return [own, Math.min(LARGEST_LEAD, own - rival)];
}

const LARGEST_LEAD = 10;

function fit(rows: readonly { readonly inputs: readonly number[]; readonly isRight: boolean }[]): Weights {
  const d = rows[0]?.inputs.length ?? 0;
  const y = Uint8Array.from(rows, ({ isRight }) => (isRight ? 1 : 0));
  const x = Float64Array.from(rows.flatMap(({ inputs }) => inputs));
  const { weights: fitted, intercept } = fitLogistic({ x, y, d, c: C });
  return { weights: [...fitted], intercept };
}

function linear({ weights: factors, intercept }: Weights, inputs: readonly number[]): number {
  return inputs.reduce((sum, input, n) => sum + input * (factors[n] ?? 0), intercept);
}
