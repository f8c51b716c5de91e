import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { dot } from '../../src/retrieval/dot.ts';
import { fitSharpening } from '../../src/retrieval/sharpen.ts';

const random = seededRandom(3);

/** Two groups told apart by the first axis; the second axis is loud and says nothing. */
function sample(group: number): Float32Array {
  const vector = Float32Array.from([0.3 * (group === 0 ? 1 : -1) + 0.05 * (random() - 0.5), 4 * (random() - 0.5), 0.2]);
  const norm = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / norm);
}

describe('sharpening', () => {
  it('brings a group together that a loud direction drives apart', () => {
    const vectors = Array.from({ length: 200 }, (_, n) => sample(n % 2));
    const sharpen = fitSharpening(vectors, (n) => n % 2);

    const hits = (space: (vector: Float32Array) => Float32Array): number =>
      Array.from({ length: 100 }, (_, n) => sample(n % 2)).filter((probe, n) => {
        const closest = vectors
          .map((vector, at) => ({ group: at % 2, cosine: dot(space(probe), space(vector)) }))
          .sort((a, b) => b.cosine - a.cosine)
          .slice(0, 15);
        return closest.filter(({ group }) => group === n % 2).length > 7;
      }).length;

    expect(hits(sharpen)).toBeGreaterThanOrEqual(hits((vector) => vector));
    expect(hits(sharpen)).toBeGreaterThan(85);
  });

  it('gives unit vectors, also for one article and for one text', () => {
    for (const vectors of [[sample(0)], [sample(0), sample(0)], [sample(0), sample(1)]]) {
      const sharp = fitSharpening(vectors, () => 0)(vectors[0]!);

      expect(dot(sharp, sharp)).toBeCloseTo(1, 5);
    }
  });
});
