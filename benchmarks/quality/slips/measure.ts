import type { Embedder } from '../../../src/embedding/embedder.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';
import { evaluateIntents, type IntentEvaluation, type IntentRow } from '../../../src/understanding/evaluate.ts';
import { normalise } from '../../../src/understanding/normalise.ts';
import type { Understander } from '../../../src/understanding/understander.ts';
import { makeSlips } from './make-slips.ts';

const SEED = 11;

export interface SlipQuality {
  /** The messages as they were written, with one slip, and with one slip that nothing mends. */
  readonly clean: IntentEvaluation;
  readonly slipped: IntentEvaluation;
  readonly unmended: IntentEvaluation;
}

/** How well messages are understood that have one slip each. */
export async function measureSlips(
  rows: readonly IntentRow[],
  understander: Understander,
  embedder: Embedder,
): Promise<SlipQuality> {
  const slips = makeSlips(rows, seededRandom(SEED));
  const asWritten = slips.map(({ row }) => row);
  const withSlips = slips.map(({ row, slipped }) => ({ ...row, text: slipped }));
  const blind: Understander = {
    ...understander,
    analyse: (text) => ({ ...understander.analyse(text), normalised: normalise(text) }),
  };
  return {
    clean: await evaluateIntents(asWritten, understander, embedder),
    slipped: await evaluateIntents(withSlips, understander, embedder),
    unmended: await evaluateIntents(withSlips, blind, embedder),
  };
}
