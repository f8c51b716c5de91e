import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Classification, TextAnalysis } from '../contract/understanding.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Logger } from '../telemetry/logger.ts';
import { classifierOf, type LabelledExample } from './classifier.ts';
import { createAnalyser } from './create-analyser.ts';
import { createHomophones } from './homophones.ts';
import { gently } from '../numerics/gently.ts';
import { embedExamples } from './example-vectors.ts';
import { hashedFeatures } from './features.ts';
import { examplesOf, loadIntentsGently } from './load-intents.ts';
import { readModel, writeModel, type TrainedIntents } from './model-cache.ts';
import { normalise } from './normalise.ts';
import { createSpelling } from './spelling.ts';
import { RECIPE, trainIntents, type TrainingReport } from './train-intents.ts';
import type { IntentCatalogue, Understander } from './understander.ts';

const VECTORS_FILE = 'intent-vectors.bin';
const MODEL_FILE = 'intent-model.bin';
/** Examples; a multiple of what is embedded between two reports. */
const LOGGED_EACH = 2_048;

export interface UnderstanderOptions {
  readonly embedder: Embedder;
  readonly intentsDir: string;
  /** Where vectors and the trained model are kept between starts; may be deleted at any time. */
  readonly cacheDir: string;
  /** A folder of the same files, made beforehand with `cacheDir` set to it: what fits it needs no training. Read only. */
  readonly shippedDir?: string;
  /** The share of real questions that may be turned away as out of scope, in return for catching more that are. */
  readonly falseRejectionRate: number;
  readonly now: () => number;
  readonly logger?: Logger;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainingProgress {
  readonly stage: 'embedding' | 'training';
  readonly done: number;
  readonly of: number;
}

/** An understander that was made by training or from the cache, and how well it does on examples it had not seen. */
export interface TrainedUnderstander extends Understander {
  readonly report: TrainingReport;
}

/**
 * Reads the intents and trains on them, or takes the trained model from the cache when neither content nor encoder nor recipe changed.
 * Training gives the event loop a turn every few milliseconds. Raises CONTENT_INVALID with every problem of the files, or what the
 * embedder raises.
 */
export async function createUnderstander(options: UnderstanderOptions): Promise<TrainedUnderstander> {
  const { embedder, cacheDir, shippedDir = null, falseRejectionRate, logger } = options;
  const pause = (): Promise<void> => nextTick();
  const catalogue = await loadIntentsGently(options.intentsDir, pause);
  const examples = await labelledExamples(catalogue);
  const classes = catalogue.intents.size + 1;
  const rows = await embedExamples(
    examples.map(({ normalised }) => normalised),
    {
      embedder,
      file: join(cacheDir, VECTORS_FILE),
      shippedFile: shippedDir === null ? null : join(shippedDir, VECTORS_FILE),
      onProgress(done, of) {
        if (done % LOGGED_EACH === 0 || done === of) logger?.info({ done, of }, 'intent examples embedded');
        options.onProgress?.({ stage: 'embedding', done, of });
      },
    },
  );
  const matrix = { ...rows, dimensions: embedder.dimensions, starts: startsOf(examples, classes) };

  const key = [digestOf(catalogue, examples), embedder.id, RECIPE, falseRejectionRate].join(' ');
  const file = join(cacheDir, MODEL_FILE);
  const train = async (): Promise<TrainedIntents> => {
    logger?.info({ intents: catalogue.intents.size, examples: examples.length }, 'intent training started');
    const trained = await trainIntents(
      {
        examples: matrix,
        words: await gently(examples, ({ normalised }) => hashedFeatures(normalised)),
        labels: Int32Array.from(examples, ({ label }) => label),
        classes,
      },
      falseRejectionRate,
      {
        pause,
        onProgress: (done, of) => options.onProgress?.({ stage: 'training', done, of }),
      },
    );
    logger?.info({ ...trained.report }, 'intent training finished');
    if (!writeModel(file, key, trained)) logger?.warn({ file }, 'trained intents could not be kept: the next start trains again');
    return trained;
  };
  const shipped = shippedDir === null ? null : readModel(join(shippedDir, MODEL_FILE), key);
  const { model, report } = shipped ?? readModel(file, key) ?? (await train());

  const texts = examples.map(({ normalised }) => normalised);
  const [spelling, homophones] = [createSpelling(embedder.words, texts), createHomophones(embedder.words, texts)];
  const analyse = createAnalyser(catalogue.shop, options.now, (normalised) => homophones(spelling(normalised)));
  const classify = classifierOf({ ids: [...catalogue.intents.keys()], examples, matrix, model });
  return {
    catalogue,
    report,
    version: `${embedder.id} ${catalogue.hash.slice(0, 12)} ${RECIPE}`,
    analyse,
    classify: (vector: Float32Array, analysis: TextAnalysis): Classification => classify(vector, analysis.normalised),
  };
}

/** Names what is learned from: an edited answer trains nothing again. */
function digestOf({ intents }: IntentCatalogue, examples: readonly LabelledExample[]): string {
  const hash = createHash('sha256').update([...intents.keys()].join(' '));
  for (const { label, normalised } of examples) hash.update(`\n${label} ${normalised}`);
  return hash.digest('hex');
}

function labelledExamples({ intents, outOfScope }: IntentCatalogue): Promise<readonly LabelledExample[]> {
  const own = [...intents.values()].flatMap((intent, label) => examplesOf(intent).map(({ text }) => ({ text, label })));
  const foreign = outOfScope.map(({ text }) => ({ text, label: intents.size }));
  return gently([...own, ...foreign], ({ text, label }) => ({ text, label, normalised: normalise(text) }));
}

function startsOf(examples: readonly LabelledExample[], classes: number): Int32Array {
  const starts = new Int32Array(classes + 1);
  for (const { label } of examples) starts[label + 1] = (starts[label + 1] ?? 0) + 1;
  for (let k = 0; k < classes; k += 1) starts[k + 1] = (starts[k + 1] ?? 0) + (starts[k] ?? 0);
  return starts;
}
