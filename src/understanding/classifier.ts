import type { Classification } from '../contract/understanding.ts';
import { hashedFeatures } from './features.ts';
import { compare, judge, linearScores, outOfScopeProbability, type ExampleMatrix, type IntentModel } from './intent-model.ts';
import { createNearestForeign } from './nearest-foreign.ts';

const MOST_INTENTS = 10;
/** What is written letter for letter as an example is what the operator said it is. */
const SURE = 0.98;

/** One example in the order of the classes; `label` is the place of its intent, the last one is out of scope. */
export interface LabelledExample {
  readonly text: string;
  readonly normalised: string;
  readonly label: number;
}

export interface ClassifierParts {
  /** Intent of each class, without the last, which is out of scope. */
  readonly ids: readonly string[];
  readonly examples: readonly LabelledExample[];
  readonly matrix: ExampleMatrix;
  readonly model: IntentModel;
}

/** Reads a message's vector and words by the trained model. Pure; never throws, not even for a vector of nonsense. */
export function classifierOf({ ids, examples, matrix, model }: ClassifierParts) {
  const known = new Map(examples.map(({ normalised, label }) => [normalised, label]));
  const awayOf = createNearestForeign(matrix);
  return (vector: Float32Array, normalised: string): Classification => {
    const usable =
      vector.length === matrix.dimensions && vector.every(Number.isFinite) ? vector : new Float32Array(matrix.dimensions);
    const raw = linearScores(model.linear, usable, hashedFeatures(normalised));
    const compared = compare(raw, usable, matrix, model.temperature, { awayOf });
    const { p, outOfScopeFeatures } = judge(compared, model.balance);
    const label = known.get(normalised);
    const learned = outOfScopeProbability(model.outOfScope, outOfScopeFeatures);
    const isForeign = label === ids.length;
    if (label !== undefined && !isForeign && (p[label] ?? 0) < SURE) settle(p, label);
    const nearest = examples[compared.nearestRow];
    return {
      intents: ids
        .map((id, k) => ({ id, p: p[k] ?? 0 }))
        .sort((a, b) => b.p - a.p)
        .slice(0, MOST_INTENTS),
      outOfScopeProbability: label === undefined ? learned : isForeign ? SURE : 1 - SURE,
      outOfScope: label === undefined ? learned >= model.outOfScopeThreshold : isForeign,
      nearest: nearest
        ? { text: nearest.text, intent: ids[nearest.label] ?? '', similarity: Math.min(1, compared.similarity) }
        : null,
    };
  };
}

/** Gives a class SURE and scales the others, so that all sum to one. */
function settle(p: Float64Array, label: number): void {
  const rest = 1 - (p[label] ?? 0);
  for (let k = 0; k < p.length; k += 1) p[k] = k === label ? SURE : ((p[k] ?? 0) * (1 - SURE)) / Math.max(rest, 1e-12);
}
