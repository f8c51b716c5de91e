import { expect, it } from 'vitest';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { judge, compare, linearScores } from '../../src/understanding/intent-model.ts';
import { trainIntents, type TrainingSet } from '../../src/understanding/train-intents.ts';

const DIMENSIONS = 64;
const NO_WORDS = { indices: new Int32Array(), values: new Float32Array() };

/** Classes along one axis each, with some noise; the last is out of scope. */
function setOf(classes: number, each: number): TrainingSet {
  const random = seededRandom(5);
  const labels = Int32Array.from({ length: classes * each }, (_, row) => Math.floor(row / each));
  const steps = new Int8Array(labels.length * DIMENSIONS);
  const scales = new Float32Array(labels.length);
  for (const [row, label] of labels.entries()) {
    const vector = Array.from({ length: DIMENSIONS }, (_, j) => Math.round((j === label ? 100 : 0) + 40 * (random() - 0.5)));
    steps.set(vector, row * DIMENSIONS);
    scales[row] = 1 / Math.hypot(...vector);
  }
  const starts = Int32Array.from({ length: classes + 1 }, (_, k) => k * each);
  return { examples: { steps, scales, dimensions: DIMENSIONS, starts }, words: [], labels, classes };
}

it.each([
  ['all folds of a few examples', 3, 100, 5],
  ['one fold of very many', 60, 350, 3],
])(
  'learns from %s',
  async (_case, classes, each, stages) => {
    const set = setOf(classes, each);
    const progress: (readonly [number, number])[] = [];

    const { model, report } = await trainIntents(set, 0.05, {
      pause: () => Promise.resolve(),
      onProgress: (done, of) => progress.push([done, of]),
    });

    expect(progress).toEqual(Array.from({ length: stages + 1 }, (_, done) => [done, stages]));
    expect(report.accuracy).toBeGreaterThan(0.98);
    expect(report.outOfScopeRecall).toBeGreaterThan(0.9);
    expect(report.falseRejection).toBeLessThan(0.1);
    const vector = Float32Array.from({ length: DIMENSIONS }, (_, j) => (j === 1 ? 1 : 0));
    const compared = compare(linearScores(model.linear, vector, NO_WORDS), vector, set.examples, model.temperature);
    expect(judge(compared, model.balance).p[1]).toBeGreaterThan(0.9);
  },
  60_000,
);
