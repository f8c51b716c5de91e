import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import hnswlib from 'hnswlib-node';
import { gently } from '../numerics/gently.ts';
import { dot } from './dot.ts';
import { replaceCache } from '../files/replace-file.ts';

export interface Neighbour {
  /** Position of the vector in the list that was indexed. */
  readonly label: number;
  readonly cosine: number;
}

export interface VectorIndex {
  /** Nearest first. */
  nearest(vector: Float32Array, count: number): readonly Neighbour[];
  readonly origin: 'disk' | 'built';
}

/** Links a node, candidates while building and while searching: hnswlib's advice for small, high-recall indexes. */
const LINKS = 16;
const EF_BUILD = 200;
const EF_SEARCH = 64;
const EF_CAREFUL = 800;
/** hnswlib's own default; fixed, so that the same articles give the same graph. */
const SEED = 100;
const LEAST_RECALL = 0.95;
const PROBES = 60;
const PROBE_DEPTH = 10;
/** Vectors that all probes together are compared with: a tenth of a second. */
const MOST_COMPARED = 1_000_000;
const ADDED_BETWEEN_PAUSES = 10;

/**
 * HNSW over unit vectors (hnswlib). Read from `file` when it holds exactly these vectors, else built and written there. The file is only
 * handed to the native reader when its checksum fits, because that reader trusts what it reads. Recall against exact search is
 * probed at load; an index that misses too much is built again, more carefully.
 */
export async function openVectorIndex(
  vectors: readonly Float32Array[],
  { file, key, dimensions }: { readonly file: string; readonly key: string; readonly dimensions: number },
): Promise<VectorIndex> {
  const fromDisk = readIndex(file, key, dimensions, vectors.length);
  if (fromDisk && recallOf(fromDisk, vectors) >= LEAST_RECALL) return indexOver(fromDisk, 'disk');
  let built = await build(vectors, dimensions, EF_BUILD);
  if (recallOf(built, vectors) < LEAST_RECALL) {
    built = await build(vectors, dimensions, EF_CAREFUL);
    built.setEf(EF_CAREFUL);
  }
  writeIndex(built, file, key);
  return indexOver(built, 'built');
}

function indexOver(graph: hnswlib.HierarchicalNSW, origin: VectorIndex['origin']): VectorIndex {
  const size = graph.getCurrentCount();
  return {
    origin,
    nearest(vector, count) {
      if (size === 0) return [];
      const { neighbors, distances } = graph.searchKnn([...vector], Math.min(count, size));
      return neighbors
        .map((label, n) => ({ label, cosine: 1 - (distances[n] ?? 1) }))
        .sort((a, b) => b.cosine - a.cosine || a.label - b.label);
    },
  };
}

async function build(vectors: readonly Float32Array[], dimensions: number, ef: number): Promise<hnswlib.HierarchicalNSW> {
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex(Math.max(1, vectors.length), LINKS, ef, SEED);
  await gently(vectors, (vector, label) => graph.addPoint([...vector], label), ADDED_BETWEEN_PAUSES);
  graph.setEf(EF_SEARCH);
  return graph;
}

function recallOf(graph: hnswlib.HierarchicalNSW, vectors: readonly Float32Array[]): number {
  const probes = Math.min(PROBES, Math.ceil(MOST_COMPARED / Math.max(1, vectors.length)));
  const step = Math.max(1, Math.floor(vectors.length / probes));
  const depth = Math.min(PROBE_DEPTH, vectors.length);
  let found = 0;
  let wanted = 0;
  for (let n = 0; n < vectors.length; n += step) {
    const probe = vectors[n];
    if (!probe) continue;
    const worst =
      nthHighest(
        Float32Array.from(vectors, (vector) => dot(probe, vector)),
        depth,
      ) - 1e-5;
    const { neighbors } = graph.searchKnn([...probe], depth);
    // By similarity, not by label: equal texts have equal vectors. A label out of range is a foreign index.
    found += neighbors.filter(
      (label) => dot(probe, vectors[label] ?? new Float32Array(probe.length)) >= worst && label in vectors,
    ).length;
    wanted += depth;
  }
  return wanted === 0 ? 1 : found / wanted;
}

/** Sorting a hundred thousand cosines for the sake of ten would make each start seconds longer. */
function nthHighest(values: Float32Array, nth: number): number {
  const highest = values.slice(0, nth).sort();
  for (const value of values.subarray(nth)) {
    if (value <= (highest[0] ?? 0)) continue;
    highest[0] = value;
    highest.sort();
  }
  return highest[0] ?? -1;
}

function readIndex(file: string, key: string, dimensions: number, count: number): hnswlib.HierarchicalNSW | null {
  try {
    if (!existsSync(file) || readFileSync(`${file}.sum`, 'utf8') !== sumOf(file, key)) return null;
    const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
    graph.readIndexSync(file);
    graph.setEf(EF_SEARCH);
    return graph.getCurrentCount() === count ? graph : null;
  } catch {
    return null;
  }
}

/** Without a copy on disk the next start builds it again. */
function writeIndex(graph: hnswlib.HierarchicalNSW, file: string, key: string): void {
  let sum = '';
  const isWritten = replaceCache(file, (aside) => {
    graph.writeIndexSync(aside);
    sum = sumOf(aside, key);
  });
  if (isWritten) replaceCache(`${file}.sum`, (aside) => writeFileSync(aside, sum));
}

function sumOf(file: string, key: string): string {
  return createHash('sha256').update(key).update('\0').update(readFileSync(file)).digest('hex');
}
