import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { dot } from '../../src/retrieval/dot.ts';
import { openVectorIndex } from '../../src/retrieval/vector-index.ts';
import { temporaryFolder } from './articles.ts';

const DIMENSIONS = 32;
const random = seededRandom(7);

function unit(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5);
  const norm = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / norm);
}

describe('the index of vectors', () => {
  const vectors = Array.from({ length: 600 }, unit);
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, 'index.hnsw');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (key = 'content', from = vectors): ReturnType<typeof openVectorIndex> =>
    openVectorIndex(from, { file, key, dimensions: DIMENSIONS });

  it('finds nearly all that exact search finds, nearest first', async () => {
    const index = await open();

    let found = 0;
    for (let n = 0; n < 50; n += 1) {
      const probe = unit();
      const exact = vectors.map((vector, label) => ({ label, cosine: dot(probe, vector) })).sort((a, b) => b.cosine - a.cosine);
      const near = index.nearest(probe, 10);
      expect(near.map(({ cosine }) => cosine)).toEqual(near.map(({ cosine }) => cosine).toSorted((a, b) => b - a));
      expect(near[0]!.cosine).toBeCloseTo(dot(probe, vectors[near[0]!.label]!), 4);
      found += near.filter(({ label }) => exact.slice(0, 10).some((one) => one.label === label)).length;
    }
    expect(found / 500).toBeGreaterThan(0.95);
  });

  it('is read from disk the next time and answers the same', async () => {
    const probe = unit();
    const built = await open();
    const read = await open();

    expect([built.origin, read.origin]).toEqual(['built', 'disk']);
    expect(read.nearest(probe, 10)).toEqual(built.nearest(probe, 10));
  });

  it.each<[string, () => void]>([
    ['cut off', () => truncateSync(file, 5_000)],
    ['empty', () => truncateSync(file, 0)],
    ['changed in one byte', () => writeFileSync(file, readFileSync(file).fill(255, 4_000, 4_001))],
    ['something else', () => writeFileSync(file, 'not an index')],
    ['without its checksum', () => rmSync(`${file}.sum`)],
  ])('is built again when its file is %s', async (_case, damage) => {
    const probe = unit();
    const before = (await open()).nearest(probe, 10);
    damage();

    const again = await open();

    expect(again.origin).toBe('built');
    expect(again.nearest(probe, 10)).toEqual(before);
    expect((await open()).origin).toBe('disk');
  });

  it('is built again for other content, even of the same size', async () => {
    await open();

    expect((await open('other content')).origin).toBe('built');
  });

  it('is built again when what is on disk finds too little', async () => {
    await open('content', Array.from({ length: 600 }, unit));

    expect((await open('content')).origin).toBe('built');
  });

  it('works without a place to be kept', async () => {
    writeFileSync(join(folder, 'file'), '');

    const index = await openVectorIndex(vectors, {
      file: join(folder, 'file/below.hnsw'),
      key: 'content',
      dimensions: DIMENSIONS,
    });

    expect(index.nearest(vectors[3]!, 1)).toEqual([{ label: 3, cosine: expect.closeTo(1, 4) }]);
  });

  it('gives what there is when more is asked, and nothing when there is nothing', async () => {
    expect((await open('few', vectors.slice(0, 3))).nearest(unit(), 10)).toHaveLength(3);
    expect((await open('none', [])).nearest(unit(), 10)).toEqual([]);
  });

  it('leaves no half-written file', async () => {
    await open();

    expect(readdirSync(folder).toSorted()).toEqual(['index.hnsw', 'index.hnsw.sum']);
  });
});
