import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Corpus } from './build-corpus.ts';
import { askForeignQuestions, askOwnQuestions } from './ask-own-questions.ts';
import { fitFusion, FusionModel } from './fuse.ts';
import { createEvidenceGatherer, type GatherEvidence } from './gather-evidence.ts';
import { gently } from '../numerics/gently.ts';
import { replaceCache } from '../files/replace-file.ts';
import { fitSharpening, type Sharpen } from './sharpen.ts';
import { embedStored, type VectorStoreOptions } from './vector-store.ts';
import { openVectorIndex, type VectorIndex } from './vector-index.ts';

export interface OpenIndex {
  /** Of the passages, as the encoder gave them, by entry. */
  readonly passageVectors: ReadonlyMap<number, Float32Array>;
  /** Brings a question's vector into the space that `gather` compares in. */
  readonly sharpen: Sharpen;
  readonly gather: GatherEvidence;
  readonly fusion: FusionModel;
  readonly origin: VectorIndex['origin'];
}

export interface IndexOptions extends Pick<VectorStoreOptions, 'embedder' | 'onProgress'> {
  readonly cacheDir: string;
  /** Messages that no article answers. */
  readonly outOfScope: readonly string[];
}

/** Advance it when what is kept on disk is computed differently. */
const FORMAT = 4;

/**
 * Everything that needs the encoder: vectors, graph, fusion weights. All of it is kept in `cacheDir`, keyed by content and encoder, and
 * made again when it is stale or damaged.
 */
export async function openIndex(
  corpus: Corpus,
  { embedder, cacheDir, outOfScope, onProgress }: IndexOptions,
): Promise<OpenIndex> {
  const encoder = digest(embedder.id).slice(0, 12);
  const texts = corpus.entries.map(({ kind, text }) => ({
    text,
    purpose: kind === 'passage' ? ('passage' as const) : ('query' as const),
  }));
  const foreign = outOfScope.map((text) => ({ text, purpose: 'query' as const }));
  const file = join(cacheDir, `retrieval-${encoder}.vectors`);
  const all = await embedStored([...texts, ...foreign], { embedder, file, onProgress });
  const vectors = all.slice(0, texts.length);
  const sharpen = fitSharpening(vectors, (n) => corpus.entries[n]?.topic ?? -1);
  const sharpened = await gently(vectors, sharpen);

  const key = digest(
    JSON.stringify([
      FORMAT,
      embedder.id,
      embedder.dimensions,
      corpus.entries.map(({ topic, kind, text }) => [topic, kind, text]),
      outOfScope,
    ]),
  );
  const name = `retrieval-${encoder}-${key.slice(0, 16)}`;
  const index = await openVectorIndex(sharpened, { file: join(cacheDir, `${name}.hnsw`), key, dimensions: embedder.dimensions });
  const gather = await createEvidenceGatherer(corpus, sharpened, index);
  const fusionFile = join(cacheDir, `${name}.json`);
  let fusion = readFusion(fusionFile);
  if (!fusion) {
    const strangers = foreign.map(({ text }, n) => ({ text, vector: sharpen(all[texts.length + n] ?? new Float32Array(0)) }));
    fusion = fitFusion([...(await askOwnQuestions(corpus, sharpened, gather)), ...askForeignQuestions(strangers, gather)]);
    const text = JSON.stringify(fusion);
    replaceCache(fusionFile, (aside) => writeFileSync(aside, text));
  }
  forgetOthers(cacheDir, encoder, name);
  // Copies, so that the others need not be kept with them.
  const passages = [...vectors.entries()].filter(([entry]) => corpus.entries[entry]?.kind === 'passage');
  const passageVectors = new Map(passages.map(([entry, vector]) => [entry, vector.slice()]));
  return { passageVectors, sharpen, gather, fusion, origin: index.origin };
}

function readFusion(file: string): FusionModel | null {
  try {
    return FusionModel.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Indexes of earlier content with this encoder; another process that still reads one has it in memory. */
function forgetOthers(cacheDir: string, encoder: string, keep: string): void {
  try {
    const stale = readdirSync(cacheDir).filter((file) => file.startsWith(`retrieval-${encoder}-`) && !file.startsWith(keep));
    for (const file of stale) rmSync(join(cacheDir, file), { force: true });
  } catch {
    // Tidying must not stop the shop.
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
