import { createHash } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { OUT_OF_SCOPE } from '../contract/content.ts';
import type { Classification, TextAnalysis } from '../contract/understanding.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createAnalyser } from './create-analyser.ts';
import { embedExamples } from './example-vectors.ts';
import { hashedFeatures } from './features.ts';
import { compare, judge, linearScores, outOfScopeProbability, type ExampleMatrix, type IntentModel } from './intent-model.ts';
import { examplesOf, loadIntents } from './load-intents.ts';
import { readModel, writeModel } from './model-cache.ts';
import { normalise } from './normalise.ts';
import { trainIntents, type TrainingReport } from './train-intents.ts';
import type { IntentCatalogue, Understander } from './understander.ts';

export interface UnderstanderDeps {
  readonly embedder: Embedder;
  readonly intentsDir: string;
  readonly cacheDir: string;
  /** Share of real questions that may be turned away as out of scope. */
  readonly falseRejectionRate: number;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Changes whenever the same content would train another model. */
const RECIPE = '1';
const SHOWN = 10;

interface ExampleRow {
  readonly text: string;
  readonly normalised: string;
  readonly intent: string;
  readonly label: number;
}

/**
 * Reads the intents, trains the model (or takes it from the cache), and gives what understands messages.
 * Raises CONTENT_INVALID with every mistake in the files.
 */
export async function createUnderstander(deps: UnderstanderDeps): Promise<Understander> {
  const catalogue = loadIntents(deps.intentsDir);
  const rows = rowsOf(catalogue);
  const classes = catalogue.intents.size + 1;
  const vectors = await embedExamples(
    rows.map(({ normalised }) => normalised),
    { ...deps, onProgress: (done, of) => logProgress(deps.logger, done, of) },
  );
  const examples: ExampleMatrix = { vectors, dimensions: deps.embedder.dimensions, starts: startsOf(rows, classes) };
  const version = createHash('sha256')
    .update([RECIPE, catalogue.hash, deps.embedder.id, deps.falseRejectionRate].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const model = readModel(deps.cacheDir, version) ?? (await train());

  return {
    catalogue,
    version,
    analyse: createAnalyser(catalogue.shop, deps.now),
    classify: (vector, analysis) => classify(vector, analysis, { model, examples, rows, ids: [...catalogue.intents.keys()] }),
  };

  async function train(): Promise<IntentModel> {
    const startedAt = deps.now();
    deps.logger.info(
      { examples: rows.length, intents: classes - 1 },
      'training the intent model; the next start takes it from the cache',
    );
    const trained: { readonly model: IntentModel; readonly report: TrainingReport } = await trainIntents(
      {
        examples,
        classes,
        labels: Int32Array.from(rows, ({ label }) => label),
        words: rows.map(({ normalised }) => hashedFeatures(normalised)),
      },
      deps.falseRejectionRate,
      () => nextTick(),
    );
    deps.logger.info({ ...trained.report, seconds: (deps.now() - startedAt) / 1000 }, 'intent model trained');
    writeModel(deps.cacheDir, version, trained.model);
    return trained.model;
  }
}

/** All examples, grouped by class in the order of the catalogue, out-of-scope last. */
function rowsOf({ intents, outOfScope }: IntentCatalogue): readonly ExampleRow[] {
  const row =
    (intent: string, label: number) =>
    ({ text }: { readonly text: string }): ExampleRow => ({ text, normalised: normalise(text), intent, label });
  return [
    ...[...intents].flatMap(([id, intent], label) => examplesOf(intent).map(row(id, label))),
    ...outOfScope.map(row(OUT_OF_SCOPE, intents.size)),
  ];
}

function startsOf(rows: readonly ExampleRow[], classes: number): Int32Array {
  const starts = new Int32Array(classes + 1);
  for (const { label } of rows) starts[label + 1] = (starts[label + 1] ?? 0) + 1;
  for (let k = 0; k < classes; k += 1) starts[k + 1] = (starts[k + 1] ?? 0) + (starts[k] ?? 0);
  return starts;
}

function classify(
  vector: Float32Array,
  analysis: TextAnalysis,
  trained: {
    readonly model: IntentModel;
    readonly examples: ExampleMatrix;
    readonly rows: readonly ExampleRow[];
    readonly ids: readonly string[];
  },
): Classification {
  const { model, examples, rows, ids } = trained;
  const raw = linearScores(model.linear, vector, hashedFeatures(analysis.normalised));
  const compared = compare(raw, vector, examples, model.temperature);
  const { p, outOfScopeFeatures } = judge(compared, model.neighbourWeight);
  const foreign = outOfScopeProbability(model.outOfScope, outOfScopeFeatures);
  const nearest = rows[compared.nearestRow];
  return {
    intents: ids
      .map((id, k) => ({ id, p: p[k] ?? 0 }))
      .sort((a, b) => b.p - a.p)
      .slice(0, SHOWN),
    outOfScopeProbability: foreign,
    outOfScope: foreign >= model.outOfScopeThreshold,
    nearest: nearest === undefined ? null : { text: nearest.text, intent: nearest.intent, similarity: compared.similarity },
  };
}

function logProgress(logger: Logger, done: number, of: number): void {
  if (done % 1024 === 0 || done === of) logger.info({ done, of }, 'embedding examples');
}
