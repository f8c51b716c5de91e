import { expect, it } from 'vitest';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { dot } from '../../src/retrieval/dot.ts';
import { groupByMeaning } from '../../src/review/group-by-meaning.ts';

/** Unit vectors in the plane, by their angle in degrees. */
const at = (...degrees: readonly number[]): readonly Float32Array[] =>
  degrees.map((angle) => Float32Array.of(Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)));

it.each<readonly [string, readonly Float32Array[], number, readonly (readonly number[])[]]>([
  ['nothing', [], 0.5, []],
  ['one', at(0), 0.5, [[0]]],
  [
    'near ones, the larger group and the middle of it first',
    at(90, 0, 10, 100, 20),
    0.9,
    [
      [2, 1, 4],
      [0, 3],
    ],
  ],
  ['the same twice', at(30, 30), 1 - 1e-6, [[0, 1]]],
  ['nothing that is farther than the least likeness', at(0, 61), 0.5, [[0], [1]]],
  [
    'no chain whose ends are strangers',
    at(0, 40, 80, 120),
    0.7,
    [
      [0, 1],
      [2, 3],
    ],
  ],
])('groups %s', async (_what, vectors, least, groups) => {
  expect(await groupByMeaning(vectors, least)).toEqual(groups);
});

it('joins as the plain method does, which looks for the most alike two of all groups each time', async () => {
  const random = seededRandom(11);
  const vectors = Array.from({ length: 60 }, () => unit(Array.from({ length: 4 }, () => random() - 0.5)));

  for (const least of [0.2, 0.5, 0.8]) {
    const groups = (await groupByMeaning(vectors, least)).map((group) => [...group].sort((a, b) => a - b));

    expect(new Set(groups.map(String))).toEqual(new Set(plainly(vectors, least).map(String)));
  }
});

function unit(values: readonly number[]): Float32Array {
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
}

function plainly(vectors: readonly Float32Array[], least: number): readonly (readonly number[])[] {
  let groups: readonly (readonly number[])[] = vectors.map((_, n) => [n]);
  for (;;) {
    let best: { readonly a: readonly number[]; readonly b: readonly number[]; readonly mean: number } | null = null;
    for (const [n, a] of groups.entries()) {
      for (const b of groups.slice(n + 1)) {
        const sum = a.flatMap((i) => b.map((j) => dot(vectors[i]!, vectors[j]!))).reduce((all, one) => all + one, 0);
        const mean = sum / (a.length * b.length);
        if (mean >= (best?.mean ?? least)) best = { a, b, mean };
      }
    }
    if (best === null) return groups;
    const { a, b } = best;
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b].sort((i, j) => i - j)];
  }
}
