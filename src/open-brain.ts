import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readChurnModels, type ChurnModels } from './churn/churn-models.ts';
import type { ChurnScorer } from './churn/churn-scorer.ts';
import { createChurnScorer } from './churn/create-churn-scorer.ts';
import { churnPolicyOf, type ChurnPolicy } from './churn/policy.ts';
import type { Config } from './config/load-config.ts';
import { createEmbedder } from './embedding/create-embedder.ts';
import type { Embedder } from './embedding/embedder.ts';
import { createRetriever, type RetrieverOptions } from './retrieval/create-retriever.ts';
import type { Retriever } from './retrieval/retriever.ts';
import type { ContentKind } from './publishing/published-content.ts';
import type { Logger } from './telemetry/logger.ts';
import { createUnderstander } from './understanding/create-understander.ts';
import { normalise } from './understanding/normalise.ts';
import type { IntentCatalogue, Understander } from './understanding/understander.ts';

/** What Kefu knows: the encoder, the content in force, and the churn model. The server and the command line share it. */
export interface Brain {
  readonly embedder: Embedder;
  readonly understander: () => Understander;
  readonly retriever: () => Retriever;
  /** Scores by the models and the policy in force. */
  readonly churn: ChurnScorer;
  readonly churnModels: () => ChurnModels;
  readonly churnPolicy: () => ChurnPolicy;
  /** Reads intents, articles or churn models again, from this folder from now on; on a mistake the last good version stays, and the error is raised. */
  reload: Readonly<Record<ContentKind, (folder: string) => Promise<void>>>;
  dispose(): Promise<void>;
}

/** Loads a kind of content from the folder that counts at the start. */
export type BeginWith = <Loaded>(kind: ContentKind, load: (folder: string) => Promise<Loaded>) => Promise<Loaded>;

/** 1.5 kB each. */
const VECTORS_CACHED = 2_000;

export interface BrainOptions {
  readonly logger: Logger;
  readonly now: () => number;
  /** Each kind of content is loaded once, as this says; by itself from the folders of this machine. */
  readonly begin?: BeginWith;
  /** Of another brain, which outlives this one; by itself one of its own. */
  readonly sharedEmbedder?: Embedder;
}

export async function openBrain(
  config: Config,
  { logger, now, begin = (kind, load) => load(foldersOf(config)[kind]), sharedEmbedder }: BrainOptions,
): Promise<Brain> {
  const cacheDir = cacheFolderOf(config);
  const embedder = sharedEmbedder ?? (await createEmbedder({ ...config.encoder, cacheSize: VECTORS_CACHED, logger }));
  const dispose = (): Promise<void> => (sharedEmbedder ? Promise.resolve() : embedder.dispose());
  const loadUnderstander = (intentsDir: string): Promise<Understander> =>
    createUnderstander({
      embedder,
      intentsDir,
      cacheDir,
      shippedDir: join(config.modelsDir, 'intents'),
      falseRejectionRate: config.falseRejectionRate,
      now,
      logger,
    });
  let knowledgeInForce = '';
  const loadKnowledge = async (knowledgeDir: string, { catalogue }: Understander): Promise<Retriever> => {
    const loaded = await createRetriever({
      embedder,
      knowledgeDir,
      cacheDir,
      normalise,
      ...partOf(catalogue),
      now,
      logger,
    });
    knowledgeInForce = knowledgeDir;
    return loaded;
  };
  try {
    let understander = await begin('intents', loadUnderstander);
    let retriever = await begin('knowledge', (folder) => loadKnowledge(folder, understander));
    const churnPolicy = (): ChurnPolicy => churnPolicyOf(understander.catalogue.shop, config.churn);
    let churnModels = await begin('churn', (folder) => Promise.resolve(readChurnModels(folder)));
    let scorer = createChurnScorer({ models: churnModels, policy: churnPolicy });
    return {
      embedder,
      understander: () => understander,
      retriever: () => retriever,
      churn: {
        get version() {
          return scorer.version;
        },
        score: (facts) => scorer.score(facts),
      },
      churnModels: () => churnModels,
      churnPolicy,
      reload: {
        async intents(folder) {
          const next = await loadUnderstander(folder);
          const fits = isDeepStrictEqual(partOf(next.catalogue), partOf(understander.catalogue));
          if (!fits) retriever = await loadKnowledge(knowledgeInForce, next);
          understander = next;
        },
        async knowledge(folder) {
          retriever = await loadKnowledge(folder, understander);
        },
        churn(folder) {
          churnModels = readChurnModels(folder);
          scorer = createChurnScorer({ models: churnModels, policy: churnPolicy });
          return Promise.resolve();
        },
      },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What of the intents the index of the articles depends on. */
function partOf({ outOfScope, shop }: IntentCatalogue): Pick<RetrieverOptions, 'outOfScope' | 'timeZone'> {
  return { outOfScope: outOfScope.map(({ text }) => text), timeZone: shop.timeZone };
}

/** Where content lies on this machine. */
export function foldersOf(config: Config): Readonly<Record<ContentKind, string>> {
  return { intents: config.intentsDir, knowledge: config.knowledgeDir, churn: churnFolderOf(config) };
}

/** Where vectors and trained models are kept between starts. */
export function cacheFolderOf({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'cache');
}

/** Where the churn models lie. */
export function churnFolderOf({ modelsDir }: Pick<Config, 'modelsDir'>): string {
  return join(modelsDir, 'churn');
}

/** Settings of a turn that operators rarely touch. */
export const TURN_SETTINGS = {
  /** Of passages: chosen on the held-out messages (benchmarks/quality/heldout/README.md, "Which article answers" and "Follow-ups"). */
  thresholds: {
    sureIntent: 0.5,
    possibleIntent: 0.12,
    surePassage: 0.5,
    surePassageOfForeign: 0.9,
    surerPassage: 0.75,
    unlikelyArticle: 0.3,
    ownArticle: 0.7,
    sureFlow: 0.8,
    topicMargin: 0.35,
    topicMarginOfTerse: 0.5,
    sureFollowUp: 0.3,
    missesBeforeOffer: 2,
  },
  deadlines: { embedMs: 2_000, shopMs: 1_500 },
} as const;
