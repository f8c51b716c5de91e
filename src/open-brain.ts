import { join } from 'node:path';
import { createChurnScorer } from './churn/create-churn-scorer.ts';
import type { ChurnScorer } from './churn/churn-scorer.ts';
import type { Config } from './config/load-config.ts';
import { createEmbedder } from './embedding/create-embedder.ts';
import type { Embedder } from './embedding/embedder.ts';
import { createRetriever } from './retrieval/create-retriever.ts';
import type { Retriever } from './retrieval/retriever.ts';
import type { Logger } from './telemetry/logger.ts';
import { createUnderstander } from './understanding/create-understander.ts';
import { normalise } from './understanding/normalise.ts';
import type { Understander } from './understanding/understander.ts';

/** What Kefu knows: the encoder, the content in force, and the churn model. The server and the command line share it. */
export interface Brain {
  readonly embedder: Embedder;
  readonly understander: () => Understander;
  readonly retriever: () => Retriever;
  readonly churn: ChurnScorer;
  /** Reads intents and articles again; on a mistake the last good version stays, and the error is raised. */
  reloadIntents(): Promise<void>;
  reloadKnowledge(): Promise<void>;
  dispose(): Promise<void>;
}

const VECTORS_CACHED = 20_000;

export async function openBrain(
  config: Config,
  { logger, now }: { readonly logger: Logger; readonly now: () => number },
): Promise<Brain> {
  const cacheDir = join(config.dataDir, 'cache');
  const embedder = await createEmbedder({ ...config.encoder, cacheSize: VECTORS_CACHED, logger });
  const loadUnderstander = (): Promise<Understander> =>
    createUnderstander({
      embedder,
      intentsDir: config.intentsDir,
      cacheDir,
      shippedDir: join(config.modelsDir, 'intents'),
      falseRejectionRate: config.falseRejectionRate,
      now,
      logger,
    });
  const loadRetriever = ({ catalogue }: Understander): Promise<Retriever> =>
    createRetriever({
      embedder,
      knowledgeDir: config.knowledgeDir,
      cacheDir,
      normalise,
      outOfScope: catalogue.outOfScope.map(({ text }) => text),
      timeZone: catalogue.shop.timeZone,
      now,
      logger,
    });
  try {
    let understander = await loadUnderstander();
    let retriever = await loadRetriever(understander);
    return {
      embedder,
      understander: () => understander,
      retriever: () => retriever,
      churn: createChurnScorer({ modelFile: join(config.modelsDir, 'churn', 'demo.json'), ...config.churn }),
      async reloadIntents() {
        understander = await loadUnderstander();
      },
      async reloadKnowledge() {
        retriever = await loadRetriever(understander);
      },
      dispose: () => embedder.dispose(),
    };
  } catch (error) {
    await embedder.dispose();
    throw error;
  }
}

/** Settings of a turn that operators rarely touch. */
export const TURN_SETTINGS = {
  thresholds: { sureIntent: 0.5, possibleIntent: 0.12, surePassage: 0.5, missesBeforeOffer: 2 },
  deadlines: { embedMs: 2_000, shopMs: 1_500 },
} as const;
